import fcntl
import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import CommandError
from django.db import OperationalError

from documents.management import postgresql, readiness

from .commands import manage

KEY = "k" * 50


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder that was set up once."""
    run = manage(tmp_path / "var", "quickstart", "--no-serve")
    assert run.returncode == 0, run.stderr
    return tmp_path / "var"


def refusal(folder: Path, *arguments: str, **variables: str) -> str:
    run = manage(folder, "serve", *arguments, **variables)
    assert run.returncode == 1
    assert run.stderr.count("\n") == 1
    return run.stderr


def test_two_processes_on_sqlite_are_refused(folder: Path) -> None:
    assert "SQLite serves one process" in refusal(folder, "--workers", "2")


def test_two_processes_without_redis_are_refused(folder: Path) -> None:
    url = "postgres://nobody@127.0.0.1:1/none"
    assert "set REDIS_URL" in refusal(folder, "--workers", "2", DATABASE_URL=url)


def test_no_process_at_all_is_refused(folder: Path) -> None:
    assert "--workers must be at least 1" in refusal(folder, "--workers", "0")


@pytest.mark.parametrize("workers", [1, 2])
def test_more_than_one_redis_host_is_refused(settings: Any, workers: int) -> None:
    settings.CHANNEL_LAYERS = layer_of("redis://one", "redis://two")
    with (
        patch.object(readiness, "connection", vendor="postgresql"),
        pytest.raises(CommandError, match=r"^The channel layer must name one Redis host: .*\.$"),
    ):
        readiness.require_ready(workers)


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("age", [None, 60])
def test_connections_that_live_on_are_refused(settings: Any, workers: int, age: int | None) -> None:
    settings.CHANNEL_LAYERS = layer_of("redis://one")
    alive = {"CONN_MAX_AGE": age}
    with (
        patch.object(readiness, "connection", vendor="postgresql", settings_dict=alive),
        pytest.raises(CommandError, match=r"^CONN_MAX_AGE must be 0: .*\.$"),
    ):
        readiness.require_ready(workers)


def layer_of(*hosts: str) -> dict[str, Any]:
    backend = "channels_redis.pubsub.RedisPubSubChannelLayer"
    return {"default": {"BACKEND": backend, "CONFIG": {"hosts": list(hosts)}}}


def test_a_missing_database_is_not_made_in_silence(tmp_path: Path) -> None:
    assert "There is no database" in refusal(tmp_path, SECRET_KEY=KEY)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "command", [("quickstart",), ("serve",), ("migrate",), ("collab_token", "ada", "--create-user")]
)
def test_a_database_that_is_gone_is_not_replaced_by_an_empty_one(
    folder: Path, command: tuple[str, ...]
) -> None:
    (folder / "collab.sqlite3.lock").touch()
    (folder / "collab.sqlite3").unlink()
    run = manage(folder, *command)
    assert run.returncode == 1
    assert re.search(r"he database \S+ is gone", run.stderr)
    assert not (folder / "collab.sqlite3").exists()


def test_a_server_that_may_not_write_the_database_says_so(folder: Path) -> None:
    with frozen(folder / "collab.sqlite3"):
        assert "Cannot write beside the database" in refusal(folder)


@contextmanager
def frozen(path: Path) -> Iterator[None]:
    """Nobody may write a file: not even root, whom permissions do not bind."""
    on, off = (("chattr", "+i"), ("chattr", "-i"))
    if os.geteuid() != 0:
        on, off = (("chmod", "400"), ("chmod", "600"))
    subprocess.run([*on, str(path)], check=True)
    try:
        yield
    finally:
        subprocess.run([*off, str(path)], check=True)


def test_a_database_older_than_the_code_is_refused(folder: Path) -> None:
    assert manage(folder, "migrate", "sessions", "zero").returncode == 0
    assert "run 'manage.py migrate'" in refusal(folder)


def test_daphne_with_too_small_messages_is_refused(folder: Path) -> None:
    run = manage(folder, "runserver", "--noreload", "--websocket-max-message-size", "1048576")
    assert run.returncode == 1
    assert "--websocket-max-message-size must be at least 33554432" in run.stderr


def test_a_database_that_does_not_answer_is_one_sentence(folder: Path) -> None:
    url = "postgres://nobody@127.0.0.1:1/none"
    assert "The database does not answer: connection failed" in refusal(folder, DATABASE_URL=url)


def test_a_database_that_falls_silent_is_one_sentence() -> None:
    away = OperationalError("connection refused\nIs the server running?")
    with (
        patch.object(readiness, "connection", vendor="postgresql"),
        patch.object(postgresql, "connect"),
        patch.object(readiness, "MigrationExecutor", side_effect=away),
        pytest.raises(CommandError, match=r"^The database does not answer: connection refused$"),
    ):
        readiness.require_database()


def test_a_second_server_on_one_sqlite_database_is_refused(folder: Path) -> None:
    with (folder / "collab.sqlite3.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "Another server is running" in refusal(folder)
