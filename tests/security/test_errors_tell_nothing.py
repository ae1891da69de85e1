"""Twenty ways to go wrong: no answer and no log line holds internals, content or credentials."""

import json
import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError
from django.test import Client

from collab.redaction import RedactSecrets
from documents import services, tokens
from documents.content import jobs
from documents.models import Document
from documents.services import content as reading
from documents.workers import ContentFailed, Reason

from ..quarantine.poison import into_log
from ..services.writing import write

pytestmark = pytest.mark.django_db

WORDS = "⟦secret-words⟧"
PASSWORD = "quill-42-inkwell"
INTERNALS = re.compile(
    r"Traceback|File \"|/site-packages|\.py\b|SELECT |INSERT |psycopg|sqlite3|object at 0x"
    r"|/tmp/|/home/"
)


@pytest.fixture
def secret(ada: User, plan: Document) -> str:
    write(plan.pk, WORDS)
    return tokens.issue(ada, "test", ["read", "write"])[1]


def boom(*_: object, **__: object) -> None:
    raise RuntimeError(f"SELECT {WORDS} /tmp/internals.py")


def away(*_: object, **__: object) -> None:
    raise OperationalError("psycopg: connection to /tmp/socket failed")


def crash(*_: object, **__: object) -> None:
    raise ContentFailed(Reason.CRASHED, "The content could not be processed.")


def broken(name: str, how: Callable[..., None]) -> Callable[[pytest.MonkeyPatch, Document], None]:
    return lambda patch, _: patch.setattr(services, name, how)


def untouched(patch: pytest.MonkeyPatch, plan: Document) -> None:
    """Nothing is broken but the question."""


def poisoned(patch: pytest.MonkeyPatch, plan: Document) -> None:
    into_log(plan, b"")


def workers_die(patch: pytest.MonkeyPatch, plan: Document) -> None:
    patch.setattr(reading, "_rendered", crash)


API = "/api/v1/documents/"
CASES: list[tuple[str, str, Any, Any]] = [
    ("GET", "D/content/", None, poisoned),
    ("GET", "D/content/", None, workers_die),
    ("GET", "D/content/", None, broken("read_content", boom)),
    ("GET", "D/content/", None, broken("read_content", away)),
    ("GET", "D/content/?format=nonsense", None, untouched),
    ("POST", "D/snapshots/", {"label": "x"}, broken("take_snapshot", boom)),
    ("POST", "D/snapshots/", {"label": "x"}, broken("take_snapshot", away)),
    ("POST", "D/snapshots/", {"label": "x"}, poisoned),
    ("POST", "D/snapshots/", "[[[", untouched),
    ("POST", "D/copy/", {}, broken("copy_document", boom)),
    ("POST", "D/copy/", {}, poisoned),
    ("POST", "", {"title": "x" * 10_000}, untouched),
    ("POST", "", {"title": "x"}, broken("create_document", boom)),
    ("POST", "", "not json", untouched),
    ("PATCH", "D/", {"title": None}, untouched),
    ("PATCH", "D/", {"title": "x"}, broken("rename_document", away)),
    ("DELETE", "D/", None, broken("trash_document", boom)),
    ("PUT", "D/", {}, untouched),
    ("GET", "00000000-0000-0000-0000-000000000000/", None, untouched),
    ("GET", "D/snapshots/999999/", None, untouched),
    ("POST", "D/access/", {"user": "' OR 1=1 --"}, untouched),
]


@pytest.mark.parametrize(("method", "path", "body", "breaking"), CASES)
def test_an_error_tells_nothing_but_that_it_happened(  # noqa: PLR0913, PLR0917
    plan: Document,
    secret: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    method: str,
    path: str,
    body: Any,
    breaking: Callable[[pytest.MonkeyPatch, Document], None],
) -> None:
    breaking(monkeypatch, plan)
    caplog.handler.addFilter(RedactSecrets())
    headers = {"Authorization": f"Bearer {secret}"}
    asking = Client(raise_request_exception=False)
    with caplog.at_level(logging.INFO):
        answer = asking.generic(
            method,
            API + path.replace("D", str(plan.pk)),
            body if isinstance(body, str) else _json(body),
            "application/json",
            headers=headers,
        )
    assert answer.status_code >= 400
    said = answer.content.decode() + repr(answer.headers)
    assert not INTERNALS.search(said)
    logged = "\n".join(record.getMessage() for record in caplog.records)
    for text in (said, logged):
        assert WORDS not in text
        assert secret not in text
    assert answer["Content-Security-Policy"]


def _json(body: Any) -> str:

    return "" if body is None else json.dumps(body)


PAGES = ["/nothing/here/", "/documents/00000000-0000-0000-0000-000000000000/", "/s/wrong/", "/D/"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_s_error_has_the_policy_and_no_internals(
    ada: User, plan: Document, path: str
) -> None:
    browser = Client(raise_request_exception=False)
    browser.force_login(ada)
    answer = browser.get(path)
    assert answer.status_code == 404
    assert not INTERNALS.search(answer.content.decode())
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_page_that_fails_has_them_too(
    ada: User, plan: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("documents.web.pages.documents.find", boom)
    browser = Client(raise_request_exception=False)
    browser.force_login(ada)
    answer = browser.get(plan.get_absolute_url())
    assert answer.status_code == 500
    said = answer.content.decode()
    assert not INTERNALS.search(said)
    assert WORDS not in said
    assert "unsafe" not in answer["Content-Security-Policy"]


def test_a_password_is_never_logged(ada: User, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for password in (PASSWORD, "a-wrong-guess-77"):
            Client().post("/accounts/login/", {"username": "ada", "password": password})
    logged = "\n".join(record.getMessage() for record in caplog.records)
    assert PASSWORD not in logged
    assert "a-wrong-guess-77" not in logged


def test_what_is_provoked_here_works_when_nothing_is_broken(plan: Document, secret: str) -> None:
    answer = Client().get(
        f"{API}{plan.pk}/content/",
        headers={"Authorization": f"Bearer {secret}", "Accept": jobs.TEXT},
    )
    assert answer.content.decode() == WORDS
