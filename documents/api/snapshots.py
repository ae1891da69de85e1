"""`documents/<id>/snapshots/`: list, take, get, content, comparison, restore."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from .. import services
from ..access import Capability
from ..models import Snapshot
from . import people, representations
from .comparisons import TO, ComparedSerializer, ComparisonSerializer, shown
from .endpoint import Endpoint
from .operations import operation
from .pages import Pages
from .serializers import (
    LabelSerializer,
    ReasonSerializer,
    RestoredSerializer,
    SnapshotSerializer,
)


class _SnapshotEndpoint(Endpoint):
    """Earlier states may hold what was taken out on purpose: who may only read sees none."""

    def snapshots(self, capability: Capability = Capability.SNAPSHOT) -> QuerySet[Snapshot]:
        """The document's snapshots, latest first."""
        return self.document(capability).snapshots.all()

    def snapshot(self, capability: Capability = Capability.SNAPSHOT) -> Snapshot:
        """The one that the path names."""
        return get_object_or_404(self.snapshots(capability), pk=self.kwargs["snapshot_id"])


class SnapshotList(_SnapshotEndpoint, GenericAPIView[Snapshot]):
    """All snapshots of a document."""

    serializer_class = SnapshotSerializer
    pagination_class = Pages

    @operation(
        "snapshots_list", "List snapshots", {200: SnapshotSerializer(many=True)}, refused=(403, 404)
    )
    def get(self, request: Request, document_id: UUID) -> Response:
        """Latest first."""
        page = self.paginate_queryset(self.snapshots().defer("state"))
        return self.get_paginated_response(_shown(page or []))

    @operation(
        "snapshots_take",
        "Take a snapshot",
        {201: SnapshotSerializer},
        refused=(403, 404, 409),
        request=LabelSerializer,
    )
    def post(self, request: Request, document_id: UUID) -> Response:
        """Keep what is committed now under a name."""
        document = self.document(Capability.SNAPSHOT)
        asked = LabelSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        label = asked.validated_data["label"]
        taken = services.take_snapshot(document, actor=self.user, label=label)
        return Response(_shown([taken])[0], status.HTTP_201_CREATED)


class SnapshotDetail(_SnapshotEndpoint):
    """One snapshot."""

    @operation("snapshots_get", "Get a snapshot", {200: SnapshotSerializer}, refused=(403, 404))
    def get(self, request: Request, document_id: UUID, snapshot_id: int) -> Response:
        """When, why and by whom; its content has its own address."""
        return Response(_shown([self.snapshot()])[0])


class SnapshotContent(_SnapshotEndpoint):
    """The content of a snapshot."""

    renderer_classes = representations.REPRESENTATIONS

    @operation(
        "snapshots_content",
        "Read a snapshot's content",
        representations.RESPONSES,
        refused=(403, 404, 406, 422, 503),
        parameters=[representations.FORMAT],
    )
    def get(self, request: Request, document_id: UUID, snapshot_id: int) -> HttpResponseBase:
        """In the same media types as a document's content."""
        snapshot = self.snapshot()
        version = f"snapshot-{snapshot.pk}"

        def read(media: str) -> tuple[str, bytes]:
            return version, services.read_snapshot(snapshot, media)

        return representations.answer(request, version, read)


class SnapshotComparison(_SnapshotEndpoint):
    """What changed since a snapshot."""

    @operation(
        "snapshots_compare",
        "Compare a snapshot",
        {200: ComparisonSerializer},
        refused=(400, 403, 404, 422, 503),
        parameters=[TO],
    )
    def get(self, request: Request, document_id: UUID, snapshot_id: int) -> Response:
        """Block by block and word by word, up to a later snapshot or to what is committed now."""
        before = self.snapshot()
        asked = ComparedSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        later = asked.validated_data.get("to")
        after = None if later is None else get_object_or_404(self.snapshots(), pk=later)
        return Response(shown(services.compare(before, after)))


class SnapshotRestore(_SnapshotEndpoint):
    """Making a document equal to a snapshot again."""

    @operation(
        "snapshots_restore",
        "Restore a snapshot",
        {200: RestoredSerializer},
        refused=(403, 404, 409, 422, 503),
        request=ReasonSerializer,
    )
    def post(self, request: Request, document_id: UUID, snapshot_id: int) -> Response:
        """An edit like others: nobody is interrupted, and what is there now is kept before."""
        snapshot = self.snapshot(Capability.RESTORE)
        asked = ReasonSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        reason = asked.validated_data["reason"]
        restored = services.restore_snapshot(
            snapshot, actor=self.user, reason=reason, address=self.address
        )
        shown = {
            "changed": restored.changed,
            "seq": restored.seq,
            "before": restored.before and restored.before.pk,
        }
        return Response(RestoredSerializer(shown).data)


def _shown(found: Sequence[Snapshot]) -> Any:
    """The snapshots, with one query for the names of all who wrote."""
    principals = {who for snapshot in found for who in snapshot.contributors}
    context = {"usernames": people.usernames(principals)}
    return SnapshotSerializer(found, many=True, context=context).data
