"""Who may do what: one pure table from role to capabilities.

The socket, REST, the pages and the admin all ask `may`; nobody else decides. Which role somebody
has on a document is read from the database by `documents.store`.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a person was given on a document. Stored."""

    OWNER = "owner"
    EDITOR = "editor"
    COMMENTER = "commenter"
    READER = "reader"


class Capability(StrEnum):
    """What a person may do with a document now. Computed, never stored."""

    READ = "read"
    COMMENT = "comment"
    WRITE = "write"
    RENAME = "rename"
    SNAPSHOT = "snapshot"
    RESTORE = "restore"
    SHARE = "share"
    TRASH = "trash"


_READER = frozenset({Capability.READ})
_COMMENTER = _READER | {Capability.COMMENT}
_EDITOR = _COMMENTER | {
    Capability.WRITE,
    Capability.RENAME,
    Capability.SNAPSHOT,
    Capability.RESTORE,
}
_OWNER = _EDITOR | {Capability.SHARE, Capability.TRASH}

CAPABILITIES: Mapping[Role, frozenset[Capability]] = MappingProxyType(
    {
        Role.OWNER: _OWNER,
        Role.EDITOR: _EDITOR,
        Role.COMMENTER: _COMMENTER,
        Role.READER: _READER,
    }
)

_RANK = {Role.READER: 0, Role.COMMENTER: 1, Role.EDITOR: 2, Role.OWNER: 3}


def capabilities(role: Role | None) -> frozenset[Capability]:
    """Everything `role` may do; a stranger (`None`) may do nothing."""
    return frozenset() if role is None else CAPABILITIES[role]


def may(role: Role | None, capability: Capability) -> bool:
    """Whether `role` includes `capability`."""
    return capability in capabilities(role)


def strongest(roles: list[Role]) -> Role | None:
    """The role that counts when somebody has several (by name and by groups)."""
    return max(roles, key=_RANK.__getitem__, default=None)


SYSTEM = "system"
"""The principal of what the server does itself."""


def principal_of_user(pk: object) -> str:
    """The principal of a user: their sessions, tickets and tokens together."""
    return f"user:{pk}"


_RECOVERED = "recovered:"


def recovered_by(principal: str) -> str:
    """The author of what somebody brought back after a restore from backup, whoever wrote it."""
    return f"{_RECOVERED}{principal}"


def principal_of_author(author: str) -> str:
    """The principal whose act the rows of an author are."""
    return author.removeprefix(_RECOVERED)


def user_of_principal(principal: str) -> str | None:
    """Primary key of the user, as text; `None` for guests and the system."""
    kind, _, pk = principal.partition(":")
    return pk if kind == "user" else None
