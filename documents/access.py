"""Who may do what: one pure table from role to capabilities.

The socket, REST, the pages and the admin all ask `may`; nobody else decides. Which role somebody
has on a document is read from the database by `documents.store`.
"""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Role(StrEnum):
    """What a person is on a document."""

    OWNER = "owner"
    EDITOR = "editor"
    LINK_EDITOR = "link-editor"
    """Computed, never stored: whom a link, or the address alone, lets write. What was taken out of
    the text on purpose is not theirs to see, so they have no versions."""
    COMMENTER = "commenter"
    READER = "reader"


GIVEN_ROLES = (Role.OWNER, Role.EDITOR, Role.COMMENTER, Role.READER)
"""What people and groups are given by name."""

LINK_ROLES = (Role.EDITOR, Role.COMMENTER, Role.READER)
"""What a link, or the address alone, may give."""


class Reach(StrEnum):
    """Whom the address of a document lets in, besides those who were given a role."""

    RESTRICTED = "restricted"
    SIGNED_IN = "signed_in"
    ANYONE = "anyone"


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
_LINK_EDITOR = _COMMENTER | {Capability.WRITE, Capability.RENAME}
_EDITOR = _LINK_EDITOR | {Capability.SNAPSHOT, Capability.RESTORE}
_OWNER = _EDITOR | {Capability.SHARE, Capability.TRASH}

CAPABILITIES: Mapping[Role, frozenset[Capability]] = MappingProxyType(
    {
        Role.OWNER: _OWNER,
        Role.EDITOR: _EDITOR,
        Role.LINK_EDITOR: _LINK_EDITOR,
        Role.COMMENTER: _COMMENTER,
        Role.READER: _READER,
    }
)

_RANK = {role: rank for rank, role in enumerate(reversed(Role))}


def capabilities(role: Role | None) -> frozenset[Capability]:
    """Everything `role` may do; a stranger (`None`) may do nothing."""
    return frozenset() if role is None else CAPABILITIES[role]


def may(role: Role | None, capability: Capability) -> bool:
    """Whether `role` includes `capability`."""
    return capability in capabilities(role)


def strongest(roles: list[Role]) -> Role | None:
    """The role that counts when somebody has several (by name and by groups)."""
    return max(roles, key=_RANK.__getitem__, default=None)


def by_link(role: Role) -> Role:
    """What somebody is who has `role` from a link, or from knowing the address, and no name."""
    return Role.LINK_EDITOR if role is Role.EDITOR else role


def reached(reach: Reach, role: Role, *, signed_in: bool) -> Role | None:
    """What the address alone makes of somebody; `None` if it lets them not in."""
    welcome = reach is Reach.ANYONE or (reach is Reach.SIGNED_IN and signed_in)
    return by_link(role) if welcome else None


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


def principal_of_guest(pk: str) -> str:
    """The principal of somebody without an account: one browser, whatever links it opened."""
    return f"guest:{pk}"


def user_of_principal(principal: str) -> str | None:
    """Primary key of the user, as text; `None` for guests and the system."""
    return _pk_of("user", principal)


def guest_of_principal(principal: str) -> str | None:
    """Primary key of the guest; `None` for users and the system."""
    return _pk_of("guest", principal)


def _pk_of(kind: str, principal: str) -> str | None:
    found, _, pk = principal.partition(":")
    return pk if found == kind else None
