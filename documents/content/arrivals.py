"""A file from somewhere else as a document: its tree, and which pictures and pages it points to.

Markdown, HTML, Word documents and plain text. A picture inside of the file gets an address of its
own here, since the schema allows no other; where it really is says `settle`, once it is kept.
"""

import binascii
import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from posixpath import basename, dirname, join, normpath, splitext
from types import MappingProxyType
from urllib.parse import unquote

from .copying import Copy
from .errors import ContentRefused
from .fitting import fit
from .html_reading import read_html, title_of
from .markdown_reading import read_markdown
from .planting import plant
from .references import nodes, readdress, references
from .replica import open_replica
from .text import plain_text
from .tree import Json

MAX_TEXT_BYTES = 5 * 1024**2
"""Of Markdown, HTML or plain text: a thousand printed pages."""

MAX_PICTURES = 1000
"""Of one document."""

_FRONT_MATTER = re.compile(
    r"\A---[ \t]*\n([\w.-]+:.*\n(?:[\w.-]+:.*\n|[ \t]+\S.*\n|- .*\n|#.*\n)*)---[ \t]*(?:\n+|\Z)"
)
"""What other programs keep above the text; a text may begin with a line, too."""
_TITLE = re.compile(r"^title:[ \t]*(.+?)[ \t]*$", re.MULTILINE)
_CHARSET = re.compile(rb"""<meta[^>]+charset=["']?\s*([\w-]+)""", re.IGNORECASE)
_DATA = re.compile(r"\s*data:image/[\w.+-]+;base64,", re.IGNORECASE)
_OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|[/#?]", re.IGNORECASE)
"""How an address begins that leads nowhere in an archive."""
_BYTE_ORDER_MARKS: Mapping[bytes, str] = MappingProxyType(
    {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
)
_CHARSETS = frozenset({"utf-8", "windows-1252", "iso-8859-1", "utf-16"})


@dataclass(frozen=True, slots=True)
class Arrival:
    """What a file holds."""

    title: str
    tree: Json
    """A document of the schema; its addresses are in the tables below, or lead outside."""
    held: Mapping[str, bytes]
    """By address, the pictures that are in the file itself."""
    linked: Mapping[str, str]
    """By address, the paths of other files of the archive that it points to."""


@dataclass(slots=True)
class _Parcel:
    """What a reader of one kind of file gives."""

    tree: Json
    title: str = ""
    pictures: dict[str, bytes] = field(default_factory=dict)


def receive(path: str, data: bytes, beside: frozenset[str] = frozenset()) -> Arrival:
    """Read a file by the ending of its name; `beside` are the files of the archive it is in.

    Raises `ContentRefused`.
    """
    stem, ending = splitext(basename(path))
    read = _READERS.get(ending.lower())
    if read is None:
        raise ContentRefused("Only Markdown, HTML, Word documents and plain text can be imported.")
    parcel = read(data)
    _take_out(parcel)
    tree = fit(parcel.tree)
    if ending.lower() not in _MARKDOWN:
        _drop_title(tree, parcel.title or stem)
    linked = _linked(tree, dirname(path), beside)
    return Arrival(parcel.title or stem, tree, parcel.pictures, linked)


def settle(tree: Json, addresses: Mapping[str, str], client: int) -> Copy:
    """First content by `client`, with new addresses for old; a picture without one goes."""
    readdress(tree, addresses)
    payload = plant(fit(tree) if "" in addresses.values() else tree, client)
    return Copy(payload, plain_text(open_replica(payload)))


# --- kinds of files -----------------------------------------------------------------------------


def _markdown(data: bytes) -> _Parcel:
    text = _text(data).replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT_MATTER.match(text)
    if front is None:
        return _Parcel(read_markdown(text))
    found = _TITLE.search(front[1])
    title = found[1].strip("\"'") if found else ""
    return _Parcel(read_markdown(text[front.end() :]), title)


def _html(data: bytes) -> _Parcel:
    named = _CHARSET.search(data[:2048])
    charset = named[1].decode().lower() if named else "utf-8"
    text = _text(data, charset if charset in _CHARSETS else "utf-8")
    return _Parcel(read_html(text), title_of(text))


def _plain(data: bytes) -> _Parcel:
    lines = _text(data).rstrip().splitlines()
    return _Parcel({"content": [{"type": "paragraph", "content": _run(line)} for line in lines]})


def _run(text: str) -> list[Json]:
    return [{"type": "text", "text": text}] if text else []


def _word(data: bytes) -> _Parcel:
    from .word_reading import read_word  # noqa: PLC0415 (an optional part, and it weighs)

    html, pictures = read_word(data)
    return _Parcel(read_html(html), pictures=pictures)


_MARKDOWN = frozenset({".md", ".markdown"})
_READERS: Mapping[str, Callable[[bytes], _Parcel]] = MappingProxyType(
    {
        **dict.fromkeys(_MARKDOWN, _markdown),
        ".html": _html,
        ".htm": _html,
        ".txt": _plain,
        ".docx": _word,
    }
)
ENDINGS = frozenset(_READERS)
"""Of the names of files that `receive` reads."""


def _text(data: bytes, charset: str = "utf-8") -> str:
    if len(data) > MAX_TEXT_BYTES:
        raise ContentRefused(f"The text is larger than {MAX_TEXT_BYTES // 1024**2} MB.")
    marked = (name for mark, name in _BYTE_ORDER_MARKS.items() if data.startswith(mark))
    try:
        return data.decode(next(marked, charset))
    except UnicodeDecodeError as error:
        raise ContentRefused("The text is not encoded in UTF-8.") from error


# --- what it points to --------------------------------------------------------------------------


def _take_out(parcel: _Parcel) -> None:
    """Give pictures that are spelled out in their addresses short ones."""
    for node in nodes(parcel.tree):
        attributes: Json = node.get("attrs") or {}
        address = attributes.get("src")
        if node.get("type") != "image" or not isinstance(address, str):
            continue
        spelled = _DATA.match(address)
        if spelled is not None and len(parcel.pictures) < MAX_PICTURES:
            name = f"picture-{len(parcel.pictures) + 1}"
            parcel.pictures[name] = _decoded(address[spelled.end() :])
            attributes["src"] = name


def _decoded(text: str) -> bytes:
    try:
        return b64decode(unquote(text))
    except (binascii.Error, ValueError):
        return b""


def _linked(tree: Json, folder: str, beside: frozenset[str]) -> dict[str, str]:
    """By address, the files of the archive that a document shows or leads to."""
    found: dict[str, str] = {}
    for held, name in references(tree) if beside else ():
        address = held[name]
        if address not in found and not _OUTSIDE.match(address):
            path = normpath(join(folder, unquote(re.split(r"[?#]", address)[0])))
            if path in beside:
                found[address] = path
    return found


def _drop_title(tree: Json, title: str) -> None:
    """Office programs write the title above the text; here it stands there anyway."""
    first, *others = tree["content"]
    text = "".join(child.get("text", "") for child in first.get("content", ()))
    if others and first["type"] == "heading" and text.strip() == title.strip():
        tree["content"] = others
