from io import BytesIO
from zipfile import ZipFile

import pytest

from documents.content import archives
from documents.content.archives import unpack
from documents.content.errors import ContentRefused

from .files import archive


def test_files_come_out_by_their_paths() -> None:
    assert unpack(archive({"a.md": "a", "img/b.png": b"b"})) == {"a.md": b"a", "img/b.png": b"b"}


def test_what_systems_put_beside_peoples_files_is_left_out() -> None:
    files: dict[str, bytes | str] = {"__MACOSX/a.md": "x", ".DS_Store": "x", "a/.git/b": "x"}
    assert unpack(archive(files)) == {}


def test_paths_of_windows_are_paths() -> None:
    assert unpack(archive({"a\\b.md": "x"})) == {"a/b.md": b"x"}


@pytest.mark.parametrize(
    "path", ["../a.md", "a/../../b.md", "/etc/passwd", "C:/a.md", "..\\a.md", "C:\\a.md"]
)
def test_a_path_that_leads_out_is_refused(path: str) -> None:
    with pytest.raises(ContentRefused, match="leads out of it"):
        unpack(archive({path: "x"}))


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED_BYTES", 1024**2)
    bomb = archive({"a.md": b"0" * 600_000, "b.md": b"0" * 600_000})
    assert len(bomb) < 2_000
    with pytest.raises(ContentRefused, match="more than 1 MB when it is unpacked"):
        unpack(bomb)


def test_a_directory_that_lies_about_sizes_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_UNPACKED_BYTES", 1000)
    bomb = archive({"a.md": b"0" * 50_000})
    lying = bomb.replace((50_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != bomb
    with pytest.raises(ContentRefused):
        unpack(lying)


def test_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_ENTRIES", 2)
    with pytest.raises(ContentRefused, match="more than 2 files"):
        unpack(archive({"a": "", "b": "", "c": ""}))


def test_a_password_is_named() -> None:
    target = BytesIO(archive({"a.md": "a"}))
    with ZipFile(target) as packed:
        at = packed.infolist()[0].header_offset
    data = bytearray(target.getvalue())
    data[at + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ContentRefused, match="password"):
        unpack(bytes(data))


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"PK\x03\x04" + b"x" * 40, archive({"a": "a"})[:-9]],
    ids=["nothing", "start", "noise", "cut off"],
)
def test_damage_is_named(data: bytes) -> None:
    with pytest.raises(ContentRefused, match="damaged"):
        unpack(data)


def test_a_wrong_checksum_is_damage() -> None:
    data = archive({"a.md": "some text that is long enough to be there"})
    at = data.index(b"PK\x01\x02")
    with pytest.raises(ContentRefused, match="damaged"):
        unpack(data[: at + 16] + b"\x00\x00\x00\x00" + data[at + 20 :])
