"""How many sockets there are, and who knocks too often: counted for each process."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, ip_address

from ..protocol.limits import Limits
from ..protocol.rates import Bucket

_REMEMBERED = 10_000
"""Addresses whose strangers are counted; past it those that have been quiet are forgotten."""


class CrowdedError(Exception):
    """There are as many sockets as one user, or one document, may have."""


class Crowd:
    """The open sockets of a process, and the addresses of those who were not let in."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._open: Counter[object] = Counter()
        self._strangers: dict[str, Bucket] = {}

    @contextmanager
    def one_more(self, principal: str, document: object, limits: Limits) -> Iterator[None]:
        """Count a socket while it is open. Raises `CrowdedError`."""
        most = {principal: limits.sockets_per_user, document: limits.sockets_per_document}
        if limits.throttle and any(self._open[what] >= most[what] for what in most):
            raise CrowdedError
        self._open.update(most.keys())
        try:
            yield
        finally:
            for what in most:
                self._open[what] -= 1
                if not self._open[what]:
                    del self._open[what]

    def may_knock(self, address: str, limits: Limits) -> bool:
        """Whether a handshake from here is looked at."""
        bucket = self._strangers.get(_network(address))
        return not limits.throttle or bucket is None or bucket.left(self._now()) >= 1

    def turned_away(self, address: str, limits: Limits) -> None:
        """A handshake from here was nobody's."""
        network, now = _network(address), self._now()
        if network not in self._strangers:
            self._forget(now)
            full = limits.strangers_burst
            self._strangers[network] = Bucket(limits.strangers_per_second, full, now)
        self._strangers[network].take(1, now)

    def _forget(self, now: float) -> None:
        if len(self._strangers) >= _REMEMBERED:
            quiet = [where for where, bucket in self._strangers.items() if bucket.is_full(now)]
            for where in quiet or list(self._strangers)[: _REMEMBERED // 2]:
                del self._strangers[where]


def _network(address: str) -> str:
    """The address, or for IPv6 the network of 64 bits that one customer has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(int(parsed) >> 64) if isinstance(parsed, IPv6Address) else address
