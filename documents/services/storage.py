"""The bound on what somebody stores: on what they own, whoever writes it."""

from dataclasses import dataclass
from math import inf
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser

from .. import conf
from ..store import storage
from ..store.errors import StorageFull


@dataclass(frozen=True, slots=True)
class Usage:
    """What somebody has used of what they may."""

    used_bytes: int
    quota_bytes: int | None
    """None where there is no bound."""

    @property
    def percent(self) -> int:
        """Of the quota, from 0 to 100; 0 without one."""
        return min(100, self.used_bytes * 100 // self.quota_bytes) if self.quota_bytes else 0

    @property
    def is_full(self) -> bool:
        """Whether nothing may be added."""
        return self.quota_bytes is not None and self.used_bytes >= self.quota_bytes


def usage_of(user: AbstractBaseUser) -> Usage:
    """What the user's own documents weigh."""
    quota = conf.current().quota_bytes
    return Usage(storage.used_bytes(user.pk), None if quota == inf else int(quota))


def require_space(owner: Any) -> None:
    """Raise `StorageFull` if what belongs to `owner` may not grow; nobody's always may."""
    if owner is not None and conf.current().quota_bytes < inf and usage_of(owner).is_full:
        raise StorageFull
