"""Lies for a real server: mutated updates that grow on each other, and mutated messages."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection

from documents.protocol import ywebsocket
from documents.protocol.messages import AwarenessEntry
from tests.servers import Site

from ..protocol.bare_room import BareRoom
from ..protocol.fuzzing import lies, story
from ..protocol.mutations import mutated
from . import attacker

CODES = {4400, 4409, 4413, 4500, 4529}
"""How a server may end a liar's connection."""
FRAMES_A_TURN = 25
OTHER_MESSAGES = (
    ywebsocket.sync_step_1(b"\x00"),
    ywebsocket.sync_step_1(b"\x02\x01\x05\x8f\x02\x07"),
    ywebsocket.awareness_message([AwarenessEntry(66, 3, '{"cursor":{"anchor":5},"x":[null]}')]),
    ywebsocket.KEEP_ALIVE,
    attacker.SAVED,
    b"\x03",
)


class Fuzzer:
    """Somebody who lies to a document until the time is up."""

    def __init__(self, site: Site, document: str, seed: str) -> None:
        self.site = site
        self.document = document
        self.codes: Counter[int | None] = Counter()
        self.sent = 0
        self.slowest = 0.0
        """Seconds until the server had judged a turn, at most."""
        self._chance = random.Random(seed)  # noqa: S311 (not a secret)
        self._frames = self._endless()

    def run(self, seconds: float) -> None:
        """Lie for so long."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            with attacker.opened(self.site, self.document) as socket, suppress(ConnectionClosed):
                while time.monotonic() < ends:
                    self._turn(socket)
            self.codes[socket.close_code] += 1

    def _turn(self, socket: ClientConnection) -> None:
        """Some lies, and then the wait until the server answers or ends the connection."""
        frames = [next(self._frames) for _ in range(self._chance.randrange(1, FRAMES_A_TURN))]
        began = time.monotonic()
        try:
            for frame in frames:
                socket.send(frame)
                self.sent += 1
            socket.send(ywebsocket.sync_step_1(b"\x00"))
            while not attacker.received(socket).startswith(b"\x00\x01"):
                pass
        finally:
            self.slowest = max(self.slowest, time.monotonic() - began)

    def _endless(self) -> Iterator[bytes]:
        while True:
            for lie in lies(story(self._chance), BareRoom(), self._chance):
                yield self._wrapped(lie)

    def _wrapped(self, lie: bytes) -> bytes:
        kind = self._chance.random()
        if kind < 0.7:
            return attacker.update(lie)
        if kind < 0.85:
            return b"\x00\x01" + attacker.update(lie)[2:]
        message = self._chance.choice((*OTHER_MESSAGES, attacker.update(lie)))
        return mutated(message, attacker.update(lie), self._chance)
