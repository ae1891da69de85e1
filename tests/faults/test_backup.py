"""A backup is taken while people type, and restored elsewhere while their editors stay open."""

import base64
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import psycopg
import pytest

from tests import backends
from tests.crowd import NAMES, TOKEN, Crowd
from tests.proxy import Proxy, network
from tests.servers import Site, end
from tests.yjs import Yjs

pytestmark = [pytest.mark.node, pytest.mark.server]


FINAL = {4400, 4401, 4403, 4404, 4409, 4410, 4413}


class Door:
    """The address that editors know, whichever server is behind it."""

    def __init__(self, line: Proxy, site: Site) -> None:
        self._line = line
        self._site = site
        self.socket_url = f"ws://127.0.0.1:{line.port}/ws/documents"

    def token(self, username: str) -> str:
        return self._site.token(username)

    def leads_to(self, site: Site) -> None:
        self._line.target, self._site = site.port, site


def vacuum(site: Site, folder: Path) -> Callable[[], Site]:
    """Back up SQLite; answers how to restore it."""
    folder.mkdir()
    with closing(sqlite3.connect(site.folder / "collab.sqlite3")) as database:
        database.execute("VACUUM INTO ?", (str(folder / "collab.sqlite3"),))
    shutil.copy(site.folder / "secret_key", folder)
    return lambda: Site(folder)


def dump(site: Site, folder: Path, url: str) -> Callable[[], Site]:
    """Back up PostgreSQL; answers how to restore it."""
    folder.mkdir()
    shutil.copy(site.folder / "secret_key", folder)
    postgresql("pg_dump", "--format=custom", f"--file={folder / 'dump'}", url)

    def restore() -> Site:
        with closing(psycopg.connect(url, autocommit=True)) as database:
            database.execute(f"CREATE DATABASE {folder.name}".encode())
        there = beside(url, folder.name)
        postgresql("pg_restore", "--no-owner", f"--dbname={there}", str(folder / "dump"))
        return Site(folder, DATABASE_URL=there)

    return restore


def beside(url: str, name: str) -> str:
    """The address of another database of the same server."""
    return f"{url.rpartition('/')[0]}/{name}"


def postgresql(program: str, *arguments: str) -> None:
    subprocess.run([backends.postgresql_program(program), *arguments], check=True, timeout=60)


def restore_and_check(
    crowd: Crowd, site: Site, door: Door, backup: Callable[[], Callable[[], Site]]
) -> Site:
    """Back up, go on, lose server and a person, restore elsewhere; answers the new server."""
    crowd.start([door])
    crowd.acknowledged(10)
    restore = backup()
    crowd.acknowledged(10)
    end(site)
    gone, *here = NAMES
    crowd.stop([gone])
    crowd.yjs.do("close", client=gone)
    restored = restore()
    restored.knows(site)
    restored.manage("collab_maintenance", "--after-restore")
    restored.start()
    door.leads_to(restored)
    crowd.acknowledged(5, here)
    check_nothing_is_missing(crowd, restored, here)
    crowd.yjs.do("closeAll")
    return restored


def check_nothing_is_missing(crowd: Crowd, site: Site, here: list[str]) -> None:
    """What open editors hold, whoever wrote it, is in the new database, once."""
    crowd.stop(here)
    for name in here:
        assert crowd.yjs.saved(name)
    crowd.yjs.open("fresh", site, crowd.document, "ada")
    crowd.yjs.converged("fresh", *here)
    shown = TOKEN.findall(crowd.yjs.text("fresh"))
    assert len(shown) == len(set(shown))
    assert crowd.typed(here).keys() <= set(shown)
    assert crowd.promised(here) <= set(shown)
    content = site.content("ada", crowd.document, "application/vnd.yjs.update")
    assert crowd.rebuilt([base64.b64encode(content).decode()]).keys() == set(shown)
    assert FINAL & set(crowd.closes(here)) == set()


def test_open_editors_bring_back_what_a_sqlite_backup_lacks(
    tmp_path: Path, yjs: Yjs, rounds: int, seed: int
) -> None:
    site = Site(tmp_path / "site")
    site.start()
    with network() as lines:
        door = Door(lines.proxy(site.port), site)
        try:
            for number in range(1, rounds):
                folder = tmp_path / f"backup{number}"
                crowd = Crowd(yjs, site.create("ada", "grace", "alan"), seed + number)
                site = restore_and_check(crowd, site, door, partial(vacuum, site, folder))
        finally:
            end(site)


def test_open_editors_bring_back_what_a_postgresql_backup_lacks(
    tmp_path: Path, yjs: Yjs, postgresql_url: str, rounds: int, seed: int
) -> None:
    url = postgresql_url
    site = Site(tmp_path / "site", DATABASE_URL=url)
    site.start()
    with network() as lines:
        door = Door(lines.proxy(site.port), site)
        try:
            for number in range(1, rounds):
                folder = tmp_path / f"backup{number}"
                crowd = Crowd(yjs, site.create("ada", "grace", "alan"), seed + number)
                backup = partial(dump, site, folder, url)
                site = restore_and_check(crowd, site, door, backup)
                url = beside(url, folder.name)
        finally:
            end(site)
