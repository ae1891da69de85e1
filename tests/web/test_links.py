"""`/links/`: what somebody's documents are open by."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from documents.access import Reach, Role
from documents.models import Document, Guest, ShareLink
from documents.store import links, roles
from documents.store.events import Origin

from .conftest import texts


@pytest.fixture
def link(plan: Document) -> ShareLink:
    made, _ = links.issue(plan.pk, Role.COMMENTER, Origin(), label="For the class")
    return made


def page(browser: Client) -> bytes:
    answer = browser.get("/links/")
    assert answer.status_code == 200
    return answer.content


def revoke(browser: Client, link: ShareLink) -> Any:
    return browser.post(f"/links/{link.pk}/revoke/")


def test_without_links_the_page_says_what_would_stand_there(clients: dict[str, Client]) -> None:
    assert "Nothing is open by a link" in page(clients["owner"]).decode()


def test_a_link_is_shown_with_what_it_gives_and_who_came_in(
    clients: dict[str, Client], people: dict[str, User], link: ShareLink
) -> None:
    links.open_by(link, people["stranger"])
    links.open_by(link, Guest.objects.create(name="<b>Zoe</b>"))
    shown = page(clients["owner"])
    assert texts(shown, "link-document") == ["Plan"]
    assert texts(shown, "link-label") == ["For the class"]
    assert "Can comment" in shown.decode()
    assert "does not expire" in shown.decode()
    assert texts(shown, "link-visitors") == ["Came in: stranger, <b>Zoe</b>"]
    assert b"<b>Zoe" not in shown


def test_an_expired_link_and_one_with_a_password_say_so(
    clients: dict[str, Client], plan: Document
) -> None:
    over = timezone.now() - timedelta(days=1)
    links.issue(plan.pk, Role.READER, Origin(), expires=over, password="tea-and-cake")
    shown = page(clients["owner"]).decode()
    assert "expired on" in shown
    assert "with a password" in shown
    assert "tea-and-cake" not in shown


@pytest.mark.parametrize("who", ["editor", "commenter", "reader", "stranger"])
def test_only_who_may_share_sees_links(
    clients: dict[str, Client], link: ShareLink, who: str
) -> None:
    assert b"Plan" not in page(clients[who])
    assert revoke(clients[who], link).status_code == 404
    link.refresh_from_db()
    assert link.revoked is None


def test_revoking_ends_a_link(clients: dict[str, Client], plan: Document) -> None:
    link, secret = links.issue(plan.pk, Role.READER, Origin())
    answer = revoke(clients["owner"], link)
    assert (answer.status_code, answer["Location"]) == (302, "/links/")
    assert links.find(secret) is None
    assert "opens nothing any more" in page(clients["owner"]).decode()
    assert revoke(clients["owner"], link).status_code == 404


def test_documents_that_are_open_by_their_address_are_shown(
    clients: dict[str, Client], plan: Document
) -> None:
    roles.set_reach(plan.pk, Reach.ANYONE, Role.READER, Origin())
    shown = page(clients["owner"]).decode()
    assert "Open by their address" in shown
    assert "Anyone who knows the address" in shown
    assert f'href="{plan.get_absolute_url()}#share"' in shown


def test_many_links_cost_as_many_queries_as_one(
    clients: dict[str, Client],
    people: dict[str, User],
    plan: Document,
    django_assert_max_num_queries: Any,
) -> None:
    for _ in range(20):
        link, _ = links.issue(plan.pk, Role.READER, Origin())
        links.open_by(link, people["stranger"])
    with django_assert_max_num_queries(16):
        page(clients["owner"])
