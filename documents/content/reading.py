"""What a replica shows: sequences and entries without what is deleted, text with its formats."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from ..protocol.updates import Content
from .items import Branch, Item, Payload, from_units
from .replica import Replica, sequence
from .values import read_any, read_json


class Run(NamedTuple):
    """A piece of a formatted sequence."""

    insert: Any
    """A string, or a list of one value (an embed, an array's element), or a branch."""
    attributes: dict[str, Any]


def visible(branch: Branch) -> Iterator[Item]:
    """The items of a branch's sequence that are not deleted."""
    return (item for item in sequence(branch) if not item.deleted)


def entries(branch: Branch) -> dict[str, Any]:
    """The keyed values of a branch: a map's, or the attributes of an element or a text."""
    return {
        key: last_value(item.content, item.payload)
        for key, item in branch.entries.items()
        if not item.deleted
    }


def last_value(content: Content, payload: Payload) -> Any:
    """The value that a key has: the last one of its item."""
    if content is Content.ANY and isinstance(payload, list):
        return read_any(payload[-1])[0]
    if content is Content.EMBED and isinstance(payload, bytes):
        return read_json(payload)
    if isinstance(payload, str):
        return from_units(payload[-1])
    return payload


def delta(branch: Branch) -> list[Run]:
    """The sequence as `Y.Text.toDelta` gives it, and values of arrays beside.

    A value is wrapped in a list, so that a string in an array is no text.
    """
    runs: list[Run] = []
    units: list[str] = []
    attributes: dict[str, Any] = {}
    for item in visible(branch):
        if isinstance(item.payload, str):
            units.append(item.payload)
            continue
        _flush(units, attributes, runs)
        if isinstance(item.payload, tuple):
            attributes = _formatted(attributes, *item.payload)
        else:
            runs += (Run(value, attributes) for value in _inserted(item))
    _flush(units, attributes, runs)
    return runs


def _flush(units: list[str], attributes: dict[str, Any], runs: list[Run]) -> None:
    if not units:
        return
    text = from_units("".join(units))
    units.clear()
    if runs and isinstance(runs[-1].insert, str) and runs[-1].attributes == attributes:
        runs[-1] = Run(runs[-1].insert + text, attributes)
    else:
        runs.append(Run(text, attributes))


def _formatted(attributes: dict[str, Any], key: str, text: bytes) -> dict[str, Any]:
    value = read_json(text)
    changed = {name: held for name, held in attributes.items() if name != key}
    if value is not None:
        changed[key] = value
    return changed


def _inserted(item: Item) -> list[Any]:
    payload = item.payload
    if isinstance(payload, Branch):
        return [payload]
    if isinstance(payload, list):
        return [[read_any(value)[0]] for value in payload]
    if isinstance(payload, bytes):
        return [[read_json(payload) if item.content is Content.EMBED else payload]]
    return []


def is_text(root: Branch) -> bool:
    """Whether a root's sequence holds something, and only strings, formats and embeds."""
    kinds = {item.content for item in visible(root)}
    return Content.STRING in kinds and kinds <= {Content.STRING, Content.FORMAT, Content.EMBED}


def portrait(replica: Replica) -> dict[str, Any]:
    """All that a replica shows, as one value: replicas that show the same have equal portraits."""
    return {
        name: shown
        for name, root in replica.roots.items()
        if (shown := _portrait(root)) != _NOTHING
    }


_NOTHING: tuple[Any, ...] = (None, "", [], {})


def _portrait(branch: Branch) -> tuple[Any, ...]:
    runs = [(_shown(run.insert), _spelled(run.attributes)) for run in delta(branch)]
    held = {key: _shown(value) for key, value in entries(branch).items()}
    name = branch.name if branch.item is not None else ""
    return branch.kind, name, runs, held


def _shown(value: Any) -> Any:
    if isinstance(value, Branch):
        return _portrait(value)
    return value if isinstance(value, str) else _spelled(value)


def _spelled(value: Any) -> str:
    return json.dumps(value, sort_keys=True, default=repr)
