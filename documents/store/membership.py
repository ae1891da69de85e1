"""Groups give roles: whoever joins or leaves one has other rights on what the group was given.

The rights of a document carry a version that every commit and every open room compares; changes
of membership are made by Django's own models, so that they are heard of by their signals.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models import F
from django.db.models.signals import m2m_changed, pre_delete

from ..models import Document, DocumentAccess


def listen() -> None:
    """Hear of every change of membership from now on."""
    pre_delete.connect(_group_deleted, sender=Group, dispatch_uid="collab.group")
    groups = getattr(get_user_model(), "groups", None)  # a project's users may have none
    if groups is not None:
        m2m_changed.connect(_members_changed, sender=groups.through, dispatch_uid="collab.members")


def _members_changed(action: str, instance: Any, pk_set: set[Any] | None, **_: Any) -> None:
    if action not in {"post_add", "post_remove", "pre_clear"}:
        return
    if isinstance(instance, Group):
        _announce([instance.pk])
    else:
        _announce(instance.groups.values("pk") if pk_set is None else pk_set)


def _group_deleted(instance: Group, **_: Any) -> None:
    _announce([instance.pk])


def _announce(groups: Iterable[Any]) -> None:
    """Give the rights of all documents that these groups were given a new version."""
    held = DocumentAccess.objects.filter(group__in=groups).values("document")
    for pk in Document.objects.filter(pk__in=held).order_by("pk").values_list("pk", flat=True):
        Document.objects.filter(pk=pk).update(access_version=F("access_version") + 1)
