"""Real editing sessions through real Yjs clients: what was written is what is stored and read."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers import Site, running, until
from tests.yjs import Yjs

FOLDER = Path(os.environ.get("COLLAB_TRACES", Path(__file__).parents[2].parent / "shared/traces"))
"""Recorded sessions, which have a licence of their own and are not part of the repository."""

pytestmark = [
    pytest.mark.node,
    pytest.mark.server,
    pytest.mark.skipif(not FOLDER.is_dir(), reason=f"there are no traces in {FOLDER}"),
]

PAPER_EDITS = int(os.environ.get("PAPER_EDITS", "50000"))


def stored_text(yjs: Yjs, site: Site, document: str) -> str:
    """The text that Yjs makes of what the database holds."""
    updates = site.stored(document)
    return str(yjs.do("rebuilt", updates=updates, root="text", **{"as": "text"}))


def check(yjs: Yjs, site: Site, document: str, text: str) -> None:
    """Whoever reads the document reads `text`."""
    yjs.open("fresh", site, document, "ada")
    assert yjs.text("fresh") == text
    yjs.do("close", client="fresh")
    assert stored_text(yjs, site, document) == text
    assert site.content("ada", document, "text/plain").decode() == text


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server that compacts only what nobody has open."""
    never = {"COLLAB_COMPACT_ROWS": "1000000", "COLLAB_COMPACT_BYTES": "1000000000"}
    # A trace is years of keystrokes in seconds.
    with running(tmp_path_factory.mktemp("patient"), Site, COLLAB_THROTTLE="off", **never) as site:
        yield site


def check_before_and_after_compaction(yjs: Yjs, site: Site, document: str, text: str) -> None:
    assert not site.checkpoint(document)
    check(yjs, site, document, text)
    yjs.do("closeAll")
    until(lambda: site.checkpoint(document) == {"canonical": 1, "rows": 0})
    check(yjs, site, document, text)


@pytest.mark.timeout(300)
def test_two_friends_write_a_story(patient: Site, yjs: Yjs) -> None:
    trace = str(FOLDER / "friendsforever.json.gz")
    document = patient.create("ada", "grace")
    yjs.open("first", patient, document, "ada", clientId=1)
    yjs.open("second", patient, document, "grace", clientId=2)
    assert yjs.do("playTogether", clients=["first", "second"], path=trace)
    yjs.converged("first", "second")
    text = yjs.do("endContent", path=trace)
    assert yjs.text("first") == text
    check_before_and_after_compaction(yjs, patient, document, text)


@pytest.mark.timeout(300)
def test_one_person_writes_a_paper(patient: Site, yjs: Yjs) -> None:
    trace = str(FOLDER / "automerge-paper.json.gz")
    document = patient.create("ada")
    yjs.open("writer", patient, document, "ada")
    assert yjs.do("playAlone", client="writer", path=trace, count=PAPER_EDITS)
    text = yjs.do("expected", path=trace, count=PAPER_EDITS)
    assert yjs.text("writer") == text
    check_before_and_after_compaction(yjs, patient, document, text)
