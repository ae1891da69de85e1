"""An editor that lies without a pause: nobody else notices, on every server."""

from pathlib import Path

import pytest

from tests.servers import Site, running
from tests.yjs import Yjs

from . import attacker
from .fuzzer import CODES, Fuzzer
from .stage import OWNER, Stage

MOST_SECONDS = 3.0
OVER = {None, 1000, 1006}
"""Ends that are no judgement: a server may reset the line of who goes on sending past its end."""


def lie(site: Site, seconds: float, seed: str) -> Fuzzer:
    """Lie to a new document; fails where the server hangs or ends connections as it should not."""
    fuzzer = Fuzzer(site, site.create(OWNER, attacker.NAME), seed)
    fuzzer.run(seconds)
    print(f"{fuzzer.sent} lies, slowest {fuzzer.slowest:.3f} s, ends {dict(fuzzer.codes)}")  # noqa: T201
    assert fuzzer.slowest < MOST_SECONDS
    assert set(fuzzer.codes) - OVER <= CODES
    assert len(fuzzer.codes) > 1
    return fuzzer


def test_a_liar_ends_no_server(tmp_path: Path, fuzz_seconds: float, fuzz_seed: str) -> None:
    with running(tmp_path) as site:
        assert site.process is not None
        fuzzer = lie(site, fuzz_seconds, fuzz_seed)
        assert site.process.poll() is None
        assert site.status("/healthz") == 200
        with attacker.opened(site, fuzzer.document, OWNER) as socket:
            socket.send(attacker.SAVED)
            attacker.until(socket, attacker.SAVED)


@pytest.mark.node
@pytest.mark.server
def test_who_types_beside_a_liar_does_not_notice(
    stage: Stage, yjs: Yjs, fuzz_seconds: float, fuzz_seed: str
) -> None:
    fuzzer = lie(stage.site, fuzz_seconds, fuzz_seed)
    yjs.open("last", stage.site, fuzzer.document, OWNER)
    stored = stage.site.stored(fuzzer.document)
    yjs.do("rebuilt", updates=stored, root="text", **{"as": "text"})
