"""A document that honest people have open while somebody attacks it."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event

from websockets.sync.client import ClientConnection

from documents.protocol import ywebsocket
from documents.protocol.codec import read_var_bytes, read_var_uint
from documents.protocol.updates import read_update
from tests.servers import Site, until
from tests.yjs import Yjs

from ..protocol import wire
from . import attacker

OWNER = "ann"
PAUSE_SECONDS = 0.01
CALM_KEYS = 100
FLOOR_SECONDS = 0.6
"""What is promised at the documented load: a p99 under it is no harm, whatever it was before."""


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
        self.document = site.create(OWNER, attacker.NAME)
        self.typist = Typist(site, self.document)
        self._threads = ThreadPoolExecutor(1)
        self._typing = self._threads.submit(self.typist.type)
        self.wait(CALM_KEYS)

    def wait(self, keys: int) -> None:
        """Until that many more letters were saved."""
        goal = len(self.typist.waits) + keys
        until(lambda: len(self.typist.waits) >= goal or self._typing.done())

    def end(self) -> None:
        """Type no more; raises what the typist met."""
        self.typist.stop()
        self._typing.result(60)
        self._threads.shutdown()

    def check(self, yjs: Yjs, began: int) -> None:
        """Nothing of the attack was stored or shown, and the honest were not held up.

        `began` is how many letters were saved before the attack.
        """
        self.wait(1)
        assert not self._typing.done()
        assert self.site.process is not None
        assert self.site.process.poll() is None
        self._check_waits(self.typist.waits[began:])
        assert writers(self.typist.frames) <= {self.typist.client}
        self.typist.frames.clear()
        self._check_text(yjs)

    def _check_text(self, yjs: Yjs) -> None:
        least = self.typist.typed
        yjs.open("fresh", self.site, self.document, OWNER)
        stored = self.site.stored(self.document)
        rebuilt = yjs.do("rebuilt", updates=stored, root="text", **{"as": "text"})
        for text in (yjs.text("fresh"), rebuilt):
            assert set(text) == {"x"}
            assert least <= len(text) <= self.typist.typed + 1

    def _check_waits(self, waits: list[float]) -> None:
        before, during = p99(self.typist.waits[:CALM_KEYS]), p99(waits)
        print(f"p99 {before * 1000:.1f} ms in peace, {during * 1000:.1f} ms ({len(waits)} keys)")  # noqa: T201
        assert during <= max(2 * before, FLOOR_SECONDS)


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
