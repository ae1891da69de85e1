"""Who comes in to be sent away, again and again, waits at the door."""

import time
from contextlib import ExitStack, closing

import pytest

from documents.protocol.limits import Limits
from tests.servers import Site, until

from . import attacker
from .raw import bearer, handshake
from .stage import OWNER
from .test_floods import connected, is_in
from .test_slow_readers import inside

pytestmark = [pytest.mark.server, pytest.mark.timeout(120)]

NAME = "trudy"
VISITS = 16
"""daphne gives a handshake five seconds."""
MALFORMED = [attacker.update(b"\x01\x01\x01\x00\x0b\x01\x01t\x00\x00")] * 3


def test_who_was_sent_away_too_often_waits(site: Site) -> None:
    document, limits = site.create(OWNER, NAME), Limits()
    with ExitStack() as stack:
        visits = [stack.enter_context(attacker.opened(site, document, NAME)) for _ in range(VISITS)]
        began = time.monotonic()
        for visit in visits:
            attacker.send(visit, MALFORMED)
        until(lambda: inside(site, document) == 0)
        late = stack.enter_context(closing(connected(site)))
        late.sendall(handshake(document, bearer(site, NAME)))
        stack.enter_context(attacker.opened(site, document, OWNER))
        assert is_in(late)
        debt = (VISITS - limits.vain_visits_burst) / limits.vain_visits_per_second
        assert time.monotonic() - began >= debt
        assert {attacker.ending(visit)[1] for visit in visits} == {4400}
