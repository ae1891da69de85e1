"""Daphne, which serves in development, keeps the promises that do not depend on the server."""

from collections.abc import Iterator

import pytest

from tests.servers import DaphneSite, Site, running
from tests.yjs import Yjs

from .python_client import opened

pytestmark = [pytest.mark.node, pytest.mark.server]

LARGE = 3 * 1024 * 1024
"""Characters: three times what daphne takes and gives by default in one message."""


@pytest.fixture(scope="module")
def daphne(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with running(tmp_path_factory.mktemp("daphne"), DaphneSite) as site:
        yield site


def test_people_write_together(daphne: Site, yjs: Yjs) -> None:
    document = daphne.create("ada", "grace")
    yjs.open("node", daphne, document, "ada")
    with opened(daphne, document, "grace") as script:
        script.append("from Python ")
        script.saved()
        yjs.edit("node", ("insert", "text", 0, "from Node "))
        assert yjs.saved("node")
        script.until(lambda: "from Node" in str(script.text))
    assert "from Python" in yjs.text("node")


def test_a_large_document_comes_in_and_opens(daphne: Site, yjs: Yjs) -> None:
    document = daphne.create("ada", "grace")
    yjs.open("writer", daphne, document, "ada")
    yjs.edit("writer", ("insert", "text", 0, "x" * LARGE))
    assert yjs.saved("writer")
    yjs.open("reader", daphne, document, "grace")
    assert len(yjs.text("reader")) == LARGE


def test_a_document_of_somebody_else_ends_the_connection_for_good(daphne: Site, yjs: Yjs) -> None:
    document = daphne.create("ada")
    yjs.open("stranger", daphne, document, "mallory")
    assert [close["code"] for close in yjs.do("closes", client="stranger")] == [4404]


def test_a_client_that_breaks_the_protocol_is_told_so(daphne: Site, yjs: Yjs) -> None:
    document = daphne.create("ada")
    yjs.open("one", daphne, document, "ada")
    for _ in range(3):
        yjs.do("send", client="one", hex="00020401010100")
    yjs.do("ended", client="one", closes=1)
    assert [close["code"] for close in yjs.do("closes", client="one")] == [4400]
