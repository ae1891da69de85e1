"""Every address of the API; a project includes this module under its prefix."""

from django.urls import path, re_path

from .access import AccessDetail, AccessList
from .authors import DocumentAuthors
from .content import DocumentContent
from .documents import (
    DocumentCopy,
    DocumentDeletion,
    DocumentDetail,
    DocumentList,
    DocumentRecovery,
    DocumentStar,
)
from .exports import DocumentExport, WorkspaceExport
from .guest import Guest
from .images import ImageList
from .imports import ImportList
from .invitees import Invitees
from .links import LinkDetail, LinkList, OwnLinks
from .mentions import People
from .notices import NoticeList, NoticesRead, NoticesUnread
from .ownership import Leave, Transfer
from .problems import nothing_here
from .requests import RequestDetail, RequestList
from .schema import Docs, Schema
from .snapshots import (
    SnapshotComparison,
    SnapshotContent,
    SnapshotDetail,
    SnapshotList,
    SnapshotRestore,
)
from .threads import (
    CommentDetail,
    CommentList,
    ThreadDetail,
    ThreadList,
    ThreadReopening,
    ThreadResolution,
)
from .tickets import Ticket

app_name = "collab-api"

_DOCUMENT = "documents/<uuid:document_id>/"
_SNAPSHOT = _DOCUMENT + "snapshots/<int:snapshot_id>/"
_THREAD = _DOCUMENT + "threads/<int:thread_id>/"

urlpatterns = [
    path("documents/", DocumentList.as_view(), name="documents"),
    path(_DOCUMENT, DocumentDetail.as_view(), name="document"),
    path(_DOCUMENT + "recover/", DocumentRecovery.as_view(), name="recover"),
    path(_DOCUMENT + "delete/", DocumentDeletion.as_view(), name="delete"),
    path(_DOCUMENT + "copy/", DocumentCopy.as_view(), name="copy"),
    path(_DOCUMENT + "star/", DocumentStar.as_view(), name="star"),
    path(_DOCUMENT + "content/", DocumentContent.as_view(), name="content"),
    path(_DOCUMENT + "snapshots/", SnapshotList.as_view(), name="snapshots"),
    path(_SNAPSHOT, SnapshotDetail.as_view(), name="snapshot"),
    path(_SNAPSHOT + "content/", SnapshotContent.as_view(), name="snapshot-content"),
    path(_SNAPSHOT + "comparison/", SnapshotComparison.as_view(), name="comparison"),
    path(_SNAPSHOT + "restore/", SnapshotRestore.as_view(), name="restore"),
    path(_DOCUMENT + "access/", AccessList.as_view(), name="access"),
    path(_DOCUMENT + "access/<int:access_id>/", AccessDetail.as_view(), name="access-row"),
    path(_DOCUMENT + "invitees/", Invitees.as_view(), name="invitees"),
    path(_DOCUMENT + "images/", ImageList.as_view(), name="images"),
    path(_DOCUMENT + "access-requests/", RequestList.as_view(), name="requests"),
    path(_DOCUMENT + "access-requests/<int:request_id>/", RequestDetail.as_view(), name="request"),
    path(_DOCUMENT + "links/", LinkList.as_view(), name="links"),
    path(_DOCUMENT + "links/<int:link_id>/", LinkDetail.as_view(), name="link"),
    path(_DOCUMENT + "transfer/", Transfer.as_view(), name="transfer"),
    path(_DOCUMENT + "leave/", Leave.as_view(), name="leave"),
    path(_DOCUMENT + "export/", DocumentExport.as_view(), name="document-export"),
    path("export/", WorkspaceExport.as_view(), name="export"),
    path("imports/", ImportList.as_view(), name="imports"),
    path("guest/", Guest.as_view(), name="guest"),
    path("links/", OwnLinks.as_view(), name="own-links"),
    path(_DOCUMENT + "ticket/", Ticket.as_view(), name="ticket"),
    path(_DOCUMENT + "authors/", DocumentAuthors.as_view(), name="authors"),
    path(_DOCUMENT + "people/", People.as_view(), name="people"),
    path(_DOCUMENT + "threads/", ThreadList.as_view(), name="threads"),
    path(_THREAD, ThreadDetail.as_view(), name="thread"),
    path(_THREAD + "resolve/", ThreadResolution.as_view(), name="resolve"),
    path(_THREAD + "reopen/", ThreadReopening.as_view(), name="reopen"),
    path(_THREAD + "comments/", CommentList.as_view(), name="comments"),
    path(_THREAD + "comments/<int:comment_id>/", CommentDetail.as_view(), name="comment"),
    path("notices/", NoticeList.as_view(), name="notices"),
    path("notices/unread/", NoticesUnread.as_view(), name="notices-unread"),
    path("notices/read/", NoticesRead.as_view(), name="notices-read"),
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", Docs.as_view(), name="docs"),
    # With its slash: without one, the project's redirect to the address with a slash still works.
    re_path(r"^.*/$", nothing_here),
]
