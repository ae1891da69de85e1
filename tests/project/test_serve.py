import fcntl
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.management import CommandError
from django.db import OperationalError

from documents.management import readiness

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


def test_a_missing_database_is_not_made_in_silence(tmp_path: Path) -> None:
    assert "There is no database" in refusal(tmp_path, SECRET_KEY=KEY)
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_gone_is_not_replaced_by_an_empty_one(folder: Path) -> None:
    (folder / "collab.sqlite3.lock").touch()
    (folder / "collab.sqlite3").unlink()
    run = manage(folder, "quickstart")
    assert run.returncode == 1
    assert "is gone: put it back from a backup" in run.stderr
    assert not (folder / "collab.sqlite3").exists()


def test_a_database_older_than_the_code_is_refused(folder: Path) -> None:
    assert manage(folder, "migrate", "sessions", "zero").returncode == 0
    assert "run 'manage.py migrate'" in refusal(folder)


def test_a_database_that_does_not_answer_is_one_sentence() -> None:
    away = OperationalError("connection refused\nIs the server running?")
    with (
        patch.object(readiness, "connection", vendor="postgresql"),
        patch.object(readiness, "MigrationExecutor", side_effect=away),
        pytest.raises(CommandError, match=r"^The database does not answer: connection refused$"),
    ):
        readiness.require_database()


def test_a_second_server_on_one_sqlite_database_is_refused(folder: Path) -> None:
    with (folder / "collab.sqlite3.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "Another server is running" in refusal(folder)
