"""Random edits of every kind, by three people at once, some of them away for a while."""

import os

import pytest

from tests.servers import Site, until
from tests.yjs import Yjs

pytestmark = [pytest.mark.node, pytest.mark.server]

SEEDS = range(
    int(os.environ.get("RANDOM_EDITS_FROM", "1")), 1 + int(os.environ.get("RANDOM_EDITS", "4"))
)
PEOPLE = ("ada", "grace", "alan")
ROUNDS, EDITS = 4, 25


@pytest.mark.parametrize("seed", SEEDS)
def test_everybody_ends_with_the_same_document(eager: Site, yjs: Yjs, seed: int) -> None:
    document = eager.create(*PEOPLE)
    for name in PEOPLE:
        yjs.open(name, eager, document, name)
    for turn in range(ROUNDS):
        away = PEOPLE[turn % len(PEOPLE)]
        yjs.do("disconnect", client=away)
        for number, name in enumerate(PEOPLE):
            yjs.do("scramble", client=name, seed=1000 * seed + 10 * turn + number, count=EDITS)
        yjs.do("connect", client=away)
        for name in PEOPLE:
            assert yjs.saved(name)
    yjs.converged(*PEOPLE)
    live = yjs.do("fingerprint", client="ada")
    yjs.do("closeAll")
    until(lambda: eager.checkpoint(document).get("rows") == 0)
    assert eager.checkpoint(document)["canonical"]
    yjs.open("fresh", eager, document, "ada")
    assert yjs.do("fingerprint", client="fresh") == live
    text = yjs.text("fresh")
    assert eager.content("ada", document, "text/plain").decode() == text
    assert yjs.do("fingerprintOf", updates=eager.stored(document)) == live
