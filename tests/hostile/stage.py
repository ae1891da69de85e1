"""A document that honest people have open while somebody attacks it."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from uuid import UUID

from websockets.sync.client import ClientConnection

from documents.protocol import ywebsocket
from documents.protocol.codec import read_var_bytes, read_var_uint
from documents.protocol.updates import read_update
from tests.patience import within
from tests.servers import Site, until
from tests.yjs import Yjs

from ..protocol import wire
from . import attacker

OWNER = "ann"
READER = "rita"
PAUSE_SECONDS = 0.01
CALM_KEYS = 100
MOVING = range(166, 169)
"""Clients whose cursors an attacker may move, and moves too often."""
FLOOR_SECONDS = 0.25
"""Nobody notices less; on a busy machine the calm figure says little."""
HANG_SECONDS = 3
ENOUGH_KEYS = 100
"""Of fewer, the longest wait is no 99th percentile: all attacks together are judged in the end."""


AUTHORS = """
    SELECT DISTINCT username FROM collab_documents_update
    LEFT JOIN auth_user ON author = 'user:' || auth_user.id WHERE document_id = :id
"""


@dataclass
class Typist:
    """Types without a pause, asks after each letter whether it is saved, and notes what comes."""

    site: Site
    document: str
    client: int = 7001
    typed: int = 0
    waits: list[float] = field(default_factory=list)
    frames: list[bytes] = field(default_factory=list)
    _stop: Event = field(default_factory=Event)

    def type(self) -> None:
        """Until `stop`."""
        with attacker.opened(self.site, self.document, OWNER) as socket:
            while not self._stop.wait(PAUSE_SECONDS):
                self._letter(socket)

    def _letter(self, socket: ClientConnection) -> None:
        before = {"left": (self.client, self.typed - 1)} if self.typed else {"parent": "text"}
        letter = wire.section(self.client, self.typed, wire.text("x", **before))
        began = time.monotonic()
        socket.send(attacker.update(wire.update(letter)))
        socket.send(attacker.SAVED)
        while (frame := attacker.received(socket)) != attacker.SAVED:
            self.frames.append(frame)
        self.waits.append(time.monotonic() - began)
        self.typed += 1

    def stop(self) -> None:
        """Type no more."""
        self._stop.set()


class Stage:
    """The document, the server under it, and who types: on and on, one attack after the other."""

    def __init__(self, site: Site) -> None:
        self.site = site
        site.meet(OWNER, READER, *attacker.NAMES)
        self.document = site.create(OWNER, *attacker.NAMES)
        self.typist = Typist(site, self.document)
        self.pid = site.pid
        self._threads = ThreadPoolExecutor(1)
        self._typing = self._threads.submit(self.typist.type)
        self.wait(CALM_KEYS)

    def wait(self, keys: int) -> None:
        """Until that many more letters were saved."""
        goal = len(self.typist.waits) + keys
        until(lambda: len(self.typist.waits) >= goal or self._typing.done())

    def end(self) -> None:
        """Type no more; raises what the typist met, and where the whole was too slow."""
        self.typist.stop()
        self._typing.result(60)
        self._threads.shutdown()
        self._check_waits("all attacks", self.typist.waits[CALM_KEYS:])

    def check(self, yjs: Yjs, began: int) -> None:
        """Nothing of the attack was stored or shown, and the honest were not held up.

        `began` is how many letters were saved before the attack.
        """
        self.wait(1)
        assert not self._typing.done()
        assert self.site.process is not None
        assert (self.site.pid, self.site.process.poll()) == (self.pid, None)
        self._check_waits("this attack", self.typist.waits[began:])
        self._check_frames()
        self._check_log()
        self._check_text(yjs)

    def _check_frames(self) -> None:
        frames, self.typist.frames = self.typist.frames, []
        assert writers(frames) <= {self.typist.client}
        assert announced(frames) <= set(MOVING)

    def _check_log(self) -> None:
        """Nobody but its owner has written a row of the document's log, ever."""
        assert self.site.query(AUTHORS, id=UUID(self.document).hex) in ([], [(OWNER,)])

    def _check_text(self, yjs: Yjs) -> None:
        least = self.typist.typed
        yjs.open("fresh", self.site, self.document, OWNER)
        stored = self.site.stored(self.document)
        rebuilt = yjs.do("rebuilt", updates=stored, root="text", **{"as": "text"})
        for text in (yjs.text("fresh"), rebuilt):
            assert set(text) == {"x"}
            assert least <= len(text) <= self.typist.typed + 1

    def _check_waits(self, beside: str, waits: list[float]) -> None:
        before, during = p99(self.typist.waits[:CALM_KEYS]), p99(waits)
        calm, now = before * 1000, during * 1000
        print(f"p99 {calm:.1f} ms in peace, {now:.1f} ms beside {beside} ({len(waits)} keys)")  # noqa: T201
        assert max(waits, default=0) <= within(HANG_SECONDS)
        if len(waits) >= ENOUGH_KEYS:
            assert during <= max(2 * before, within(FLOOR_SECONDS))


def p99(waits: list[float]) -> float:
    """The wait that one in a hundred is longer than."""
    return sorted(waits)[int(len(waits) * 0.99)] if waits else 0.0


def writers(frames: list[bytes]) -> set[int]:
    """The client ids whose edits are in what the server sent."""
    bodies = [read_var_bytes(frame, 2)[0] for frame in frames if frame[:2] in {b"\0\1", b"\0\2"}]
    return {structs[0].client for body in bodies for structs in read_update(body).sections}


def announced(frames: list[bytes]) -> set[int]:
    """The client ids whose presence is in what the server sent."""
    found = set()
    for frame in frames:
        if frame[0] == ywebsocket.AWARENESS:
            body, at = read_var_bytes(frame, 1)[0], 0
            count, at = read_var_uint(body, at)
            for _ in range(count):
                client, at = read_var_uint(body, at)
                _, at = read_var_uint(body, at)
                _, at = read_var_bytes(body, at)
                found.add(client)
    return found
