"""Room for the next one, whatever a single address does."""

from documents.management.arrivals import Arrivals


def come(arrivals: Arrivals, address: str, times: int) -> int:
    return sum(arrivals.come(address) for _ in range(times))


def test_one_address_gets_two_thirds_and_no_more() -> None:
    arrivals = Arrivals(900)
    assert come(arrivals, "192.0.2.1", 2000) == 600
    assert come(arrivals, "192.0.2.2", 100) == 100


def test_there_is_room_for_the_next_address_although_some_want_all() -> None:
    arrivals = Arrivals(900)
    for number in range(5):
        assert come(arrivals, f"192.0.2.{number}", 2000) > 0


def test_nobody_gets_what_is_not_there() -> None:
    arrivals = Arrivals(9)
    assert sum(come(arrivals, f"192.0.2.{number}", 1) for number in range(20)) == 9


def test_who_goes_makes_room() -> None:
    arrivals = Arrivals(3)
    assert come(arrivals, "192.0.2.1", 9) == 2
    arrivals.go("192.0.2.1")
    assert come(arrivals, "192.0.2.1", 9) == 1


def test_a_proxy_that_is_believed_speaks_for_many() -> None:
    arrivals = Arrivals(900, ["192.0.2.0/24"])
    assert come(arrivals, "192.0.2.1", 2000) == 900
