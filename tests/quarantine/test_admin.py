"""The operator's pages: look, open the last good state, export. Each with its permission."""

import io
import json
import re
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from documents.models import Document, Event, Quarantine
from documents.store import state

from ..services.writing import written
from .poison import into_log
from .test_reopening import quarantined

pytestmark = pytest.mark.django_db

LIST = "/admin/collab_documents/quarantine/"
LOOKING = ("state", "confirm", "export")
ACTING = ("reopen", "check")


@pytest.fixture
def bad(plan: Document) -> Quarantine:
    into_log(plan, b"")
    return quarantined(plan)


def staff(*permissions: str) -> Client:
    user = User.objects.create_user("-".join(permissions) or "staff", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    browser = Client()
    browser.force_login(user)
    return browser


@pytest.fixture
def operator(db: None) -> Client:
    return staff("view_quarantine", "release_quarantine")


def page(quarantine: Quarantine, tail: str = "change") -> str:
    return f"{LIST}{quarantine.pk}/{tail}/"


def marked(operator: Client, quarantine: Quarantine) -> str:
    """What the confirmation page says of the state that it would open."""
    found = re.search(
        r'name="state" value="([^"]+)"', operator.get(page(quarantine, "confirm")).content.decode()
    )
    assert found
    return found[1]


def test_the_list_says_what_and_why(operator: Client, bad: Quarantine) -> None:
    shown = operator.get(LIST).content.decode()
    assert "Plan" in shown
    assert bad.reason in shown


def test_the_state_is_shown_in_a_frame_where_nothing_acts(
    operator: Client, bad: Quarantine
) -> None:
    shown = operator.get(page(bad, "state")).content.decode()
    assert "<iframe sandbox srcdoc=" in shown
    assert "&lt;p&gt;one&lt;/p&gt;" in shown
    assert "1 piece of what is stored is not in it." in shown


def test_it_is_opened_with_a_reason(operator: Client, bad: Quarantine) -> None:
    given = {"reason": "a bad disk", "state": marked(operator, bad)}
    assert operator.post(page(bad, "reopen"), given).status_code == 302
    assert written(state.read_state(bad.document_id).payload) == ["one", "two"]
    told = Event.objects.get(kind="quarantine.reopened")
    assert told.principal.startswith("user:")
    assert (told.address, told.detail["reason"]) == ("127.0.0.1", "a bad disk")
    shown = operator.get(page(bad)).content.decode()
    assert "row-3" in shown
    assert "Open the last good state" not in shown


def test_without_a_reason_nothing_happens(operator: Client, bad: Quarantine) -> None:
    given = {"reason": " ", "state": marked(operator, bad)}
    assert operator.post(page(bad, "reopen"), given).status_code == 400
    assert Quarantine.objects.filter(ended=None).exists()


def test_what_was_not_looked_at_is_not_opened(operator: Client, bad: Quarantine) -> None:
    given = {"reason": "a bad disk", "state": marked(operator, bad)}
    into_log(bad.document, b"\x00")
    answer = operator.post(page(bad, "reopen"), given)
    assert answer.status_code == 409
    assert Quarantine.objects.filter(ended=None).exists()


def test_the_second_of_two_operators_is_told(operator: Client, bad: Quarantine) -> None:
    given = {"reason": "a bad disk", "state": marked(operator, bad)}
    operator.post(page(bad, "reopen"), given)
    assert operator.post(page(bad, "reopen"), given).status_code == 409
    assert Event.objects.filter(kind="quarantine.reopened").count() == 1


def test_checking_again_tells_what_does_not_read(operator: Client, bad: Quarantine) -> None:
    answer = operator.post(page(bad, "check"))
    assert answer.status_code == 409
    assert "A row of the log does not read" in answer.content.decode()


def test_the_export_holds_every_piece_as_it_was(operator: Client, bad: Quarantine) -> None:
    operator.post(page(bad, "reopen"), {"reason": "disk", "state": marked(operator, bad)})
    answer = operator.get(page(bad, "export"))
    with ZipFile(io.BytesIO(answer.content)) as archive:
        about = json.loads(archive.read("about.json"))
        assert archive.read("row-3.bin") == b""
    assert [piece["used"] for piece in about["pieces"]] == [True, True, False]
    assert answer["Content-Disposition"].startswith("attachment")


# -- who may


@pytest.mark.parametrize("tail", [*LOOKING, *ACTING])
@pytest.mark.parametrize(
    "held", [(), ("view_quarantine",), ("release_quarantine",), ("view_document", "view_snapshot")]
)
def test_other_permissions_are_not_enough(
    bad: Quarantine, tail: str, held: tuple[str, ...]
) -> None:
    browser = staff(*held)
    ask = browser.post if tail in ACTING else browser.get
    assert ask(page(bad, tail)).status_code == 403
    assert Quarantine.objects.filter(ended=None).exists()


def test_who_may_only_look_sees_the_facts_and_no_content(bad: Quarantine) -> None:
    shown = staff("view_quarantine").get(page(bad))
    assert shown.status_code == 200
    assert "last good state" not in shown.content.decode()


@pytest.mark.parametrize("tail", [*LOOKING, *ACTING, "change"])
def test_people_without_the_admin_see_nothing(bad: Quarantine, ada: User, tail: str) -> None:
    browser = Client()
    browser.force_login(ada)
    ask = browser.post if tail in ACTING else browser.get
    assert ask(page(bad, tail)).status_code == 302


@pytest.mark.parametrize("tail", ACTING)
def test_acting_is_a_post_and_looking_is_none(operator: Client, bad: Quarantine, tail: str) -> None:
    assert operator.get(page(bad, tail)).status_code == 405


@pytest.mark.parametrize("tail", LOOKING)
def test_looking_is_not_a_post(operator: Client, bad: Quarantine, tail: str) -> None:
    assert operator.post(page(bad, tail)).status_code == 405


def test_nobody_adds_changes_or_deletes_quarantines(bad: Quarantine) -> None:
    root = Client()
    root.force_login(User.objects.create_superuser("root"))
    assert root.get(f"{LIST}add/").status_code == 403
    assert root.post(page(bad, "delete")).status_code == 403
