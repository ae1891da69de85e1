"""How many sockets there are, and who knocks too often: counted for each process."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager, nullcontext
from ipaddress import IPv6Address, ip_address
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from ..protocol.errors import OFFENCES, CloseCode
from ..protocol.limits import Limits
from ..protocol.rates import Bucket, Means, Share

_REMEMBERED = 10_000
"""Addresses, credentials and people who are counted; past it the quiet ones are forgotten."""

_ABREAST = 2
"""Handshakes with one credential that are looked at together."""


class CrowdedError(Exception):
    """There are as many sockets as one user, or one document, may have."""


class Crowd:
    """The open sockets of a process, and the addresses of those who were not let in."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._open: Counter[object] = Counter()
        self.nobody = asyncio.Event()
        """Set while no socket is open."""
        self.nobody.set()
        self._strangers: dict[str, Bucket] = {}
        self._known: dict[str, str] = {}
        self._joins: dict[str, Bucket] = {}
        self._vain: dict[str, Bucket] = {}
        self._doors: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self._shares: dict[object, Share] = {}
        self._answers: dict[object, Bucket] = {}

    @contextmanager
    def one_more(
        self, principal: str, document: object, limits: Limits, address: str = ""
    ) -> Iterator[Means]:
        """Count a socket while it is open; it works on its person's account.

        Raises `CrowdedError`.
        """
        most = {principal: limits.sockets_per_user, document: limits.sockets_per_document}
        if limits.throttle and any(self._open[what] >= most[what] for what in most):
            raise CrowdedError
        self._open.update(most.keys())
        if principal not in self._shares:
            _forget(self._shares, self._now())
            self._shares[principal] = Share(limits, self._now())
        self.nobody.clear()
        try:
            yield Means(self._shares[principal], self._answers_to(principal, address, limits))
        finally:
            for what in most:
                self._open[what] -= 1
                if not self._open[what]:
                    del self._open[what]
            if not self._open:
                self.nobody.set()

    def _answers_to(self, principal: str, address: str, limits: Limits) -> tuple[Bucket, ...]:
        if not limits.throttle:
            return ()
        rates: dict[object, int] = {
            principal: limits.answer_bytes_per_person,
            (_network(address),): limits.answer_bytes_per_address,
        }
        now, seconds = self._now(), limits.answer_burst_seconds
        for who in rates.keys() - self._answers.keys():
            _forget(self._answers, now)
            self._answers[who] = Bucket(rates[who], rates[who] * seconds, now)
        return tuple(self._answers[who] for who in rates)

    def welcome(self, *credentials: str, principal: str = "") -> None:
        """Somebody real has these: no flood of strangers from the same address locks them out.

        `principal` is empty where it is not known yet whose they are.
        """
        for credential in credentials:
            self._known[credential] = principal or self._known.get(credential, "")
        while len(self._known) > _REMEMBERED:
            self._known.pop(next(iter(self._known)), None)

    def knows(self, credential: str) -> bool:
        """Whether this was shown by somebody real."""
        return credential in self._known

    def queue(self, credential: str, limits: Limits) -> float:
        """Seconds until it is the turn of a handshake with this credential.

        Letting somebody in takes a hundred times as long as a letter. Raises `CrowdedError`.
        """
        if not limits.throttle:
            return 0.0
        now = self._now()
        vain = self._vain.get(self._known.get(credential, ""))
        debt = 0.0 if vain is None else vain.debt(now)
        if credential not in self._joins:
            _forget(self._joins, now)
            self._joins[credential] = Bucket(limits.joins_per_second, limits.joins_burst, now)
        bucket = self._joins[credential]
        if max(bucket.debt(now), debt) > limits.joins_waiting_seconds:
            raise CrowdedError
        return max(bucket.reserve(now), debt)

    def visited(
        self, principal: str, seconds: float, code: CloseCode | None, limits: Limits
    ) -> None:
        """Somebody was in for so long, and was sent away with `code` or went by themselves.

        Counted against whom it turned out to be: nobody pays for what others do with an old
        credential.
        """
        if not limits.throttle or (code not in OFFENCES and seconds >= limits.vain_visit_seconds):
            return
        now = self._now()
        if principal not in self._vain:
            _forget(self._vain, now)
            full = limits.vain_visits_burst
            self._vain[principal] = Bucket(limits.vain_visits_per_second, full, now)
        self._vain[principal].spend(1, now)

    def door(self, credential: str, limits: Limits) -> AbstractAsyncContextManager[None]:
        """Through which those with one credential come in two at a time.

        They are looked up in threads that share the interpreter: thirty at once keep the commits
        of everybody else waiting.
        """
        if not limits.throttle:
            return nullcontext()
        door = self._doors.get(credential)
        if door is None:
            door = self._doors[credential] = asyncio.Semaphore(_ABREAST)
        return door

    def may_knock(self, address: str, limits: Limits) -> bool:
        """Whether a handshake from here is looked at."""
        bucket = self._strangers.get(_network(address))
        return not limits.throttle or bucket is None or bucket.left(self._now()) >= 1

    def turned_away(self, address: str, limits: Limits) -> None:
        """A handshake from here was nobody's."""
        network, now = _network(address), self._now()
        if network not in self._strangers:
            _forget(self._strangers, now)
            full = limits.strangers_burst
            self._strangers[network] = Bucket(limits.strangers_per_second, full, now)
        self._strangers[network].take(1, now)


Remembered = TypeVar("Remembered", Bucket, Share)


def _forget(accounts: dict[Any, Remembered], now: float) -> None:
    if len(accounts) >= _REMEMBERED:
        quiet = [who for who, account in accounts.items() if account.is_full(now)]
        for who in quiet or list(accounts)[: _REMEMBERED // 2]:
            del accounts[who]


def _network(address: str) -> str:
    """The address, or for IPv6 the network of 64 bits that one customer has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(int(parsed) >> 64) if isinstance(parsed, IPv6Address) else address


here = Crowd(time.monotonic)
"""The sockets of this process."""
