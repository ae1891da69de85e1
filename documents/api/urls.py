"""Every address of the API; a project includes this module under its prefix."""

from django.urls import path, re_path

from .access import AccessDetail, AccessList
from .content import DocumentContent
from .documents import DocumentDetail, DocumentList, DocumentRecovery
from .problems import nothing_here
from .schema import Docs, Schema
from .snapshots import SnapshotContent, SnapshotDetail, SnapshotList, SnapshotRestore
from .tickets import Ticket

app_name = "collab-api"

_DOCUMENT = "documents/<uuid:document_id>/"
_SNAPSHOT = _DOCUMENT + "snapshots/<int:snapshot_id>/"

urlpatterns = [
    path("documents/", DocumentList.as_view(), name="documents"),
    path(_DOCUMENT, DocumentDetail.as_view(), name="document"),
    path(_DOCUMENT + "recover/", DocumentRecovery.as_view(), name="recover"),
    path(_DOCUMENT + "content/", DocumentContent.as_view(), name="content"),
    path(_DOCUMENT + "snapshots/", SnapshotList.as_view(), name="snapshots"),
    path(_SNAPSHOT, SnapshotDetail.as_view(), name="snapshot"),
    path(_SNAPSHOT + "content/", SnapshotContent.as_view(), name="snapshot-content"),
    path(_SNAPSHOT + "restore/", SnapshotRestore.as_view(), name="restore"),
    path(_DOCUMENT + "access/", AccessList.as_view(), name="access"),
    path(_DOCUMENT + "access/<int:access_id>/", AccessDetail.as_view(), name="access-row"),
    path(_DOCUMENT + "ticket/", Ticket.as_view(), name="ticket"),
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="docs"),
    # With its slash: without one, the project's redirect to the address with a slash still works.
    re_path(r"^.*/$", nothing_here),
]
