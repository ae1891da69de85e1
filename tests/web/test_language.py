"""Pages and their scripts in the reader's language."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_script_defines_the_words_of_a_language(client: Client) -> None:
    answer = client.get("/catalogue/de.js")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")
    assert answer["Cache-Control"] == "public, max-age=3600"
    assert b"django.gettext" in answer.content


def test_a_language_that_is_not_spoken_here_is_not_found(client: Client) -> None:
    assert client.get("/catalogue/tlh.js").status_code == 404


def test_the_words_cannot_be_posted(client: Client) -> None:
    assert client.post("/catalogue/de.js").status_code == 405


@pytest.mark.parametrize(("asked", "spoken"), [("de-AT,de;q=0.9", "de"), ("tlh", "en"), ("", "en")])
def test_a_page_speaks_the_readers_language_and_brings_its_words(
    client: Client, asked: str, spoken: str
) -> None:
    page = client.get("/accounts/login/", headers={"accept-language": asked}).content.decode()
    assert f'<html lang="{spoken}"' in page
    assert ('src="/catalogue/de.js"' in page) == (spoken == "de")
