"""Use cases that make documents of files from somewhere else: one file, or an archive of many."""

import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import basename, commonpath, dirname, splitext
from uuid import UUID, uuid4

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from .. import workers
from ..content import jobs
from ..content.arrivals import ENDINGS, Arrival
from ..content.pictures import Picture
from ..models import Document
from ..store import documents, images
from ..store.documents import LONGEST_TITLE, First
from ..workers import ContentFailed
from .documents import CLIENT_ID_BITS
from .images import MAX_BYTES as MAX_PICTURE_BYTES
from .rights import origin_of

MAX_BYTES = 25 * 1024**2
"""Of a file that is imported."""

MAX_DOCUMENTS = 1000
"""Of one archive."""

MAX_SECONDS = 120.0
"""How long the documents of one archive may take together."""

ARCHIVE = ".zip"
FOLDER_SIGN = " / "
"""Between the names of folders and of a file in the title of a document."""

_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp"})


class ImportRefused(Exception):
    """Nothing of the file can be imported; the sentence may be shown."""


class ImportTooLarge(ImportRefused):
    """The file has too many bytes."""

    def __init__(self) -> None:
        super().__init__(
            _("Files of up to %(most)s MB can be imported.") % {"most": MAX_BYTES >> 20}
        )


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, or a part of one, that was not imported."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file."""

    documents: list[Document] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)


def import_file(name: str, data: bytes, *, owner: AbstractBaseUser | None) -> Imported:
    """New documents from a file: Markdown, HTML, Word, plain text, or a zip archive of those.

    The file's name is the title, the folders of an archive come before it. Links and pictures
    within an archive lead to what they have become. Raises `ImportRefused` or `ContentFailed`.
    """
    if len(data) > MAX_BYTES:
        raise ImportTooLarge
    ending = _ending(name)
    if ending == ARCHIVE:
        run = _Import(owner, workers.run(jobs.unpack, data))
        run.take_all()
    elif ending in ENDINGS:
        run = _Import(owner)
        name = basename(name.replace("\\", "/"))
        run.make(_Delivery(name, workers.run(jobs.receive, name, data)))
    else:
        raise ImportRefused(
            _("Markdown, HTML, Word (.docx), plain text and zip archives can be imported.")
        )
    return run.result


@dataclass(frozen=True, slots=True)
class _Delivery:
    """A document before it is made."""

    path: str
    arrival: Arrival
    folder: str = ""
    pk: UUID = field(default_factory=uuid4)

    @property
    def title(self) -> str:
        """With the folders that it came in."""
        parts = [*filter(None, self.folder.split("/")), " ".join(self.arrival.title.split())]
        return FOLDER_SIGN.join(filter(None, parts))[:LONGEST_TITLE] or _("Untitled")


@dataclass(frozen=True, slots=True)
class _Import:
    """One file on its way in."""

    owner: AbstractBaseUser | None
    files: Mapping[str, bytes] = field(default_factory=dict)
    """Of an archive."""
    addresses: dict[str, str] = field(default_factory=dict)
    """Of the documents that are made, by the paths of their files."""
    result: Imported = field(default_factory=Imported)
    deadline: float = field(default_factory=lambda: time.monotonic() + MAX_SECONDS)

    def take_all(self) -> None:
        """Make a document of every file that is one: all are read before the first is made."""
        paths = sorted(path for path in self.files if _ending(path) in ENDINGS)
        if not paths:
            raise ImportRefused(_("The archive holds no Markdown, HTML, Word or text file."))
        if len(paths) > MAX_DOCUMENTS:
            said = _("The archive holds more than %(most)s documents.")
            raise ImportRefused(said % {"most": MAX_DOCUMENTS})
        deliveries = list(self._received(paths))
        for delivery in deliveries:
            self.addresses[delivery.path] = Document(pk=delivery.pk).get_absolute_url()
        for delivery in deliveries:
            if self._is_in_time(delivery.path):
                self.make(delivery)

    def make(self, delivery: _Delivery) -> None:
        """Make one document, with its pictures."""
        pictures = self._pictures(delivery)
        addresses = {
            name: self.addresses[path]
            for name, path in delivery.arrival.linked.items()
            if path in self.addresses
        }
        for address, picture in pictures.items():
            addresses[address] = images.address_of(picture[0]) if picture else ""
        client = secrets.randbits(CLIENT_ID_BITS)
        made = workers.run(jobs.settle, delivery.arrival.tree, addresses, client)
        first = First(made.payload, made.text)
        with transaction.atomic():
            document = documents.create(delivery.title, self.owner, first, pk=delivery.pk)
            for name, kept in filter(None, pictures.values()):
                images.keep(document.pk, kept, origin_of(self.owner).principal, name)
        self.result.documents.append(document)

    def _received(self, paths: list[str]) -> Iterator[_Delivery]:
        root = commonpath([dirname(path) for path in self.files])
        beside = frozenset(p for p in self.files if _ending(p) in ENDINGS | _PICTURES)
        for path in filter(self._is_in_time, paths):
            try:
                arrival = workers.run(jobs.receive, path, self.files[path], beside)
            except ContentFailed as failure:
                self._skip(path, str(failure))
            else:
                yield _Delivery(path, arrival, dirname(path).removeprefix(root).strip("/"))

    def _pictures(self, delivery: _Delivery) -> dict[str, tuple[str, Picture] | None]:
        """By address, each under the name that it will be kept by; None for what is none."""
        found: dict[str, tuple[str, Picture] | None] = {}
        for address, path, data in self._sources(delivery):
            picture = _redrawn(data)
            found[address] = None if picture is None else (images.new_name(picture), picture)
            if picture is None:
                self._skip(path, _("A picture is too large, or no browser shows its kind."))
        return found

    def _sources(self, delivery: _Delivery) -> Iterator[tuple[str, str, bytes]]:
        for address, data in delivery.arrival.held.items():
            yield address, delivery.path, data
        for address, path in delivery.arrival.linked.items():
            if _ending(path) in _PICTURES:
                yield address, path, self.files[path]

    def _is_in_time(self, path: str) -> bool:
        if time.monotonic() < self.deadline:
            return True
        self._skip(path, _("The archive took too long to import."))
        return False

    def _skip(self, path: str, reason: str) -> None:
        self.result.skipped.append(Skipped(path, reason))


def _redrawn(data: bytes) -> Picture | None:
    if len(data) > MAX_PICTURE_BYTES:
        return None
    try:
        redrawn = workers.run(jobs.redraw, data)
    except ContentFailed:
        return None
    return redrawn if isinstance(redrawn, Picture) else None


def _ending(path: str) -> str:
    return splitext(path)[1].lower()
