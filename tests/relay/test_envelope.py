from typing import Any
from uuid import UUID

import pytest

from documents.envelope import Cursor, DamagedError, Envelope, encode, parse
from documents.protocol.messages import AwarenessEntry
from documents.store.rows import Row

FULL = Envelope(
    UUID(int=7),
    "node",
    seq=5,
    rows=(Row(4, b"four", "user:1"), Row(5, b"five", "user:2")),
    cursors=(Cursor(AwarenessEntry(1, 2, "{}"), "user:1"),),
    asks=True,
    behind=True,
    notice={"kind": "renamed"},
)


def test_what_is_parsed_is_what_was_encoded() -> None:
    envelopes = [FULL, Envelope(UUID(int=7), "")]
    assert parse(encode(envelopes)) == envelopes


def changed(**fields: Any) -> dict[str, Any]:
    """A message in which something about its second envelope is otherwise."""
    message = encode([FULL, FULL])
    message["envelopes"][1] |= fields
    return message


@pytest.mark.parametrize(("field", "value"), [(0, 6), (1, "user:3"), (2, b"fove")])
def test_a_row_that_was_changed_on_its_way_is_noticed(field: int, value: Any) -> None:
    message = encode([FULL])
    message["envelopes"][0]["rows"][1][field] = value
    with pytest.raises(DamagedError, match="seal"):
        parse(message)


def test_a_row_of_another_document_is_noticed() -> None:
    with pytest.raises(DamagedError, match="seal"):
        parse(changed(document=UUID(int=8).bytes))


@pytest.mark.parametrize("change", [{"document": b"short"}, {"rows": [1]}, {"cursors": None}])
def test_nonsense_is_noticed(change: dict[str, Any]) -> None:
    with pytest.raises(DamagedError):
        parse(changed(**change))
    with pytest.raises(DamagedError):
        parse({})
