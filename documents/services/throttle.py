"""How often something may be tried: by account, by network address, and by both together.

An attempt is counted before it is made, so that many at once are no way around; what succeeds is
given back where only failures are to count. Whether an account exists makes no difference.
"""

import unicodedata
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from django.utils.crypto import salted_hmac

from .. import conf
from ..store import attempts

_SALT = "collab.attempts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Throttle:
    """One thing that may be tried now and then. Bounds are names of fields of `Limits`."""

    kind: str
    both: str | None = None
    """For one account from one address."""
    account: str | None = None
    """For one account, from wherever."""
    address: str | None = None
    """For one address, whatever account it names."""
    window_seconds: int = 60

    def take(self, *, account: str = "", address: str | None = None) -> int:
        """Count one attempt; returns 0, or the seconds to wait if it may not be made."""
        if not conf.current().limits.throttle:
            return 0
        return attempts.take(self._bounds(account, address), self.window_seconds)

    def give_back(self, *, account: str = "", address: str | None = None) -> None:
        """The attempt was right and does not count."""
        attempts.give_back(self._bounds(account, address))

    def _bounds(self, account: str, address: str | None) -> dict[str, int]:
        name, where = normal(account), network(address or "")
        limits = conf.current().limits
        subjects = ((self.both, (name, where)), (self.account, (name,)), (self.address, (where,)))
        return {
            self._key(field, *subject): getattr(limits, field)
            for field, subject in subjects
            if field is not None
        }

    def _key(self, *parts: str) -> str:
        text = "\0".join((self.kind, *parts))
        return salted_hmac(_SALT, text, algorithm="sha256").hexdigest()


SIGN_IN = Throttle(
    kind="sign-in",
    both="failed_sign_ins_per_minute",
    account="failed_sign_ins_per_account",
    address="failed_sign_ins_per_address",
)
"""Wrong passwords. Somebody who keeps guessing from one address shuts out nobody else."""


ASKED_MAILS = Throttle(
    kind="asked-mail",
    account="mails_per_account",
    address="mails_per_address",
    window_seconds=3600,
)
"""Mails that somebody has sent to an address that they name: to sign up, to reset a password."""

SIGN_UPS = Throttle(kind="sign-up", address="sign_ups_per_address", window_seconds=3600)
"""Accounts made where no mail is confirmed."""


def normal(account: str) -> str:
    """The spelling in which an account is counted."""
    return unicodedata.normalize("NFKC", account).strip().casefold()


def network(address: str) -> str:
    """The address, or for IPv6 the network of 64 bits that one customer has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    return str(int(parsed) >> 64) if isinstance(parsed, IPv6Address) else str(parsed)
