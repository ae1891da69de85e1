"""The share links of a document in its form."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from documents.access import Role
from documents.models import Document, Event, ShareLink
from documents.store import guests, links, roles
from documents.store.events import Origin

from .addresses import document_form


@pytest.fixture
def link(plan: Document) -> ShareLink:
    made, _ = links.issue(plan.pk, Role.EDITOR, Origin(), label="For the press")
    plan.refresh_from_db()
    return made


def end(client: Client, document: Document, link: ShareLink) -> Any:
    form = {
        "title": document.title,
        "access-TOTAL_FORMS": 0,
        "access-INITIAL_FORMS": 0,
        "links-TOTAL_FORMS": 1,
        "links-INITIAL_FORMS": 1,
        "links-0-id": link.pk,
        "links-0-document": document.pk,
        "links-0-DELETE": "on",
    }
    return client.post(document_form(document), form)


def test_links_are_shown_without_what_opens_them(
    root_client: Client, plan: Document, link: ShareLink
) -> None:
    page = root_client.get(document_form(plan)).content.decode()
    assert "For the press" in page
    assert link.digest not in page


def test_a_link_that_is_deleted_is_revoked_and_written_down(
    root_client: Client, root: User, plan: Document, link: ShareLink
) -> None:
    guest = guests.create()
    links.open_by(link, guest)
    assert roles.role_of(guest, plan) is Role.LINK_EDITOR
    assert end(root_client, plan, link).status_code == 302
    assert roles.role_of(guest, plan) is None
    link.refresh_from_db()
    assert link.revoked is not None
    event = Event.objects.get(kind="link.revoked")
    assert (event.principal, event.detail) == (f"user:{root.pk}", {"link": link.pk})
    assert "For the press" not in root_client.get(document_form(plan)).content.decode()


def test_who_may_only_look_ends_no_link(client: Client, plan: Document, link: ShareLink) -> None:
    staff = User.objects.create_user("staff", is_staff=True)
    names = ["view_document", "change_document", "view_sharelink"]
    staff.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(staff)
    end(client, plan, link)
    link.refresh_from_db()
    assert link.revoked is None
