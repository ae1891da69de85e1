"""Addresses of the admin's pages."""

from urllib.parse import urlencode

from django.urls import reverse

from documents.models import Document, Snapshot

DOCUMENTS = "admin:collab_documents_document_changelist"


def document_list(**query: str) -> str:
    """The list of documents."""
    return f"{reverse(DOCUMENTS)}?{urlencode(query)}"


def document_form(document: Document) -> str:
    """A document's form."""
    return reverse("admin:collab_documents_document_change", args=[document.pk])


def snapshot_page(snapshot: Snapshot, page: str = "") -> str:
    """One of a snapshot's pages: the preview, `_compare`, `_confirm` or `_restore`."""
    name = f"admin:collab_documents_document_snapshot{page}"
    return reverse(name, args=[snapshot.document_id, snapshot.pk])
