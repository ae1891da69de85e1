"""Everybody who may look, a document that they share, and a browser for each."""

from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from documents.access import Role
from documents.models import Document
from documents.store import documents, roles
from documents.store.events import Origin

from .outbox import outbox

__all__ = ["outbox"]

WHO = ("owner", "editor", "commenter", "reader", "stranger")


@pytest.fixture(autouse=True)
def _nobody_is_here(db: None) -> None:
    cache.clear()


@pytest.fixture
def people() -> dict[str, User]:
    return {name: User.objects.create_user(name) for name in WHO}


@pytest.fixture
def plan(people: dict[str, User]) -> Document:
    document = documents.create("Plan", people["owner"])
    for name in ("editor", "commenter", "reader"):
        roles.grant(document.pk, people[name], Role(name), Origin())
    document.refresh_from_db()
    return document


@pytest.fixture
def clients(people: dict[str, User]) -> dict[str, Client]:
    made = {name: Client() for name in (*WHO, "anonymous")}
    for name, user in people.items():
        made[name].force_login(user)
    return made


class _Texts(HTMLParser):
    def __init__(self, css_class: str) -> None:
        super().__init__()
        self._wanted = css_class
        self._open: str | None = None
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._wanted in (dict(attrs).get("class") or "").split():
            self._open = tag
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[-1] += data


def texts(page: bytes, css_class: str) -> list[str]:
    """The text of each element of the page that has the class."""
    parser = _Texts(css_class)
    parser.feed(page.decode())
    return [" ".join(text.split()) for text in parser.found]


def lasting(response: Any) -> dict[str, str]:
    """The headers of a page that are not of the second in which it was made."""
    return {name: value for name, value in response.headers.items() if name != "Expires"}
