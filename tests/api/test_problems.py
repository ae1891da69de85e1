import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError

from documents import services
from documents.models import Document
from documents.store.errors import Corrupt
from documents.workers import ContentFailed, Reason

from .table import Clients, address

LIST = "/api/v1/documents/"
JSON = "application/json"


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Makes the creation of documents raise."""

    def fail(error: Exception) -> None:
        def create(*_: object, **__: object) -> None:
            raise error

        monkeypatch.setattr(services, "create_document", create)

    return fail  # type: ignore[return-value]


def test_a_problem_says_what_it_is(clients: Clients, plan: Document) -> None:
    answer = clients["stranger"].get(address(plan))
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is nothing here, or nothing that you may see.",
    }


def test_a_problem_is_json_whatever_the_client_accepts(clients: Clients, plan: Document) -> None:
    answer = clients["stranger"].get(address(plan, "content/"), headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "path", ["nothing/", "documents/not-a-uuid/", "documents/1/content/", "a/b/c/"]
)
def test_addresses_that_lead_nowhere_are_problems_too(clients: Clients, path: str) -> None:
    for who in ("owner", "anonymous"):
        answer = clients[who].post(f"/api/v1/{path}", {}, format="json")
        assert (answer.status_code, answer.json()["status"]) == (404, 404)


def test_an_address_without_its_slash_leads_on(clients: Clients) -> None:
    answer = clients["owner"].get("/api/v1/documents")
    assert (answer.status_code, answer.headers["Location"]) == (301, LIST)


@pytest.mark.parametrize(
    "body",
    [b"{", b"nonsense", b'{"title": NaN}', b"\xff", b"[" * 60_000, b'{"title": "x"'],
)
def test_a_body_that_is_not_json_is_a_bad_request(clients: Clients, body: bytes) -> None:
    answer = clients["owner"].post(LIST, body, content_type=JSON)
    assert (answer.status_code, answer.json()["title"]) == (400, "Bad Request")


@pytest.mark.parametrize("body", [b"[]", b'"title"', b"7", b"null"])
def test_json_that_is_no_object_is_a_bad_request(clients: Clients, body: bytes) -> None:
    assert clients["owner"].post(LIST, body, content_type=JSON).status_code == 400


@pytest.mark.parametrize(
    "media", ["text/plain", "application/xml", "application/x-www-form-urlencoded", " ", "x" * 999]
)
def test_a_body_of_another_type_is_unsupported(clients: Clients, media: str) -> None:
    answer = clients["owner"].post(LIST, b"title=New", content_type=media)
    assert answer.status_code == 415
    assert not Document.objects.exists()


def test_a_multipart_body_is_unsupported(clients: Clients) -> None:
    assert clients["owner"].post(LIST, {"title": "x"}, format="multipart").status_code == 415


def test_a_body_over_the_limit_is_too_large(clients: Clients) -> None:
    fitting = b'{"title": "x"' + b" " * (64 * 1024 - 14) + b"}"
    assert clients["owner"].post(LIST, fitting, content_type=JSON).status_code == 201
    answer = clients["owner"].post(LIST, fitting + b" ", content_type=JSON)
    assert (answer.status_code, answer.json()["detail"]) == (413, "The request is too large.")


def test_a_body_of_unknown_length_is_not_taken_for_none(clients: Clients) -> None:
    answer = clients["owner"].generic("POST", LIST, headers={"Transfer-Encoding": "chunked"})
    assert answer.status_code == 411


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_a_method_that_is_not_there_is_not_allowed(clients: Clients, method: str) -> None:
    answer = getattr(clients["owner"], method)(LIST)
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_an_unknown_format_is_not_acceptable(clients: Clients) -> None:
    assert clients["owner"].get(LIST + "?format=xml").status_code == 406
    assert clients["owner"].get(LIST, headers={"Accept": "text/csv"}).status_code == 406


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RequestDataTooBig("secret"), 413),
        (SuspiciousOperation("secret"), 400),
        (OperationalError("secret"), 503),
        (Corrupt("secret"), 503),
        (ContentFailed(Reason.CRASHED, "secret"), 503),
        (ContentFailed(Reason.TIMEOUT, "secret"), 503),
        (RuntimeError("secret"), 500),
    ],
)
def test_what_goes_wrong_inside_stays_inside(
    clients: Clients, failing: Any, error: Exception, status: int
) -> None:
    failing(error)
    answer = clients["owner"].post(LIST, {"title": "x"}, format="json")
    assert answer.status_code == status
    assert b"secret" not in answer.content
    assert ("Retry-After" in answer.headers) == (status == 503)


def test_content_that_is_refused_is_said_to_be(clients: Clients, failing: Any) -> None:
    failing(ContentFailed(Reason.REFUSED, "This is no tree."))
    answer = clients["owner"].post(LIST, {"title": "x"}, format="json")
    assert (answer.status_code, answer.json()["detail"]) == (422, "This is no tree.")


def test_a_failure_has_an_id_that_the_log_has_too(
    clients: Clients, failing: Any, caplog: pytest.LogCaptureFixture
) -> None:
    failing(RuntimeError("secret"))
    with caplog.at_level(logging.ERROR, "documents.api.problems"):
        answer = clients["owner"].post(LIST, {"title": "x"}, format="json").json()
    (record,) = (row for row in caplog.records if row.name == "documents.api.problems")
    assert answer["id"] in record.getMessage()
    assert record.exc_info is not None
