"""The rows. Who may touch them: store, api, admin, web and management; nobody else."""

from .comment import Comment, CommentThread
from .document import Document, DocumentAccess
from .event import Event
from .image import Image
from .log import Checkpoint, ClientAuthor, Update
from .notice import Notice
from .snapshot import Snapshot
from .star import Star
from .token import ApiToken
from .visit import Visit

__all__ = [
    "ApiToken",
    "Checkpoint",
    "ClientAuthor",
    "Comment",
    "CommentThread",
    "Document",
    "DocumentAccess",
    "Event",
    "Image",
    "Notice",
    "Snapshot",
    "Star",
    "Update",
    "Visit",
]
