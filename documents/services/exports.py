"""Use cases that make files of documents: one of them, or all that somebody may read."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from posixpath import dirname, relpath
from types import MappingProxyType
from typing import Any
from uuid import UUID
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from django.utils.translation import gettext as _

from .. import workers
from ..content import jobs
from ..content.departures import Departure
from ..content.file_names import file_name
from ..content.pictures import Picture
from ..content.references import shown_pictures
from ..models import Document, Image
from ..store import documents, images
from ..store.errors import Corrupt, DocumentNotFound
from ..store.roles import Actor
from ..store.state import read_state
from ..workers import ContentFailed
from .imports import FOLDER_SIGN

MAX_PICTURE_BYTES = 64 * 1024**2
"""Of all pictures in one file."""

_PICTURE_FOLDER = "pictures"
_ZIP = "application/zip"


class Format(StrEnum):
    """What a document can be exported as."""

    MARKDOWN = "markdown"
    HTML = "html"
    WORD = "word"
    TEXT = "text"
    JSON = "json"
    YJS = "yjs"


_ENDINGS: Mapping[Format, str] = MappingProxyType(
    {
        Format.MARKDOWN: ".md",
        Format.HTML: ".html",
        Format.WORD: ".docx",
        Format.TEXT: ".txt",
        Format.JSON: ".json",
        Format.YJS: ".yjs",
    }
)
MEDIA: Mapping[Format, str] = MappingProxyType(
    {
        Format.MARKDOWN: jobs.MARKDOWN,
        Format.HTML: jobs.HTML,
        Format.WORD: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Format.TEXT: jobs.TEXT,
        Format.JSON: jobs.JSON,
        Format.YJS: jobs.YJS,
    }
)
_IN_ADDRESSES = str.maketrans({"%": "%25", "?": "%3F", "#": "%23"})
_AS_THEY_ARE = frozenset({Format.TEXT, Format.JSON, Format.YJS})


class ExportRefused(Exception):
    """The document does not fit into one file; the sentence may be shown."""


@dataclass(frozen=True, slots=True)
class Exported:
    """A file."""

    name: str
    media: str
    body: bytes


def export_document(document: Document, form: Format) -> Exported:
    """A document as one file; Markdown with pictures is a zip archive of both.

    Who may read is the caller's question. Raises `ExportRefused`, `ContentFailed` or `Corrupt`.
    """
    name = _name(document.title)
    state = read_state(document.pk).payload
    if form in _AS_THEY_ARE:
        body = workers.run(jobs.render, state, MEDIA[form])
        return Exported(name + _ENDINGS[form], MEDIA[form], body)
    tree = workers.run(jobs.tree_of, state)
    kept = _kept(document.pk, tree)
    if form is Format.MARKDOWN and kept:
        return Exported(f"{name}.zip", _ZIP, _packed(name, tree, kept))
    departure = Departure(document.title, tree, _read(kept))
    body = workers.run(jobs.write_file, departure, _ENDINGS[form])
    return Exported(name + _ENDINGS[form], MEDIA[form], body)


def export_all(actor: Actor, found: Iterable[Document]) -> Iterator[bytes]:
    """A zip archive of Markdown and pictures, piece by piece while it is made.

    Whether `actor` may still read a document is asked again when its turn comes. The parts of a
    title before ` / ` are folders; links between the documents lead from file to file. What cannot
    be exported is named in a file of its own.
    """
    return _Archive(actor, {document.pk: document.title for document in found}).pieces()


def _name(title: str) -> str:
    return file_name(title, _("Untitled"))


def _kept(document_id: UUID, tree: Any) -> dict[str, Image]:
    """The document's own pictures that it shows, by their addresses."""
    shown = shown_pictures(tree)
    rows = {image.get_absolute_url(): image for image in Image.objects.filter(document=document_id)}
    return {address: image for address, image in rows.items() if address in shown}


def _read(kept: Mapping[str, Image]) -> dict[str, Picture]:
    if sum(image.size for image in kept.values()) > MAX_PICTURE_BYTES:
        raise ExportRefused(_("The pictures of this document are too large for one file."))
    return {address: _picture(image) for address, image in kept.items()}


def _picture(image: Image) -> Picture:
    with images.read(image) as file:
        return Picture(image.media, image.width, image.height, file.read())


def _packed(name: str, tree: Any, kept: Mapping[str, Image]) -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        _pack(archive, f"{name}.md", tree, kept, {})
    return target.getvalue()


def _pack(
    archive: ZipFile, path: str, tree: Any, kept: Mapping[str, Image], links: Mapping[str, str]
) -> None:
    """Write a document as Markdown, and its pictures; each picture once."""
    paths = {address: f"{_PICTURE_FOLDER}/{image.name}" for address, image in kept.items()}
    addresses = {address: _from(path, other) for address, other in {**links, **paths}.items()}
    body = workers.run(jobs.write_file, Departure("", tree, addresses=addresses), ".md")
    archive.writestr(path, body)
    for address, image in kept.items():
        if paths[address] not in archive.NameToInfo:
            archive.writestr(paths[address], _picture(image).data, ZIP_STORED)


def _from(path: str, other: str) -> str:
    """The way from one file of the archive to another, as an address."""
    return relpath(other, dirname(path) or ".").translate(_IN_ADDRESSES)


class _Pipe:
    """Where an archive is written to, and pieces of it are taken from; it cannot go back."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._written = 0

    def write(self, data: bytes) -> int:
        """Take a piece."""
        self._pieces.append(bytes(data))
        self._written += len(data)
        return len(data)

    def flush(self) -> None:
        """Nothing waits anywhere."""

    def take(self) -> bytes:
        """What was written since."""
        taken = b"".join(self._pieces)
        self._pieces.clear()
        return taken


class _Archive:
    """Many documents on their way out."""

    def __init__(self, actor: Actor, titles: Mapping[UUID, str]) -> None:
        self._actor = actor
        self._paths = _paths(titles)
        self._links = {Document(pk=pk).get_absolute_url(): path for pk, path in self._paths.items()}
        self._failed: list[str] = []

    def pieces(self) -> Iterator[bytes]:
        """The archive."""
        pipe: Any = _Pipe()
        with ZipFile(pipe, "w", ZIP_DEFLATED) as archive:
            for pk, path in self._paths.items():
                self._add(archive, pk, path)
                yield pipe.take()
            if self._failed:
                archive.writestr(f"{_('Not exported')}.txt", "\n".join(self._failed))
        yield pipe.take()

    def _add(self, archive: ZipFile, pk: UUID, path: str) -> None:
        try:
            documents.find(self._actor, pk)
            tree = workers.run(jobs.tree_of, read_state(pk).payload)
            _pack(archive, path, tree, _kept(pk, tree), self._links)
        except DocumentNotFound:
            return
        except (ContentFailed, Corrupt, OSError) as failure:
            self._failed.append(f"{path}: {failure}")


def _paths(titles: Mapping[UUID, str]) -> dict[UUID, str]:
    """A path for each title; what systems take for the same name gets a number."""
    taken: set[str] = set()
    found = {}
    for pk, title in titles.items():
        stem = "/".join(_name(part) for part in title.split(FOLDER_SIGN))
        path, number = f"{stem}.md", 1
        while path.casefold() in taken:
            number += 1
            path = f"{stem} {number}.md"
        taken.add(path.casefold())
        found[pk] = path
    return found
