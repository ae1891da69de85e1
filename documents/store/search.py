"""Documents in whose title or text words occur: the best first. One search for pages and REST."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, FloatField, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce, Substr

from ..models import Document, Update
from .excerpts import Piece, excerpt
from .search_index import DOCUMENTS, INDEX, NUMBERS
from .wanted import Term, Wanted

_TITLE_WEIGHT = 10.0
"""How much more a word in the title counts than one in the text."""

_READ_CHARACTERS = 200_000
"""How far into a text an excerpt is looked for."""


def found(rows: QuerySet[Document], wanted: Wanted) -> QuerySet[Document]:
    """Those of `rows` in which all that is wanted occurs, with `rank`: greater is better.

    A word finds the words that it begins. In titles, and in scripts that put nothing between
    words, it is found within words too. The text is that of the last checkpoint.
    """
    match = _Match.of(wanted)
    if match is None:
        return rows.alias(rank=Value(0.0, FloatField())).filter(_read(wanted))
    rank = Coalesce(RawSQL(*match.rank), 0.0, output_field=FloatField())
    return rows.alias(rank=rank).filter(Q(pk__in=RawSQL(*match.ids)) | _read(wanted))


def excerpts(document_ids: Iterable[UUID], wanted: Wanted) -> dict[UUID, list[Piece]]:
    """The place of each document's text that shows why it was found."""
    rows = Document.objects.filter(pk__in=list(document_ids))
    texts = rows.values_list("pk", Substr("text", 1, _READ_CHARACTERS))
    return {pk: excerpt(text, wanted) for pk, text in texts}


def stale_texts(before: datetime) -> Iterator[UUID]:
    """Documents with rows that no checkpoint stands for, the last of them from before then."""
    tail = Update.objects.filter(document=OuterRef("pk"))
    rows = Document.objects.filter(Exists(tail), updated__lt=before)
    return rows.values_list("pk", flat=True).iterator()


def _read(wanted: Wanted) -> Q:
    """What is found without an index: by reading titles, and texts only where it must."""
    if not wanted.included:
        return Q(pk__in=[]) if not wanted.excluded else ~_any(wanted.excluded)
    return reduce(and_, map(_within, wanted.included)) & ~_any(wanted.excluded)


def _within(term: Term) -> Q:
    title = Q(title__icontains=term.text)
    return title | Q(text__icontains=term.text) if term.is_within_words else title


def _any(terms: list[Term]) -> Q:
    holds = (Q(title__icontains=t.text) | Q(text__icontains=t.text) for t in terms)
    return reduce(or_, holds, Q(pk__in=[]))


Statement = tuple[str, list[Any]]


class _Match:
    """What to ask the index, in SQL: all parameters are the user's words, quoted."""

    def __init__(self, ids: Statement, rank: Statement) -> None:
        self.ids = ids
        """Which documents match."""
        self.rank = rank
        """How well the document of the outer query does; NULL if it does not match."""

    @classmethod
    def of(cls, wanted: Wanted) -> "_Match | None":
        """None if nothing of it is a word."""
        included = [term for term in wanted.included if term.has_words]
        excluded = [term for term in wanted.excluded if term.has_words]
        if not included or len(included) < len(wanted.included):
            return None
        ask = _postgresql if connection.vendor == "postgresql" else _sqlite
        return cls(*ask(included, excluded))


def _sqlite(included: list[Term], excluded: list[Term]) -> tuple[Statement, Statement]:
    query = " AND ".join(map(_fts5, included))
    if excluded:
        query = f"({query}) NOT ({' OR '.join(map(_fts5, excluded))})"
    matches = f"FROM {INDEX} JOIN {NUMBERS} n ON n.id = {INDEX}.rowid WHERE {INDEX} MATCH %s"
    # Computed once for all documents of the outer query, hence the name for it.
    rank = (
        f"WITH hit AS MATERIALIZED (SELECT n.document, bm25({INDEX}, {_TITLE_WEIGHT}) AS rank"
        f" {matches}) SELECT -rank FROM hit WHERE document = {DOCUMENTS}.id"
    )
    return (f"SELECT n.document {matches}", [query]), (rank, [query])


def _fts5(term: Term) -> str:
    quoted = '"' + term.text.replace('"', '""') + '"'
    return quoted if term.is_phrase else f"{quoted} *"


def _postgresql(included: list[Term], excluded: list[Term]) -> tuple[Statement, Statement]:
    parts = [_tsquery(term) for term in included]
    parts += [(f"!! {sql}", word) for sql, word in map(_tsquery, excluded)]
    query = f"({' && '.join(sql for sql, _ in parts)})"
    words = [word for _, word in parts]
    ids = f"SELECT document FROM {INDEX} WHERE words @@ {query}"
    rank = f"SELECT ts_rank(words, {query}) FROM {INDEX} WHERE document = {DOCUMENTS}.id"
    return (ids, words), (rank, words)


def _tsquery(term: Term) -> tuple[str, str]:
    if term.is_phrase:
        return "phraseto_tsquery('simple', %s)", term.text
    quoted = term.text.replace("\\", "\\\\").replace("'", "''")
    return "to_tsquery('simple', %s)", f"'{quoted}':*"
