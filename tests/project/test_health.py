from threading import Event
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client

from collab import health
from documents.rooms import registry
from tests.servers import until


@pytest.fixture(autouse=True)
def no_rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rooms of other tests, whose event loops are gone, say nothing here."""
    monkeypatch.setattr(registry, "_here", {})


def test_a_process_that_serves_is_healthy_without_a_database(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_a_process_with_its_database_is_ready(client: Client) -> None:
    assert client.get("/readyz").status_code == 200


@pytest.mark.django_db
def test_a_process_without_its_database_is_not_ready_and_tells_nothing_more(
    client: Client,
) -> None:
    with patch.object(health, "_ask", side_effect=OperationalError("host db, user collab")):
        answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"database unavailable\n")


def test_a_database_that_does_not_answer_is_asked_once(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = Event()
    questions: list[str] = []

    def ask() -> bool:
        questions.append("ready?")
        return answers.wait(10)

    monkeypatch.setattr(health, "_PATIENCE_SECONDS", 0.01)
    monkeypatch.setattr(health, "_ask", ask)
    monkeypatch.setattr(health, "_probe", health.Probe())
    for _ in range(2):
        assert client.get("/readyz").status_code == 503
    answers.set()
    until(lambda: client.get("/readyz").status_code == 200)
    assert questions[0] == "ready?"
    assert len(questions) < 4


def test_a_process_that_cannot_save_is_not_ready(client: Client) -> None:
    with patch.object(registry, "saving", return_value=False):
        assert client.get("/readyz").content == b"database unavailable\n"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
