from unittest.mock import patch

import pytest
from django.db import OperationalError, connection
from django.test import Client


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
    with patch.object(connection, "cursor", side_effect=OperationalError("host db, user collab")):
        answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"database unavailable\n")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_only_read(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
