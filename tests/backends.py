"""PostgreSQL and Redis of one's own: started by a test, on a free port, gone with it."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cached_property
from pathlib import Path

import psycopg

POSTGRESQL_PROGRAMS = Path("/usr/lib/postgresql")
"""Where Debian keeps each version's programs, which are not on the path."""


class MissingProgramError(Exception):
    """A selected test needs a program that is not installed."""


def find_program(name: str) -> str:
    """The path of an installed program; an error, because a selected test must not be skipped."""
    path = shutil.which(name)
    if path is None:
        raise MissingProgramError(f"This test needs {name!r}, which is not installed.")
    return path


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def redis() -> Iterator[str]:
    """The address of an empty Redis that keeps nothing."""
    port = free_port()
    quiet = ["--save", "", "--appendonly", "no", "--bind", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(
        [find_program("redis-server"), *quiet], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        if not any("Ready to accept connections" in line for line in process.stdout):
            raise RuntimeError("Redis ended before it was ready.")
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.communicate(timeout=10)


@contextmanager
def postgresql(parent: Path | None = None, **settings: str) -> Iterator[str]:
    """The address of an empty PostgreSQL database, not synced to disk.

    Its files are in a new folder of `parent`, by default where temporary files are.
    """
    programs = _postgresql_programs()
    folder = Path(tempfile.mkdtemp(prefix="collab-postgresql-", dir=parent))
    port = free_port()
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    options += "".join(f" -c {name}={value}" for name, value in settings.items())
    try:
        _give_to_postgres(folder)
        _run([programs / "initdb", "-D", folder / "data", "-A", "trust", "-U", "collab"])
        control = [programs / "pg_ctl", "-D", folder / "data", "-w"]
        _run([*control, "-l", folder / "log", "-o", options, "start"])
        try:
            _run([programs / "createdb", "-h", folder, "-p", port, "-U", "collab", "collab"])
            yield f"postgres://collab@127.0.0.1:{port}/collab"
        finally:
            _run([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder)


def _await_end(processes: Sequence[str]) -> None:
    """Return when processes hold nothing any more; who is not our child cannot be waited for."""
    tick = threading.Event()
    for process in processes:
        with suppress(FileNotFoundError, ProcessLookupError):
            while Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
                tick.wait(0.01)


def postgresql_program(name: str) -> str:
    """The path of one of PostgreSQL's programs."""
    return str(_postgresql_programs() / name)


def _postgresql_programs() -> Path:
    versions = sorted(POSTGRESQL_PROGRAMS.glob("*/bin"))
    if not versions:
        raise MissingProgramError("This test needs PostgreSQL, which is not installed.")
    return versions[-1]


def _give_to_postgres(folder: Path) -> None:
    """PostgreSQL refuses to run as root, whom CI runs as."""
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")


def _run(command: Sequence[object]) -> None:
    as_postgres = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run(
        [*as_postgres, *map(str, command)],
        check=True,
        timeout=60,
        # pg_ctl leaves the server running, which would keep a pipe open for ever.
        stdout=subprocess.DEVNULL,
        cwd="/",
    )


def restart_hard(database_url: str) -> None:
    """Kill every process of a PostgreSQL with signal 9, then start it again as it was."""
    with closing(psycopg.connect(database_url)) as database:
        row = database.execute("SHOW data_directory").fetchone()
    assert row is not None
    folder = Path(row[0])
    server = int((folder / "postmaster.pid").read_text().split()[0])
    options = Path(f"/proc/{server}/cmdline").read_text().rstrip("\0").split("\0")[3:]
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    for process in (server, *map(int, children)):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    _await_end([str(server), *children])
    # Where nobody reaps orphans, the dead server still looks alive to its successor.
    for lock in (folder / "postmaster.pid", *folder.parent.glob(".s.PGSQL.*")):
        lock.unlink()
    control = [_postgresql_programs() / "pg_ctl", "-D", folder, "-w"]
    _run([*control, "-l", folder.parent / "log", "-o", " ".join(options), "start"])


class Database:
    """A PostgreSQL as its administrator sees it: to be broken and mended."""

    def __init__(self, url: str) -> None:
        self.url = url

    def do(self, sql: str) -> list[tuple[object, ...]]:
        """Run one statement on a connection of its own."""
        with closing(psycopg.connect(self.url, autocommit=True)) as database:
            cursor = database.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def tell(self, how: signal.Signals) -> None:
        """Send a signal to every process of the server."""
        server = int((self._folder / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        for process in (server, *map(int, children)):
            with suppress(ProcessLookupError):
                os.kill(process, how)

    @cached_property
    def _folder(self) -> Path:
        return Path(str(self.do("SHOW data_directory")[0][0]))

    def restart(self) -> None:
        """Restart as an upgrade does: sessions are ended, nothing is lost."""
        _run([_postgresql_programs() / "pg_ctl", "-D", self._folder, "-w", "-m", "fast", "restart"])

    def start_if_it_ended(self) -> bool:
        """What a supervisor does; answers whether that was necessary.

        Call it first while the server runs: later nobody can be asked where its files are.
        """
        control = [_postgresql_programs() / "pg_ctl", "-D", self._folder, "-w"]
        try:
            _run([*control, "status"])
        except subprocess.CalledProcessError:
            options = (self._folder / "postmaster.opts").read_text().replace('"', "").split()[3:]
            _run([*control, "-l", self._folder.parent / "log", "-o", " ".join(options), "start"])
            return True
        return False

    def settings(self, **values: str) -> None:
        """Change settings for every session, as `ALTER SYSTEM` and a reload do."""
        for name, value in values.items():
            self.do(f"ALTER SYSTEM SET {name} = {value}")
        self.do("SELECT pg_reload_conf()")

    def disconnect_others(self) -> None:
        """End every other session."""
        self.do(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
