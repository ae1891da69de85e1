"""People who type unique words into one document, and the check that every fault ends with."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from .yjs import Entrance, Yjs

TOKEN = re.compile("⟦[a-z]+-[0-9]{6}⟧")
NAMES = ("wa", "wb", "wc", "wd")
PEOPLE = ("ada", "grace", "ada", "alan")
"""Who types under which name: Ada sits at two computers."""


class Crowd:
    """Four people, wherever they are connected."""

    def __init__(self, yjs: Yjs, document: str, seed: int, pause_ms: int = 20) -> None:
        self.yjs = yjs
        self.document = document
        self._seed = seed
        self._pause_ms = pause_ms

    def start(self, entrances: Sequence[Entrance]) -> None:
        """Everybody opens the document, one after the other through each entrance, and types."""
        for number, (name, person) in enumerate(zip(NAMES, PEOPLE, strict=True)):
            self.yjs.open(name, entrances[number % len(entrances)], self.document, person)
        self.go_on()

    def go_on(self) -> None:
        """Begin to type."""
        for number, name in enumerate(NAMES):
            seed = self._seed + number
            self.yjs.do("type", client=name, name=name, seed=seed, pauseMs=self._pause_ms)

    def acknowledged(self, count: int, names: Iterable[str] = NAMES) -> None:
        """Return when each of them was told that `count` more words are saved."""
        waiting = [self.yjs.start("acknowledged", client=name, count=count) for name in names]
        for answer in waiting:
            answer.result()

    def waits_seconds(self) -> list[float]:
        """How long the words waited that were called saved since the last call."""
        waits = [self.yjs.do("waitsMs", client=name) for name in NAMES]
        return [wait_ms / 1000 for ones in waits for wait_ms in ones]

    def total_acknowledged(self, names: Iterable[str] = NAMES) -> int:
        """How many words were called saved so far."""
        return sum(len(self.yjs.do("ledger", client=name)["acknowledged"]) for name in names)

    def total_seen(self, names: Iterable[str] = NAMES) -> int:
        """How many words of others were shown so far."""
        return sum(len(self.yjs.do("ledger", client=name)["seen"]) for name in names)

    def promised(self, names: Iterable[str] = NAMES) -> set[str]:
        """What was called saved and what others saw."""
        ledgers = [self.yjs.do("ledger", client=name) for name in names]
        return {token for one in ledgers for token in (*one["acknowledged"], *one["seen"])}

    def closes(self, names: Iterable[str] = NAMES) -> list[int]:
        """The codes with which connections have ended."""
        closes = [self.yjs.do("closes", client=name) for name in names]
        return [close["code"] for ends in closes for close in ends]

    def stop(self, names: Iterable[str] = NAMES) -> None:
        """They do not type any more."""
        for name in names:
            self.yjs.do("stopTyping", client=name)

    def typed(self, names: Iterable[str] = NAMES) -> Counter[str]:
        """All words that they wrote."""
        ledgers = [self.yjs.do("ledger", client=name) for name in names]
        return Counter(token for one in ledgers for token in one["typed"])

    def rebuilt(self, updates: Sequence[str]) -> Counter[str]:
        """The words in a document that is rebuilt from stored updates alone."""
        text = self.yjs.do("rebuilt", updates=updates, root="text", **{"as": "text"})
        return Counter(TOKEN.findall(text))

    def settle(self) -> None:
        """Everybody stops, and everything is saved."""
        self.stop()
        for name in NAMES:
            assert self.yjs.saved(name)

    def check(self, entrance: Entrance, stored: Sequence[str]) -> int:
        """Whether everything that anybody typed is everywhere exactly once; answers how much.

        `stored` is what the database holds after `settle`.
        """
        self.yjs.open("fresh", entrance, self.document, "ada")
        self.yjs.converged("fresh", *NAMES)
        self.yjs.do("close", client="fresh")
        typed = self.typed()
        assert set(typed.values()) == {1}
        assert Counter(TOKEN.findall(self.yjs.text("wa"))) == typed
        assert self.rebuilt(stored) == typed
        return len(typed)
