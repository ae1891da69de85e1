"""How a comparison of two states reads in the API."""

from datetime import UTC, datetime
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from ..access import SYSTEM, principal_of_author
from ..content.comparison import Block, Change, Comparison, Run
from ..services.authors import authors
from .comment_serializers import AuthorSerializer

_CHANGES = [(change.value, change.value) for change in Change]

TO = OpenApiParameter(
    "to", int, description="Another snapshot of the document; else what is committed now."
)


class ComparedSerializer(serializers.Serializer[Any]):
    """What a snapshot is compared with."""

    to = serializers.IntegerField(required=False, min_value=1)


class RunSerializer(serializers.Serializer[Any]):
    """Text that came, went or stayed."""

    text = serializers.CharField()
    marks = serializers.ListField(child=serializers.CharField())
    change = serializers.ChoiceField(choices=_CHANGES)
    author = serializers.IntegerField(
        allow_null=True,
        help_text="Who wrote what came, or took out what went: a place in `authors`, if known.",
    )
    at = serializers.DateTimeField(
        allow_null=True, help_text="When, to the minute; of several times the last."
    )


class BlockSerializer(serializers.Serializer[Any]):
    """One block of text, one picture (its text: what it shows) or one rule."""

    type = serializers.CharField(help_text="The node's name in the schema.")
    level = serializers.IntegerField(allow_null=True, help_text="Of a heading.")
    within = serializers.ListField(
        child=serializers.CharField(), help_text="Names of the nodes around it, outermost first."
    )
    marker = serializers.CharField(help_text="What a list shows before an item's first block.")
    change = serializers.ChoiceField(choices=_CHANGES)
    runs = RunSerializer(many=True)


class ComparisonSerializer(serializers.Serializer[Any]):
    """All blocks of both states, in order."""

    blocks = BlockSerializer(many=True)
    inserted = serializers.IntegerField(help_text="Characters that came.")
    deleted = serializers.IntegerField(help_text="Characters that went.")
    authors = AuthorSerializer(many=True)


def shown(comparison: Comparison) -> dict[str, Any]:
    """A comparison with its authors as others see them."""
    blocks = comparison["blocks"]
    principals = list(dict.fromkeys(who for block in blocks for who in _authors(block)))
    found = authors(principals)
    places = {who: place for place, who in enumerate(principals)}
    return {
        "blocks": [
            {**block, "runs": [_shown(run, places) for run in block["runs"]]} for block in blocks
        ],
        "inserted": comparison["inserted"],
        "deleted": comparison["deleted"],
        "authors": AuthorSerializer([found[who] for who in principals], many=True).data,
    }


def _authors(block: Block) -> list[str]:
    """People: what the server itself wrote was written by nobody."""
    found = (_principal(run) for run in block["runs"])
    return [who for who in found if who not in ("", SYSTEM)]


def _principal(run: Run) -> str:
    return principal_of_author(run["author"] or "")


def _shown(run: Run, places: dict[str, int]) -> dict[str, Any]:
    at = None if run["at"] is None else datetime.fromtimestamp(run["at"], UTC)
    return {**run, "author": places.get(_principal(run)), "at": at}
