"""What is in `deploy/` does what it says, as far as this machine can run it."""

import http.client
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from uuid import uuid4

import pytest

from tests.backends import free_port

from .commands import ROOT

pytestmark = pytest.mark.server

DEPLOY = ROOT / "deploy"
SECRET = "x" * 43


class Answering(BaseHTTPRequestHandler):
    """Answers which server it is, and the headers that it got."""

    def do_GET(self) -> None:
        """Answer, or hang up where something is gone."""
        if "gone" in self.path:
            return
        said = f"{self.connection.getsockname()[1]}\n{self.headers}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def backend() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Nginx:
    """Our configuration without TLS, between us and two servers."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        self.log = folder / "access.log"

    def get(self, path: str, **headers: str) -> tuple[int, str]:
        """Status and body; a `_` at the beginning of a header's name stays there."""
        named = {k if k.startswith("_") else k.replace("_", "-"): v for k, v in headers.items()}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as line:
            line.request("GET", path, headers={k.lstrip("_"): v for k, v in named.items()})
            answer = line.getresponse()
            return answer.status, answer.read().decode()


@pytest.fixture(scope="module")
def nginx(
    tmp_path_factory: pytest.TempPathFactory, program: Callable[[str], str]
) -> Iterator[Nginx]:
    folder = tmp_path_factory.mktemp("nginx")
    with backend() as one, backend() as two:
        made = Nginx(folder, free_port())
        configuration = adapted(folder, made.port, (one, two))
        command = [program("nginx"), "-p", str(folder), "-c", str(configuration)]
        subprocess.run([*command, "-t"], check=True, capture_output=True)
        process = subprocess.Popen([*command, "-g", "daemon off;"], stderr=subprocess.DEVNULL)
        try:
            wait_for(made.port)
            yield made
        finally:
            process.terminate()
            process.wait(timeout=20)


def adapted(folder: Path, port: int, backends: tuple[int, int]) -> Path:
    """The file as it is, but for ports, TLS and the places of logs."""
    ours = (DEPLOY / "nginx.conf").read_text()
    ours = re.sub(r"listen 80;\n", f"listen 127.0.0.1:{free_port()};\n", ours)
    ours = re.sub(r"listen 443 [^;]*;", f"listen 127.0.0.1:{port};", ours)
    ours = re.sub(r"^ *ssl_.*\n", "", ours, flags=re.MULTILINE)
    ours = ours.replace("/var/log/nginx/collab.log", str(folder / "access.log"))
    ours = ours.replace("/var/log/nginx/collab-error.log", str(folder / "error.log"))
    for given, real in zip(("8001", "8002"), backends, strict=True):
        ours = ours.replace(f"127.0.0.1:{given} ", f"127.0.0.1:{real} ")
    path = folder / "nginx.conf"
    path.write_text(
        f"pid {folder}/pid; error_log {folder}/error.log; events {{}}\nhttp {{\n{ours}\n}}\n"
    )
    return path


def wait_for(port: int) -> None:
    tick = threading.Event()
    while True:
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=5)) as line:
                line.connect()
                return
        except ConnectionRefusedError:
            tick.wait(0.02)


def test_everything_about_one_document_meets_in_one_process(nginx: Nginx) -> None:
    met = set()
    for _ in range(20):
        document = uuid4()
        paths = (f"/ws/documents/{document}", f"/documents/{document}/")
        answers = [nginx.get(path) for path in (*paths, f"/api/v1/documents/{document}/content/")]
        assert {status for status, _ in answers} == {200}
        servers = {body.partition("\n")[0] for _, body in answers}
        assert len(servers) == 1
        met |= servers
    assert len(met) == 2


def test_a_websocket_s_upgrade_comes_through(nginx: Nginx) -> None:
    _, body = nginx.get(f"/ws/documents/{uuid4()}", Upgrade="websocket", Connection="Upgrade")
    assert "Upgrade: websocket" in body
    assert "Connection: upgrade" in body


def test_what_a_client_claims_to_be_does_not_come_through(nginx: Nginx) -> None:
    _, body = nginx.get(
        "/",
        X_Forwarded_For="203.0.113.9",
        _X_Forwarded_For="203.0.113.9",
        X_Forwarded_Proto="https",
        X_Forwarded_Host="evil.example",
        Forwarded="for=203.0.113.9",
    )
    assert "203.0.113.9" not in body
    assert "evil.example" not in body
    assert "X-Forwarded-For: 127.0.0.1" in body
    assert "X-Forwarded-Proto: http\n" in body.replace("\r", "")


def test_no_secret_is_written_into_the_log(nginx: Nginx) -> None:
    for path in (f"/s/{SECRET}/", f"/setup/{SECRET}/", f"/ws/documents/{uuid4()}?ticket={SECRET}"):
        assert nginx.get(path)[0] == 200
    assert nginx.get("/here/is/the/end/")[0] == 200
    tick = threading.Event()
    while "/here/is/the/end/" not in nginx.log.read_text():
        tick.wait(0.02)
    assert SECRET not in nginx.log.read_text()
    assert "/s/..." in nginx.log.read_text()


def test_monitoring_is_for_this_machine(nginx: Nginx) -> None:
    assert nginx.get("/readyz")[0] == 200  # we are on it


def test_no_secret_is_written_into_the_log_of_errors(nginx: Nginx) -> None:
    """The last one that asks: nginx leaves servers that hang up alone for a while."""
    address = "/ws/documents/{}?ticket={}"
    for path in (f"/s/{SECRET}/gone", f"/setup/{SECRET}/gone", address.format("gone", SECRET)):
        assert nginx.get(path)[0] == 502
    assert SECRET not in nginx.log.with_name("error.log").read_text()


@pytest.mark.parametrize("unit", sorted(path.name for path in DEPLOY.glob("collab*.*")))
def test_systemd_takes_the_units(unit: str, tmp_path: Path, program: Callable[[str], str]) -> None:
    for path in DEPLOY.glob("collab*.*"):
        text = path.read_text().replace("/opt/collab/.venv/bin/python", "/bin/true")
        (tmp_path / path.name.replace("@", "@1")).write_text(text)
    run = subprocess.run(
        [program("systemd-analyze"), "verify", str(tmp_path / unit.replace("@", "@1"))],
        capture_output=True,
        text=True,
        check=False,
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:"},
    )
    ours = [line for line in run.stderr.splitlines() if "collab" in line]
    assert ours == []
