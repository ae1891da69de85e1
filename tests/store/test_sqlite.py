import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import UUID

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection

from documents.store import documents, state
from documents.store.sqlite import Connection, is_gone, lock_path


def connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, factory=Connection, isolation_level=None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "database"
    with closing(connect(path)) as database:
        database.execute("CREATE TABLE words (word)")
    return path


def test_what_is_committed_into_a_removed_file_is_not_called_committed(path: Path) -> None:
    with closing(connect(path)) as database:
        database.execute("BEGIN IMMEDIATE")
        database.execute("INSERT INTO words VALUES ('x')")
        path.unlink()
        with pytest.raises(sqlite3.OperationalError, match="is gone"):
            database.commit()


def test_what_is_committed_into_a_replaced_file_is_not_called_committed(path: Path) -> None:
    with closing(connect(path)) as database:
        path.rename(path.with_name("old"))
        path.touch()
        database.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match="was replaced"):
            database.commit()


def test_a_process_never_goes_on_with_another_file(path: Path) -> None:
    path.rename(path.with_name("old"))
    path.touch()
    with pytest.raises(sqlite3.OperationalError, match="restart the server"):
        connect(path)


def test_a_file_that_is_back_is_used_again(path: Path) -> None:
    with closing(connect(path)) as database:
        path.rename(path.with_name("away"))
        database.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError):
            database.commit()
        path.with_name("away").rename(path)
        database.execute("BEGIN IMMEDIATE")
        database.commit()


def test_a_file_that_is_gone_is_not_made_again(path: Path) -> None:
    path.unlink()
    with pytest.raises(sqlite3.OperationalError, match="is gone"):
        connect(path)
    assert not path.exists()


def test_a_file_that_another_process_served_is_not_made_again(tmp_path: Path) -> None:
    path = tmp_path / "served"
    lock_path(path).touch()
    assert is_gone(path)
    with pytest.raises(sqlite3.OperationalError, match="is gone"):
        connect(path)
    assert not path.exists()


def test_a_database_in_memory_has_no_file() -> None:
    with closing(sqlite3.connect(":memory:", factory=Connection)) as database:
        database.commit()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("read", [lambda pk: state.news(pk, 0, 1, 0), state.read_state])
@pytest.mark.skipif(connection.vendor != "sqlite", reason="it is about SQLite's file")
def test_what_is_read_from_a_removed_file_is_shown_to_nobody(
    read: Callable[[UUID], object],
) -> None:
    """It may be a commit that was not called one: the rows are there for who had the file open."""
    pk = documents.create("A", owner=User.objects.create_user("ada")).pk
    read(pk)
    path = Path(connection.settings_dict["NAME"])
    path.rename(path.with_name("away"))
    try:
        with pytest.raises(OperationalError, match="is gone"):
            read(pk)
    finally:
        path.with_name("away").rename(path)
    read(pk)
