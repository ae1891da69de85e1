import json

import pytest
from django.contrib.auth.models import User

from documents import services
from documents.models import Document
from documents.store import documents
from documents.store.events import Origin

from ..services.writing import write, write_code, written
from .table import Clients, address, expect

TYPES = {
    "json": "application/json",
    "markdown": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "text": "text/plain; charset=utf-8",
    "yjs": "application/vnd.yjs.update",
}


@pytest.fixture
def page(plan: Document) -> str:
    """The address of a document that says something."""
    write(plan.pk, "Grüße, 😀", "<script>")
    return address(plan, "content/")


@pytest.mark.parametrize(("who", "status"), expect(200, 200, 200, 200, 404, 401, 200, 200, 200))
def test_who_may_read(clients: Clients, page: str, who: str, status: int) -> None:
    assert clients[who].get(page).status_code == status


@pytest.mark.parametrize("name", TYPES)
def test_a_format_can_be_asked_for_by_name(clients: Clients, page: str, name: str) -> None:
    answer = clients["reader"].get(page, {"format": name})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, TYPES[name])


@pytest.mark.parametrize("media", TYPES.values())
def test_a_format_can_be_asked_for_by_its_type(clients: Clients, page: str, media: str) -> None:
    answer = clients["reader"].get(page, headers={"Accept": media.partition(";")[0]})
    assert answer.headers["Content-Type"] == media


def test_who_accepts_anything_gets_the_tree(clients: Clients, page: str) -> None:
    tree = json.loads(clients["reader"].get(page).content)
    texts = [node["content"][0]["text"] for node in tree["content"]]
    assert (tree["type"], texts) == ("doc", ["Grüße, 😀", "<script>"])


def test_text_is_the_words_alone(clients: Clients, page: str) -> None:
    answer = clients["reader"].get(page, {"format": "text"})
    assert answer.content.decode() == "Grüße, 😀\n<script>"


def test_html_runs_nothing(clients: Clients, page: str) -> None:
    answer = clients["reader"].get(page, {"format": "html"})
    assert b"<script" not in answer.content
    assert "&lt;script&gt;" in answer.content.decode()
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_markdown_keeps_the_words(clients: Clients, page: str) -> None:
    assert "Grüße, 😀" in clients["reader"].get(page, {"format": "markdown"}).content.decode()


def test_yjs_is_the_whole_state(clients: Clients, page: str) -> None:
    answer = clients["reader"].get(page, {"format": "yjs"})
    assert written(answer.content) == ["Grüße, 😀", "<script>"]


@pytest.mark.parametrize("name", TYPES)
def test_a_new_document_has_no_content_in_any_format(
    clients: Clients, plan: Document, name: str
) -> None:
    assert clients["reader"].get(address(plan, "content/"), {"format": name}).status_code == 200


@pytest.mark.parametrize(
    ("accept", "name"),
    [
        ("*/*", "json"),
        ("", "json"),
        ("text/*", "markdown"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
        ("text/markdown;q=0.5, text/plain", "text"),
        ("application/json; charset=utf-8", "json"),
        ("image/png, application/vnd.yjs.update;q=0.1", "yjs"),
    ],
)
def test_the_client_gets_what_it_likes_best(
    clients: Clients, page: str, accept: str, name: str
) -> None:
    answer = clients["reader"].get(page, headers={"Accept": accept})
    assert (answer.status_code, answer.headers.get("Content-Type")) == (200, TYPES[name])


def test_the_name_of_a_format_outweighs_the_header(clients: Clients, page: str) -> None:
    answer = clients["reader"].get(page, {"format": "text"}, headers={"Accept": "text/html"})
    assert answer.headers["Content-Type"] == TYPES["text"]


@pytest.mark.parametrize("name", ["json", "markdown", "html", "text"])
def test_what_is_no_tree_is_shown_as_its_text(clients: Clients, plan: Document, name: str) -> None:
    write_code(plan.pk, "x = 1")
    answer = clients["reader"].get(address(plan, "content/"), {"format": name})
    assert (answer.status_code, b"x = 1" in answer.content) == (200, True)


def test_an_unknown_format_is_not_acceptable(clients: Clients, page: str) -> None:
    assert clients["reader"].get(page, {"format": "docx"}).status_code == 406
    assert clients["reader"].get(page, headers={"Accept": "image/png"}).status_code == 406


def test_an_unknown_format_tells_a_stranger_nothing(clients: Clients, page: str) -> None:
    answer = clients["stranger"].get(page, {"format": "docx"})
    assert answer.status_code == 406


@pytest.mark.parametrize("name", TYPES)
def test_who_has_it_already_gets_no_body(
    clients: Clients, page: str, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = clients["reader"].get(page, {"format": name})
    monkeypatch.delattr(services, "read_content")  # nothing is read a second time
    again = clients["reader"].get(
        page, {"format": name}, headers={"If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "private, no-cache"


def test_the_tag_changes_with_the_content_and_the_format(
    clients: Clients, plan: Document, page: str
) -> None:
    tags = {clients["reader"].get(page, {"format": name}).headers["ETag"] for name in TYPES}
    write(plan.pk, "more")
    tags |= {clients["reader"].get(page, {"format": name}).headers["ETag"] for name in TYPES}
    assert len(tags) == 10


def test_an_old_tag_brings_the_new_content(clients: Clients, plan: Document, page: str) -> None:
    tag = clients["reader"].get(page, {"format": "text"}).headers["ETag"]
    write(plan.pk, "more")
    answer = clients["reader"].get(page, {"format": "text"}, headers={"If-None-Match": tag})
    assert answer.content.decode().endswith("more")


def test_caches_are_told_what_the_answer_depends_on(clients: Clients, page: str) -> None:
    varies = clients["reader"].get(page).headers["Vary"]
    assert {"Accept", "Cookie"} <= {name.strip() for name in varies.split(",")}


@pytest.mark.parametrize("method", ["put", "patch", "post", "delete"])
def test_content_is_not_written_here(clients: Clients, page: str, method: str) -> None:
    assert getattr(clients["owner"], method)(page).status_code == 405


def test_a_bare_head_has_the_tag_and_no_body(clients: Clients, page: str) -> None:
    answer = clients["reader"].head(page)
    assert answer.content == b""
    assert answer.headers["ETag"] == clients["reader"].get(page).headers["ETag"]


def test_content_in_the_trash_is_read_by_owners_alone(
    clients: Clients, people: dict[str, User], plan: Document, page: str
) -> None:
    documents.trash(plan.pk, Origin())
    assert clients["owner"].get(page).status_code == 200
    assert clients["editor"].get(page).status_code == 404
