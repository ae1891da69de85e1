"""The rows. Who may touch them: store, api, admin, web and management; nobody else."""

from .access_request import AccessRequest
from .attempt import Attempt
from .comment import Comment, CommentThread
from .document import Document, DocumentAccess
from .event import Event
from .guest import Guest
from .image import Image
from .link import LinkVisit, ShareLink
from .log import Checkpoint, ClientAuthor, Update
from .notice import Notice
from .profile import Device, Profile
from .quarantine import Quarantine, SetAside
from .snapshot import Snapshot
from .star import Star
from .token import ApiToken
from .visit import Visit

__all__ = [
    "AccessRequest",
    "ApiToken",
    "Attempt",
    "Checkpoint",
    "ClientAuthor",
    "Comment",
    "CommentThread",
    "Device",
    "Document",
    "DocumentAccess",
    "Event",
    "Guest",
    "Image",
    "LinkVisit",
    "Notice",
    "Profile",
    "Quarantine",
    "SetAside",
    "ShareLink",
    "Snapshot",
    "Star",
    "Update",
    "Visit",
]
