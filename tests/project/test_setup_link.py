import stat
from pathlib import Path

from collab import setup_link


def test_the_issued_link_is_valid(tmp_path: Path) -> None:
    assert setup_link.is_valid(tmp_path, setup_link.issue(tmp_path))


def test_another_token_is_not_valid(tmp_path: Path) -> None:
    token = setup_link.issue(tmp_path)
    assert not setup_link.is_valid(tmp_path, token[:-1])
    assert not setup_link.is_valid(tmp_path, "")


def test_nothing_is_valid_before_a_link_is_issued(tmp_path: Path) -> None:
    assert not setup_link.is_valid(tmp_path, "token")
    assert not setup_link.claim(tmp_path, "token")


def test_a_new_link_replaces_the_one_before(tmp_path: Path) -> None:
    first, second = setup_link.issue(tmp_path), setup_link.issue(tmp_path)
    assert not setup_link.is_valid(tmp_path, first)
    assert setup_link.is_valid(tmp_path, second)


def test_a_link_expires_after_a_day(tmp_path: Path) -> None:
    token = setup_link.issue(tmp_path, now=0.0)
    assert setup_link.is_valid(tmp_path, token, now=setup_link.LIFETIME_SECONDS - 1)
    assert not setup_link.is_valid(tmp_path, token, now=setup_link.LIFETIME_SECONDS)


def test_a_link_is_used_up_once(tmp_path: Path) -> None:
    token = setup_link.issue(tmp_path)
    assert [setup_link.claim(tmp_path, token) for _ in range(2)] == [True, False]


def test_neither_the_token_nor_a_readable_file_is_stored(tmp_path: Path) -> None:
    token = setup_link.issue(tmp_path)
    stored = tmp_path / setup_link.FILE_NAME
    assert token not in stored.read_text()
    assert stat.S_IMODE(stored.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [stored]
