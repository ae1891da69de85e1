"""The functions that a content worker is asked to call. Each raises `ContentRefused` alone."""

import json
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from ..protocol import verdicts
from ..protocol.crdt import DeleteSet
from ..protocol.errors import ProtocolError
from ..protocol.guard import Known
from ..protocol.outgoing import unsealed
from ..protocol.updates import Range
from ..protocol.verdicts import Compared, Judged
from .archives import unpack
from .arrivals import Arrival, receive, settle
from .authorship import Ledger, Record, authorship
from .compaction import compact
from .comparison import Comparison, compare_trees
from .copying import Copy, copy
from .departures import Departure, write_file
from .errors import ContentRefused
from .fitting import fit
from .html import to_html
from .markdown import to_markdown
from .markdown_reading import read_markdown
from .pictures import Fault, Picture
from .planting import plant
from .replica import Replica, open_replica
from .restore import restore
from .schema import check
from .text import plain_text
from .tree import Json, is_tree, read_tree

__all__ = [
    "Arrival",
    "Copy",
    "Departure",
    "build",
    "compact",
    "compare",
    "compare_updates",
    "copy",
    "depth",
    "judge_update",
    "receive",
    "redraw",
    "render",
    "restore",
    "search_text",
    "settle",
    "start",
    "tree_of",
    "unpack",
    "write_file",
]

JSON = "application/json"
MARKDOWN = "text/markdown"
HTML = "text/html"
TEXT = "text/plain"
YJS = "application/vnd.yjs.update"


def render(state: bytes, media: str) -> bytes:
    """A state in one of the media types `JSON` (ProseMirror), `MARKDOWN`, `HTML`, `TEXT`, `YJS`.

    A document that is no ProseMirror tree shows the lines of its text as paragraphs.
    """
    if media == YJS:
        return unsealed(state)
    write = _WRITERS.get(media)
    if write is None:
        raise ContentRefused(f"Content cannot be written as {media}.")
    return write(open_replica(state))


def tree_of(state: bytes) -> Json:
    """A state as a document of the schema, as ProseMirror JSON."""
    return _fitted(open_replica(state))


def search_text(state: bytes) -> str:
    """The plain text of a state."""
    return plain_text(open_replica(state))


def depth(state: bytes) -> int:
    """How deep the types of a state nest; more than `replica.MAX_DEPTH` is read by nothing else."""
    replica = Replica()
    replica.apply(state)
    return replica.depth()


def compare(before: bytes, after: bytes, record: Record | None = None) -> Comparison:
    """What changed between two states, and who did it as far as `record` tells."""
    old, new = open_replica(before), open_replica(after)
    trees = _fitted(old), _fitted(new)
    if record is None:
        return compare_trees(*trees)
    ledger = Ledger(record)
    removed_by = authorship(old, trees[0], ledger, "delete")
    return compare_trees(*trees, removed_by, authorship(new, trees[1], ledger, "insert"))


def build(source: str | Json, client: int) -> bytes:
    """First content by `client`, from Markdown or from ProseMirror JSON of the schema."""
    if isinstance(source, str):
        return plant(fit(read_markdown(source)), client)
    check(source)
    return plant(fit(source), client)


def start(source: str | Json, client: int) -> Copy:
    """As `build`, with the plain text for search."""
    payload = build(source, client)
    return Copy(payload, search_text(payload))


def judge_update(data: bytes, clocks: dict[int, int], deletes: bytes) -> Judged:
    """The verdict on an update, as of what is known: clocks, and an encoded delete set."""
    try:
        return verdicts.judge_bytes(data, Known(clocks, DeleteSet.decode(deletes)))
    except ProtocolError as error:
        raise ContentRefused(str(error)) from None


def compare_updates(
    stored: Sequence[bytes], clocks: dict[int, int], data: bytes, repeated: Sequence[Range]
) -> Compared:
    """Whether an update that was judged says of what it repeats what is stored of it."""
    return verdicts.compare(stored, clocks, data, repeated)


def redraw(data: bytes) -> Picture | Fault:
    """A PNG, JPEG, GIF or WebP picture with nothing but its pixels (`redrawing`)."""
    from . import redrawing  # noqa: PLC0415 (decoders weigh: only workers that draw load them)

    return redrawing.redraw(data)


def _tree(replica: Replica) -> Json:
    if is_tree(replica):
        return read_tree(replica)
    text = plain_text(replica)
    return {"type": "doc", "content": [_line(line) for line in text.split("\n")] if text else []}


def _line(text: str) -> Json:
    if not text:
        return {"type": "paragraph"}
    return {"type": "paragraph", "content": [{"type": "text", "text": text}]}


def _fitted(replica: Replica) -> Json:
    return fit(_tree(replica))


_WRITERS: Mapping[str, Callable[[Replica], bytes]] = MappingProxyType(
    {
        JSON: lambda replica: json.dumps(_tree(replica), ensure_ascii=False).encode(),
        MARKDOWN: lambda replica: to_markdown(_fitted(replica)).encode(),
        HTML: lambda replica: to_html(_fitted(replica)).encode(),
        TEXT: lambda replica: plain_text(replica).encode(),
    }
)
