"""The app's use cases, for its own edges and for other apps of the project.

Each checks what the actor may do (`None` is the server itself), does it in one transaction, and
tells open editors after the commit.
"""

from .access import (
    grant_access,
    leave_document,
    revoke_access,
    set_reach,
    transfer_document,
)
from .accounts import (
    change_appearance,
    create_token,
    note_new_password,
    revoke_token,
    sign_out_device,
    sign_out_everywhere,
)
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
from .deletion import delete_account
from .documents import (
    copy_document,
    create_document,
    delete_document,
    mark_template,
    recover_document,
    rename_document,
    trash_document,
)
from .exports import Exported, ExportRefused, export_all, export_document
from .images import add_image, copy_image
from .imports import Imported, ImportRefused, import_file
from .links import change_link, create_link, open_link, revoke_link
from .personal_data import write_personal_data
from .requests import ask_for_access, decline_request, grant_request
from .rights import Forbidden
from .snapshots import restore_snapshot, take_snapshot
from .storage import usage_of

__all__ = [
    "Content",
    "ExportRefused",
    "Exported",
    "Forbidden",
    "ImportRefused",
    "Imported",
    "add_image",
    "ask_for_access",
    "change_appearance",
    "change_link",
    "compare",
    "copy_document",
    "copy_image",
    "create_document",
    "create_link",
    "create_token",
    "decline_request",
    "delete_account",
    "delete_comment",
    "delete_document",
    "edit_comment",
    "export_all",
    "export_document",
    "grant_access",
    "grant_request",
    "import_file",
    "leave_document",
    "mark_template",
    "move_thread",
    "note_new_password",
    "open_link",
    "read_content",
    "read_snapshot",
    "recover_document",
    "rename_document",
    "reopen_thread",
    "reply",
    "resolve_thread",
    "restore_snapshot",
    "revoke_access",
    "revoke_link",
    "revoke_token",
    "set_reach",
    "sign_out_device",
    "sign_out_everywhere",
    "start_thread",
    "take_snapshot",
    "transfer_document",
    "trash_document",
    "usage_of",
    "write_personal_data",
]
