import pytest
from django.contrib.auth.models import Group, User

from documents.access import Role
from documents.models import Document
from documents.store import audience, documents, roles
from documents.store.events import Origin


@pytest.fixture
def plan(db: None) -> Document:
    return documents.create("Plan", User.objects.create_user("ada"))


def names(document: Document) -> set[str]:
    return set(audience.people_of(document).values_list("username", flat=True))


def test_people_see_a_document_by_owning_it_by_name_and_by_group(plan: Document) -> None:
    grace, alan, _ = [User.objects.create_user(name) for name in ("grace", "alan", "eve")]
    team = Group.objects.create(name="team")
    team.user_set.add(alan, grace)
    roles.grant(plan.pk, grace, Role.READER, Origin())
    roles.grant(plan.pk, team, Role.READER, Origin())
    assert names(plan) == {"ada", "grace", "alan"}


def test_nobody_inactive_is_among_them(plan: Document) -> None:
    User.objects.filter(username="ada").update(is_active=False)
    assert names(plan) == set()


def test_only_owners_see_what_is_in_the_trash(plan: Document) -> None:
    roles.grant(plan.pk, User.objects.create_user("grace"), Role.EDITOR, Origin())
    documents.trash(plan.pk, Origin())
    plan.refresh_from_db()
    assert names(plan) == {"ada"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@grace, look", ["grace"]),
        ("Ask @grace.", ["grace.", "grace"]),
        ("(@ada.l@example.org)", ["ada.l@example.org"]),
        ("write to ada@example.org", []),
        ("@grace and @grace and @alan", ["grace", "alan"]),
        ("@ alone", []),
        ("", []),
    ],
)
def test_names_are_found_in_a_text(text: str, found: list[str]) -> None:
    assert audience.names_in(text) == found


def test_only_people_who_may_see_the_document_are_mentioned(plan: Document) -> None:
    User.objects.create_user("eve")
    assert set(audience.mentioned(plan, ["ada", "eve", "nobody"])) == {"ada"}
