"""Documents made by the real Yjs, and what it shows of them (`fixtures/generate.mjs`)."""

import json
from base64 import b64decode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from documents.content.items import Branch, Kind
from documents.content.reading import delta, entries
from documents.content.replica import Replica

Shown = dict[str, Any]
FIXTURES = Path(__file__).parent / "fixtures"
_ROOTS = {"t": Kind.TEXT, "a": Kind.ARRAY, "m": Kind.MAP, "x": Kind.XML_FRAGMENT}
_KEYED = {Kind.MAP, Kind.XML_HOOK}


@dataclass(frozen=True)
class History:
    """What three clients did."""

    updates: list[bytes]
    middle_updates: list[bytes]
    middle: bytes
    middle_shown: Shown
    state: bytes
    shown: Shown


def load(name: str) -> Any:
    return json.loads((FIXTURES / f"{name}.json").read_text())


def history(given: dict[str, Any], decode: Any = b64decode) -> History:
    updates = [decode(update) for update in given["updates"]]
    middle = given["middle"]
    return History(
        updates=updates,
        middle_updates=updates[: middle["updates"]],
        middle=decode(middle["state"]),
        middle_shown=middle["shown"],
        state=decode(given["state"]),
        shown=given["shown"],
    )


HISTORIES = [history(given) for given in load("histories")]


def show(replica: Replica) -> Shown:
    """What a replica shows, in the shape of `fixtures/show.mjs`."""
    return {
        name: _branch(replica.roots.get(name, Branch(None, name)), kind)
        for name, kind in _ROOTS.items()
    }


def _branch(branch: Branch, kind: Kind) -> Shown:
    return {
        "kind": kind.name,
        "name": branch.name if branch.item is not None else "",
        "runs": [] if kind in _KEYED else [_run(run) for run in delta(branch)],
        "entries": {key: _value(value) for key, value in entries(branch).items()},
    }


def _run(run: Any) -> list[Any]:
    insert = run.insert
    if isinstance(insert, list):
        insert = _value(insert[0])
    elif isinstance(insert, Branch):
        insert = _value(insert)
    return [insert, run.attributes]


def _value(value: Any) -> Any:
    if isinstance(value, Branch):
        assert value.kind is not None
        return _branch(value, value.kind)
    return {"value": list(value) if isinstance(value, bytes) else value}
