"""How often a peer may do things: token buckets that cost nothing until they are used up.

Time is an argument: seconds of a monotonic clock.
"""

from dataclasses import dataclass

from .errors import TooFastError
from .limits import Limits

_UNIT_BITS = 12
"""A message costs one unit for each 4 KiB, so that 500 units a second are 2 MiB a second too."""


class Bucket:
    """Tokens that come back with time, up to a full bucket."""

    __slots__ = ("_at", "_full", "_left", "_per_second")

    def __init__(self, per_second: float, full: float, now: float) -> None:
        self._per_second = per_second
        self._full = self._left = full
        self._at = now

    def left(self, now: float) -> float:
        """How many tokens there are."""
        self._left = min(self._full, self._left + (now - self._at) * self._per_second)
        self._at = now
        return self._left

    def reserve(self, now: float) -> float:
        """Take a token that may still have to come back: seconds until it has."""
        left = self.left(now) - 1
        self._left = left
        return max(0.0, -left / self._per_second)

    def take(self, amount: float, now: float) -> bool:
        """Take some tokens; False, and nothing taken, where there are too few."""
        if amount > self.left(now):
            return False
        self._left -= amount
        return True

    def spend(self, amount: float, now: float) -> None:
        """Take what cannot be refused any more: the rest is a debt."""
        self._left = self.left(now) - amount

    def debt(self, now: float) -> float:
        """Seconds until the debt is paid."""
        return max(0.0, -self.left(now) / self._per_second)

    def is_full(self, now: float) -> bool:
        """Whether nothing was taken for as long as it takes to come back."""
        return self.left(now) >= self._full


class Pace:
    """How fast one socket is read. The clock is read only when its units are used up."""

    __slots__ = ("_at", "_full", "_held_since", "_left", "_limits", "_step")

    def __init__(self, limits: Limits, now: float) -> None:
        self._limits = limits
        self._full = limits.messages_per_second * limits.burst_seconds
        self._full += limits.message_bytes >> _UNIT_BITS  # one message of any size is no offence
        self._left = self._full if limits.throttle else float("inf")
        self._step = limits.messages_per_second / 4
        self._at = now
        self._held_since: float | None = None

    def spend(self, size: int) -> bool:
        """Count a message of `size` bytes: whether `settle` has to say how long to wait."""
        self._left -= 1 + (size >> _UNIT_BITS)
        return self._left < 0

    def settle(self, now: float) -> float:
        """Seconds for which the socket is not to be read.

        Raises `TooFastError` for one that was held back for too long without a pause.
        """
        left = self._left + (now - self._at) * self._limits.messages_per_second
        self._at, self._left = now, min(self._full, left)
        if left >= self._full:
            self._held_since = None
        if left >= 0:
            return 0.0
        if self._held_since is None:
            self._held_since = now
        elif now - self._held_since > self._limits.held_back_seconds:
            raise TooFastError("too many messages")
        return (self._step - left) / self._limits.messages_per_second


class Share:
    """How much of the server's time one person may use, with all their sockets.

    Whoever has used it up is read more slowly, until the debt is paid.
    """

    __slots__ = ("_at", "_full", "_left", "_per_second")

    def __init__(self, limits: Limits, now: float) -> None:
        self._per_second = limits.work_share
        self._full = limits.work_burst_seconds
        self._left = self._full if limits.throttle else float("inf")
        self._at = now

    def spend(self, seconds: float) -> bool:
        """Count some work, or give back what was counted too much: whether there is a debt."""
        self._left -= seconds
        return self._left < 0

    def debt(self, now: float) -> float:
        """Seconds until the debt is paid."""
        self._left = min(self._full, self._left + (now - self._at) * self._per_second)
        self._at = now
        return max(0.0, -self._left / self._per_second)

    def is_full(self, now: float) -> bool:
        """Whether nothing was used for as long as it takes to come back."""
        self.debt(now)
        return self._left >= self._full


@dataclass(frozen=True, slots=True)
class Means:
    """What a socket has in common with others."""

    share: Share
    """The time of all sockets of its person."""
    answers: tuple[Bucket, ...] = ()
    """The bytes of answers to all sockets of its person, and to all from its address."""


class Rates:
    """What one peer may ask of its room, and how often."""

    __slots__ = ("_answers", "_awareness", "_clients", "_limits", "_synced", "_syncs", "share")

    def __init__(self, limits: Limits, means: Means) -> None:
        self.share = means.share
        """The time that all sockets of its person may use."""
        self._answers = means.answers
        self._limits = limits
        self._syncs: list[float] = []
        self._synced = float("-inf")
        self._awareness: Bucket | None = None
        self._clients: Bucket | None = None

    def sync(self, now: float) -> float:
        """It asks what it lacks: seconds to wait before the answer. Raises `TooFastError`."""
        if not self._limits.throttle:
            return 0.0
        self._syncs.append(now)
        while self._syncs[0] <= now - 1.0:
            del self._syncs[0]
        if len(self._syncs) > self._limits.syncs_per_second:
            raise TooFastError("too many sync requests")
        return max(self._synced + self._limits.full_sync_seconds - now, self.answerable(now))

    def answerable(self, now: float) -> float:
        """Seconds until its person, and its address, may have an answer again."""
        return max((answers.debt(now) for answers in self._answers), default=0.0)

    def synced(self, size: int, now: float) -> None:
        """It got an answer of `size` bytes: after a large one the next has to wait."""
        for answers in self._answers:
            answers.spend(size, now)
        if size > self._limits.small_answer_bytes:
            self._synced = now

    def announce(self, now: float) -> None:
        """It says something about presence. Raises `TooFastError`."""
        if not self._limits.throttle:
            return
        if self._awareness is None:
            rate = self._limits.awareness_per_second
            self._awareness = Bucket(rate, rate * self._limits.awareness_burst_seconds, now)
        if not self._awareness.take(1, now):
            raise TooFastError("too many awareness messages")

    def introduce(self, clients: int, now: float, *, answer: bool) -> None:
        """It writes with client ids that nobody has used. Raises `TooFastError`.

        A sync step 2 may bring the work of many sessions; typing brings its own id, once.
        """
        if not self._limits.throttle:
            return
        if self._clients is None:
            per_minute = self._limits.new_clients_per_minute
            self._clients = Bucket(per_minute / 60, per_minute, now)
        most = self._limits.new_clients_per_sync if answer else 0
        if clients > most and not self._clients.take(clients - most, now):
            raise TooFastError("too many client ids")
