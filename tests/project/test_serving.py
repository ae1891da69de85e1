import re
import signal
import sqlite3
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from .commands import manage, serving

pytestmark = pytest.mark.server


class NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer to look at."""

    def redirect_request(self, *_: object) -> None:
        return None


OPENER = urllib.request.build_opener(NoRedirect)


def get(port: int, path: str, **headers: str) -> tuple[int, str]:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=named)
    try:
        with OPENER.open(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()


@pytest.mark.parametrize("server", ["quickstart", "serve", "runserver"])
def test_it_serves_pages_and_static_files_and_ends_when_told(
    tmp_path: Path, free_port: int, server: str
) -> None:
    assert manage(tmp_path, "quickstart", "--no-serve").returncode == 0
    where = {
        "quickstart": ["--port", str(free_port)],
        "serve": ["--port", str(free_port)],
        "runserver": [f"127.0.0.1:{free_port}", "--noreload"],
    }[server]
    listens = {"quickstart": "collab is at", "serve": "Serving on", "runserver": "Quit"}[server]
    with serving(tmp_path, server, *where, PORT=str(free_port)) as running:
        running.read_until(listens)
        assert until_answered(free_port, "/healthz") == (200, "ok\n")
        assert get(free_port, "/readyz")[0] == 200
        assert get(free_port, "/static/admin/css/base.css")[0] == 200
        assert running.stop() in {0, -signal.SIGTERM}


def until_answered(port: int, path: str) -> tuple[int, str]:
    """daphne says that it starts before it listens."""
    while True:
        try:
            return get(port, path)
        except urllib.error.URLError:
            continue


def test_the_printed_link_makes_an_administrator(tmp_path: Path, free_port: int) -> None:
    with serving(tmp_path, "quickstart", "--port", str(free_port)) as running:
        printed = running.read_until("/setup/")
        link = re.search(rf"http://127\.0\.0\.1:{free_port}(/setup/\S+)", printed)
        assert link is not None
        status, page = get(free_port, link[1])
        assert (status, 'name="password1"' in page) == (200, True)


def test_a_second_server_on_the_same_database_is_refused(tmp_path: Path, free_port: int) -> None:
    with serving(tmp_path, "quickstart", "--port", str(free_port)) as running:
        running.read_until("collab is at")
        second = manage(tmp_path, "serve", "--port", "1")
        assert second.returncode == 1
        assert "Another server is running" in second.stderr


def test_after_a_kill_the_database_opens_again(tmp_path: Path, free_port: int) -> None:
    for _ in range(2):
        with serving(tmp_path, "quickstart", "--port", str(free_port)) as running:
            running.read_until("collab is at")
            running.process.kill()
            running.process.wait(timeout=10)
    database = sqlite3.connect(tmp_path / "collab.sqlite3")
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    database.close()


def test_a_port_that_is_taken_is_said_and_ends_the_start(tmp_path: Path, free_port: int) -> None:
    with serving(tmp_path / "one", "quickstart", "--port", str(free_port)) as running:
        running.read_until("collab is at")
        second = manage(tmp_path / "two", "quickstart", "--port", str(free_port))
        assert second.returncode != 0
        assert "address already in use" in second.stderr
        assert "Traceback" not in second.stderr


def test_a_secret_in_an_address_does_not_reach_the_log(tmp_path: Path, free_port: int) -> None:
    with serving(tmp_path, "quickstart", "--port", str(free_port)) as running:
        running.read_until("collab is at")
        assert get(free_port, "/setup/sesame-open/")[0] == 404
        running.process.send_signal(signal.SIGTERM)
        printed, _ = running.process.communicate(timeout=30)
        assert "Not Found: /setup/[redacted]/" in printed
        assert "sesame" not in printed


@pytest.mark.parametrize(("trusted", "status"), [("127.0.0.0/8", 200), ("192.0.2.1", 301)])
def test_only_a_trusted_proxy_can_say_that_a_request_came_through_https(
    tmp_path: Path, free_port: int, trusted: str, status: int
) -> None:
    public = {"PUBLIC_URL": "https://docs.example.org", "TRUSTED_PROXIES": trusted}
    arguments = ("quickstart", "--port", str(free_port))
    with serving(tmp_path, *arguments, **public) as running:
        running.read_until("collab is at")
        through_proxy = {"Host": "docs.example.org", "X_Forwarded_Proto": "https"}
        assert get(free_port, "/admin/login/", **through_proxy)[0] == status
        assert get(free_port, "/healthz", Host="docs.example.org")[0] == 200
