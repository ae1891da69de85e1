import pytest

from documents.protocol.lag import Lag
from documents.protocol.limits import Limits

LIMITS = Limits(queue_seconds=10, slow_bytes_per_second=1000)


def late_after(bytes_per_second: int, given_per_second: int, whole: int = 0) -> int | None:
    """After how many seconds a client is late that reads so fast; None if not in five minutes."""
    lag, given, arrived = Lag(LIMITS), whole, 0
    for second in range(300):
        if lag.late(second, given, arrived):
            return second
        given += given_per_second
        arrived = min(given, arrived + bytes_per_second)
    return None


def test_who_reads_nothing_is_late_in_time() -> None:
    assert late_after(0, 10) == 12


def test_who_keeps_up_is_never_late() -> None:
    assert late_after(50, 50) is None


def test_who_reads_less_than_comes_is_late_before_long() -> None:
    assert 12 < (late_after(10, 50) or 0) < 60


@pytest.mark.parametrize(("bytes_per_second", "late"), [(1000, False), (2000, False), (500, True)])
def test_a_whole_document_has_the_time_that_a_slow_line_needs(
    bytes_per_second: int, late: bool
) -> None:
    assert bool(late_after(bytes_per_second, 0, whole=100_000)) is late


def test_what_has_arrived_counts_no_more() -> None:
    lag = Lag(LIMITS)
    assert not lag.late(0, 10, 0)
    assert not lag.late(9, 10, 10)
    assert not lag.late(100, 20, 10)
    assert lag.late(111, 20, 10)
