"""The y-websocket package from npm and a script in Python, against the real server."""

import pytest

from tests.servers import Site
from tests.yjs import Yjs

from .python_client import opened

pytestmark = [pytest.mark.node, pytest.mark.server]


def frames(yjs: Yjs, client: str, side: str) -> list[str]:
    """What one side of a connection sent, as hexadecimal."""
    return [frame[2:] for frame in yjs.do("frames", client=client) if frame[0] == side]


def test_the_handshake_is_that_of_the_reference_server(site: Site, yjs: Yjs) -> None:
    document = site.create("ada")
    yjs.open("one", site, document, "ada", clientId=1, params={})
    yjs.edit("one", ("insert", "t", 0, "hi"))
    assert yjs.saved("one")
    yjs.do("present", client="one", state={"cursor": 3})
    yjs.open("two", site, document, "ada", clientId=2, params={})
    yjs.do("people", client="two", count=2)

    typed = "00020c010101000401017402686900"  # client 1, clock 0: "hi" into the text "t"
    assert frames(yjs, "one", "C")[:5] == [
        "00000100",
        "0106010100027b7d",
        "0001020000",
        typed,
        "6401",
    ]
    assert frames(yjs, "one", "S")[:2] == ["00000100", "0001020000"]
    assert typed in frames(yjs, "one", "S")
    question, states, answer = frames(yjs, "two", "S")[:3]
    assert question == "0000030101" + "02"  # the server knows client 1 up to clock 2
    assert states.startswith("01")
    assert answer == "00010c010101000401017402686900"


def test_a_frame_holds_one_message(site: Site, yjs: Yjs) -> None:
    document = site.create("ada")
    yjs.open("one", site, document, "ada")
    yjs.edit("one", *[("insert", "text", 0, "x")] * 200)
    assert yjs.saved("one")
    yjs.open("two", site, document, "ada")
    for frame in frames(yjs, "one", "S") + frames(yjs, "two", "S"):
        assert len(frame) // 2 == end_of_message(bytes.fromhex(frame))


def end_of_message(frame: bytes) -> int:
    """Where the first message of a frame ends, for the types that a length follows."""
    at = {0: 2, 1: 1, 100: 1}[frame[0]]
    size = shift = 0
    while True:
        byte = frame[at]
        size |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return at if frame[0] == 100 else at + size


def test_a_stock_client_and_a_script_write_one_document(site: Site, yjs: Yjs) -> None:
    document = site.create("ada", "grace")
    yjs.open("node", site, document, "ada", params={})
    with opened(site, document, "grace") as script:
        for turn in range(20):
            yjs.edit("node", ("insert", "text", 0, f"[node {turn}]"))
            script.append(f"[script {turn}]")
        script.saved()
        assert yjs.saved("node")
        script.until(lambda: str(script.text).count("node") == 20)
    yjs.open("fresh", site, document, "ada")
    yjs.converged("node", "fresh")
    assert yjs.text("node") == yjs.text("fresh") == str(script.text)
    assert yjs.text("node").count("script") == 20


def test_a_ticket_opens_a_document_without_any_header(site: Site, yjs: Yjs) -> None:
    document = site.create("ada")
    ticket = site.rest("ada", "POST", f"documents/{document}/ticket/")["ticket"]
    yjs.do(
        "open",
        client="one",
        address=site.socket_url,
        document=document,
        params={"ticket": ticket, "v": "1"},
    )
    yjs.edit("one", ("insert", "text", 0, "by ticket"))
    assert yjs.saved("one")


def test_names_and_colours_are_the_servers(site: Site, yjs: Yjs) -> None:
    document = site.create("ada", "grace")
    yjs.open("one", site, document, "ada", clientId=1)
    yjs.open("two", site, document, "grace", clientId=2)
    yjs.do("present", client="one", state={"user": {"name": "Mallory"}, "cursor": 5})
    yjs.do("present", client="two", state={"user": {"name": "Mallory"}})
    people = yjs.do("people", client="two", count=2)
    by_id = {person["id"]: person for person in people}
    assert by_id[1]["user"]["name"] == "ada"
    assert by_id[1]["cursor"] == 5


def test_whoever_leaves_is_gone_for_the_others(site: Site, yjs: Yjs) -> None:
    document = site.create("ada")
    yjs.open("one", site, document, "ada")
    yjs.open("two", site, document, "ada")
    for name in ("one", "two"):
        yjs.do("present", client=name, state={"here": name})
    yjs.do("people", client="two", count=2)
    yjs.do("disconnect", client="one")
    assert [person["here"] for person in yjs.do("people", client="two", count=1)] == ["two"]


def test_without_a_right_to_see_it_a_document_does_not_exist(site: Site, yjs: Yjs) -> None:
    document = site.create("ada")
    yjs.open("stranger", site, document, "mallory")
    yjs.open("lost", site, "00000000-0000-4000-8000-000000000000", "mallory")
    ends = [yjs.do("closes", client=name)[-1] for name in ("stranger", "lost")]
    assert ends == [{"code": 4404, "reason": "no such document"}] * 2
