"""How a comparison of two states reads in the API."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from ..content.comparison import Change

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
