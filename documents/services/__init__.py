"""The app's use cases, for its own edges and for other apps of the project.

Each checks what the actor may do (`None` is the server itself), does it in one transaction, and
tells open editors after the commit.
"""

from .access import grant_access, revoke_access
from .comments import (
    delete_comment,
    edit_comment,
    move_thread,
    reopen_thread,
    reply,
    resolve_thread,
    start_thread,
)
from .content import Content, compare, read_content, read_snapshot
from .documents import (
    copy_document,
    create_document,
    delete_document,
    mark_template,
    recover_document,
    rename_document,
    trash_document,
)
from .images import add_image, copy_image
from .rights import Forbidden
from .snapshots import restore_snapshot, take_snapshot

__all__ = [
    "Content",
    "Forbidden",
    "add_image",
    "compare",
    "copy_document",
    "copy_image",
    "create_document",
    "delete_comment",
    "delete_document",
    "edit_comment",
    "grant_access",
    "mark_template",
    "move_thread",
    "read_content",
    "read_snapshot",
    "recover_document",
    "rename_document",
    "reopen_thread",
    "reply",
    "resolve_thread",
    "restore_snapshot",
    "revoke_access",
    "start_thread",
    "take_snapshot",
    "trash_document",
]
