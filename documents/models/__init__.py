"""The rows. Who may touch them: store, api, admin, web and management; nobody else."""

from .document import Document, DocumentAccess
from .event import Event
from .log import Checkpoint, ClientAuthor, Update
from .snapshot import Snapshot
from .token import ApiToken

__all__ = [
    "ApiToken",
    "Checkpoint",
    "ClientAuthor",
    "Document",
    "DocumentAccess",
    "Event",
    "Snapshot",
    "Update",
]
