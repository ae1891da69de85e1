"""The app's use cases, for its own edges and for other apps of the project.

Each checks what the actor may do (`None` is the server itself), does it in one transaction, and
tells open editors after the commit.
"""

from .access import grant_access, revoke_access
from .content import Content, compare, read_content, read_snapshot
from .documents import create_document, recover_document, rename_document, trash_document
from .rights import Forbidden
from .snapshots import restore_snapshot, take_snapshot

__all__ = [
    "Content",
    "Forbidden",
    "compare",
    "create_document",
    "grant_access",
    "read_content",
    "read_snapshot",
    "recover_document",
    "rename_document",
    "restore_snapshot",
    "revoke_access",
    "take_snapshot",
    "trash_document",
]
