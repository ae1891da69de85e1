import re
import sqlite3
import stat
from pathlib import Path

import pytest

from .commands import manage

LINK = re.compile(r"http://127\.0\.0\.1:8000/setup/[\w-]{43}/")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder that was set up once."""
    folder = tmp_path / "var"
    run = manage(folder, "quickstart", "--no-serve")
    assert run.returncode == 0, run.stderr
    return folder


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "collab.sqlite3") as database:
        found = database.execute(query).fetchall()
    database.close()
    return found


def test_a_new_data_folder_is_its_owners_alone(folder: Path) -> None:
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in ("secret_key", "collab.sqlite3", "setup_link.json"):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600


def test_two_installations_have_different_keys(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    manage(other, "quickstart", "--no-serve")
    keys = {(place / "secret_key").read_text().strip() for place in (folder, other)}
    assert len(keys) == 2
    assert min(map(len, keys)) >= 64


def test_doing_it_again_changes_nothing_but_the_link(folder: Path) -> None:
    key = (folder / "secret_key").read_text()
    run = manage(folder, "quickstart", "--no-serve")
    assert run.returncode == 0
    assert (folder / "secret_key").read_text() == key
    assert rows(folder, "SELECT count(*) FROM collab_documents_document") == [(1,)]


def test_a_key_from_the_environment_is_not_written_down(tmp_path: Path) -> None:
    assert manage(tmp_path, "quickstart", "--no-serve", SECRET_KEY="k" * 50).returncode == 0
    assert not (tmp_path / "secret_key").exists()


def test_the_link_for_the_first_administrator_is_printed_and_stored_as_a_digest(
    folder: Path,
) -> None:
    run = manage(folder, "quickstart", "--no-serve")
    link = LINK.search(run.stdout)
    assert link is not None
    assert link[0].split("/")[-2] not in (folder / "setup_link.json").read_text()


def test_no_password_exists_after_a_normal_start(folder: Path) -> None:
    assert rows(folder, "SELECT count(*) FROM auth_user") == [(0,)]


def test_demo_users_get_new_random_passwords(folder: Path) -> None:
    first, second = (manage(folder, "quickstart", "--no-serve", "--demo") for _ in range(2))
    passwords = [
        re.findall(r"Demo user \S+, password (\S+)", run.stdout) for run in (first, second)
    ]
    assert [len(found) for found in passwords] == [2, 2]
    assert len({*passwords[0], *passwords[1]}) == 4


def test_demo_users_leave_the_printed_link_good(folder: Path) -> None:
    before = (folder / "setup_link.json").read_text()
    run = manage(folder, "quickstart", "--no-serve", "--demo")
    assert LINK.search(run.stdout) is None
    assert (folder / "setup_link.json").read_text() == before


def test_demo_users_share_the_welcome_document(folder: Path) -> None:
    manage(folder, "quickstart", "--no-serve", "--demo")
    owners = (
        "SELECT u.username FROM collab_documents_document d JOIN auth_user u ON u.id=d.owner_id"
    )
    assert rows(folder, owners) == [("demo-ada",)]
    assert rows(folder, "SELECT role FROM collab_documents_documentaccess") == [("editor",)]


def test_demo_users_are_refused_where_others_could_reach_them(folder: Path) -> None:
    run = manage(folder, "quickstart", "--demo", "--host", "0.0.0.0")
    assert run.returncode == 1
    assert run.stderr.startswith("CommandError: Demo users are for this machine alone")
    assert rows(folder, "SELECT count(*) FROM auth_user") == [(0,)]


@pytest.mark.parametrize("command", ["quickstart", "serve"])
def test_with_demo_users_no_server_listens_to_others(folder: Path, command: str) -> None:
    manage(folder, "quickstart", "--no-serve", "--demo")
    run = manage(folder, command, "--host", "0.0.0.0")
    assert run.returncode == 1
    assert run.stderr.startswith("CommandError: Demo users are for this machine alone")


def test_a_data_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    run = manage(tmp_path / "file" / "var", "quickstart", "--no-serve")
    assert run.returncode == 1
    assert run.stderr.startswith("collab: Cannot make the data folder")
    assert "Traceback" not in run.stderr
