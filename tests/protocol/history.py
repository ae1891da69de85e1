"""Honest histories: several replicas that write everything Yjs knows, and hear of each other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from pycrdt import Array, Doc, Map, Text, TransactionEvent, XmlElement, XmlFragment, XmlText

Step = tuple[str, int, int, int]
"""What is done, by which replica, and two numbers that say where and with what."""

CLIENTS = (1, 300, 2**32 + 5, 2**53 - 1)
WORDS = ("a", "word ", "é", "😀", "👩‍👩‍👧", "\n", "\u0000", "e\u0301", "x" * 200)
VALUES: tuple[Any, ...] = (
    None, True, 0, -7, 2**31, 0.1, "text", "😀", b"\xff\x00", [1, [2.5]],
    {"a": {"b": None}, "c": 1},
)  # fmt: skip
FORMATS: tuple[dict[str, Any], ...] = (
    {"bold": True},
    {"bold": None},
    {"size": 1.5, "color": "#1e90ff"},
    {"link": {"href": "https://example.org/?a=1.5", "rel": "x"}},
)


@dataclass
class Replica:
    """One client's replica."""

    client: int
    heard: int = 0
    """How many updates of the history it has applied."""

    def __post_init__(self) -> None:
        self.doc: Doc[Any] = Doc(client_id=self.client)
        self.text: Text = self.doc.get("text", type=Text)
        self.rich: Text = self.doc.get("rich", type=Text)
        self.array: Array[Any] = self.doc.get("array", type=Array)
        self.map: Map[Any] = self.doc.get("map", type=Map)
        self.xml: XmlFragment = self.doc.get("xml", type=XmlFragment)


class History:
    """Replicas and the order in which a server hears them: causes come before effects."""

    def __init__(self) -> None:
        self.replicas = [Replica(client) for client in CLIENTS]
        self.updates: list[bytes] = []

    def run(self, steps: Sequence[Step]) -> None:
        for kind, who, a, b in steps:
            replica = self.replicas[who % len(self.replicas)]
            if kind == "hear":
                self.hear(replica)
            else:
                self._write(replica, kind, a, b)

    def hear(self, replica: Replica) -> None:
        for update in self.updates[replica.heard :]:
            replica.doc.apply_update(update)
        replica.heard = len(self.updates)

    def settle(self) -> "Doc[Any]":
        """Everybody hears everything; any of them is the truth."""
        for replica in self.replicas:
            self.hear(replica)
        return self.replicas[0].doc

    def _write(self, replica: Replica, kind: str, a: int, b: int) -> None:
        events: list[bytes] = []

        def note(event: TransactionEvent) -> None:
            events.append(event.update)

        subscription = replica.doc.observe(note)
        with replica.doc.transaction():
            ACTIONS[kind](replica, a, b)
        replica.doc.unobserve(subscription)
        self.updates += events


def _place(text: Text | XmlText, number: int) -> int:
    """An offset in UTF-8 bytes, between two characters."""
    content = str(text)
    return len(content[: number % (len(content) + 1)].encode())


def _type(replica: Replica, a: int, b: int) -> None:
    replica.text.insert(_place(replica.text, a), WORDS[b % len(WORDS)])


def _erase(replica: Replica, a: int, b: int) -> None:
    start, end = sorted((_place(replica.text, a), _place(replica.text, b)))
    if start < end:
        del replica.text[start:end]


def _format(replica: Replica, a: int, b: int) -> None:
    start, end = sorted((_place(replica.text, a), _place(replica.text, b)))
    if start < end:
        replica.text.format(start, end, FORMATS[(a + b) % len(FORMATS)])


def _embed(replica: Replica, a: int, b: int) -> None:
    """Embeds have a root of their own: `str` leaves them out, so that places cannot be counted."""
    if b % 3:
        replica.rich.insert_embed(a % (len(replica.rich) + 1), VALUES[b % 8])
    else:
        replica.rich.insert(a % (len(replica.rich) + 1), "ascii", FORMATS[b % len(FORMATS)])


def _push(replica: Replica, a: int, b: int) -> None:
    at = a % (len(replica.array) + 1)
    replica.array[at:at] = [VALUES[(b + i) % len(VALUES)] for i in range(b % 4 + 1)]


def _pull(replica: Replica, a: int, b: int) -> None:
    if len(replica.array):
        del replica.array[a % len(replica.array)]


def _set(replica: Replica, a: int, b: int) -> None:
    value = VALUES[b % len(VALUES)]
    replica.map[f"key{a % 3}"] = Map({"text": Text("inner"), "value": value}) if b % 3 else value


def _unset(replica: Replica, a: int, b: int) -> None:
    keys = sorted(replica.map.keys())
    if keys:
        del replica.map[keys[a % len(keys)]]


def _grow(replica: Replica, a: int, b: int) -> None:
    parent: XmlFragment | XmlElement = replica.xml
    while len(parent.children) and a % 2:
        child = parent.children[a % len(parent.children)]
        if not isinstance(child, XmlElement):
            break
        parent, a = child, a // 2
    node = XmlText(WORDS[b % len(WORDS)]) if b % 2 else XmlElement("p", {"level": str(b % 7)})
    parent.children.insert(b % (len(parent.children) + 1), node)


def _prune(replica: Replica, a: int, b: int) -> None:
    if len(replica.xml.children):
        del replica.xml.children[a % len(replica.xml.children)]


ACTIONS: dict[str, Callable[[Replica, int, int], None]] = {
    "type": _type,
    "erase": _erase,
    "format": _format,
    "embed": _embed,
    "push": _push,
    "pull": _pull,
    "set": _set,
    "unset": _unset,
    "grow": _grow,
    "prune": _prune,
}


def _history(steps: list[Step]) -> History:
    history = History()
    history.run(steps)
    return history


HISTORIES = st.lists(
    st.tuples(
        st.sampled_from([*ACTIONS, "type", "type", "type", "erase", "format", "hear", "hear"]),
        st.integers(0, 3),
        st.integers(0, 50),
        st.integers(0, 50),
    ),
    min_size=15,
    max_size=80,
).map(_history)
