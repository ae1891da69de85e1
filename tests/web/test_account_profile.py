"""One's own name, colour and language."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from documents import presence
from documents.presence import COLORS, person_of
from documents.store import profiles

PROFILE = "/accounts/profile/"

pytestmark = pytest.mark.django_db


def wanted(**changed: str) -> dict[str, str]:
    return {"name": "Ada Lovelace", "color": COLORS[3], "language": "", "mails": "on"} | changed


def luminance(color: str) -> float:
    channels = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("color", COLORS)
def test_initials_read_well_on_every_colour(color: str) -> None:
    assert 1.05 / (luminance(color) + 0.05) >= 4.5


def test_what_one_chooses_is_what_others_see(
    clients: dict[str, Client], people: dict[str, User]
) -> None:
    answer = clients["owner"].post(PROFILE, wanted())
    assert answer["Location"] == PROFILE
    owner = User.objects.get(pk=people["owner"].pk)
    assert person_of(owner) == {
        "id": f"user:{owner.pk}",
        "name": "Ada Lovelace",
        "color": COLORS[3],
    }
    assert b"Others see it at once" in clients["owner"].get(PROFILE).content


def test_without_a_choice_a_colour_is_given(people: dict[str, User]) -> None:
    person = person_of(people["owner"])
    assert person["color"] == presence.color_of(f"user:{people['owner'].pk}")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("color", "#ffffff"),
        ("color", "red;"),
        ("name", " "),
        ("language", "xx"),
        ("name", "x" * 61),
    ],
)
def test_what_does_not_fit_is_not_taken(
    clients: dict[str, Client], people: dict[str, User], field: str, value: str
) -> None:
    answer = clients["owner"].post(PROFILE, wanted(**{field: value}))
    assert answer.status_code == 200
    assert User.objects.get(pk=people["owner"].pk).first_name == ""


@pytest.mark.parametrize(
    ("typed", "names"),
    [("Ada", ("Ada", "")), (" Ada  King Lovelace ", ("Ada King", "Lovelace"))],
)
def test_a_name_reads_as_it_was_typed(
    people: dict[str, User], typed: str, names: tuple[str, str]
) -> None:
    profiles.rename(people["owner"], typed)
    renamed = User.objects.get(pk=people["owner"].pk)
    assert (renamed.first_name, renamed.last_name) == names
    assert renamed.get_full_name() == " ".join(typed.split())


def test_the_language_comes_along_into_another_browser(people: dict[str, User]) -> None:
    profiles.save(people["owner"], language="de")
    people["owner"].set_password("orbit-lantern-42")
    people["owner"].save()
    elsewhere = Client()
    elsewhere.post("/accounts/login/", {"username": "owner", "password": "orbit-lantern-42"})
    assert b'lang="de"' in elsewhere.get(PROFILE).content


def test_a_language_is_given_up_again(clients: dict[str, Client]) -> None:
    clients["owner"].post(PROFILE, wanted(language="de"))
    assert b'lang="de"' in clients["owner"].get(PROFILE).content[:200]
    clients["owner"].post(PROFILE, wanted())
    assert b'lang="en"' in clients["owner"].get(PROFILE).content[:200]
