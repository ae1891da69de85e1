"""What is in `deploy/` does what it says, as far as this machine can run it."""

import http.client
import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
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

    released = threading.Event()
    """Set when those who are held may go."""

    def do_GET(self) -> None:
        """Answer, hang up where something is gone, or hold the line."""
        if "gone" in self.path:
            return
        if "held" in self.path:
            self.released.wait(60)
        said = f"{self.connection.getsockname()[1]}\n{self.headers}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def backend(port: int = 0) -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", port), Answering)
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

    def server_of(self, path: str) -> int:
        """The port of the server that answers."""
        status, body = self.get(path)
        assert status == 200
        return int(body.partition("\n")[0])


@contextmanager
def started(
    folder: Path, program: Callable[[str], str], backends: tuple[int, int], **limits: str
) -> Iterator[Nginx]:
    made = Nginx(folder, free_port())
    configuration = adapted(folder, made.port, backends, limits)
    command = [program("nginx"), "-p", str(folder), "-c", str(configuration)]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    process = subprocess.Popen([*command, "-g", "daemon off;"], stderr=subprocess.DEVNULL)
    try:
        wait_for(made.port)
        yield made
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="module")
def nginx(
    tmp_path_factory: pytest.TempPathFactory, program: Callable[[str], str]
) -> Iterator[Nginx]:
    with (
        backend() as one,
        backend() as two,
        started(tmp_path_factory.mktemp("nginx"), program, (one, two)) as made,
    ):
        yield made


def adapted(folder: Path, port: int, backends: tuple[int, int], limits: Mapping[str, str]) -> Path:
    """The file as it is, but for ports, TLS, the places of logs, and limits by what is in them."""
    ours = (DEPLOY / "nginx.conf").read_text()
    ours = re.sub(r"listen 80;\n", f"listen 127.0.0.1:{free_port()};\n", ours)
    ours = re.sub(r"listen 443 [^;]*;", f"listen 127.0.0.1:{port};", ours)
    ours = re.sub(r"^ *ssl_.*\n", "", ours, flags=re.MULTILINE)
    ours = ours.replace("/var/log/nginx/collab.log", str(folder / "access.log"))
    ours = ours.replace("/var/log/nginx/collab-error.log", str(folder / "error.log"))
    for given, real in zip(("8001", "8002"), backends, strict=True):
        ours = ours.replace(f"127.0.0.1:{given} ", f"127.0.0.1:{real} ")
    for given, tight in limits.items():
        assert given in ours
        ours = ours.replace(given, tight)
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


PLACES = [f"/documents/{uuid4()}/" for _ in range(20)]


def test_one_request_that_fails_moves_nobody(nginx: Nginx) -> None:
    before = [nginx.server_of(path) for path in PLACES]
    assert nginx.get(f"{PLACES[0]}gone")[0] == 502
    assert [nginx.server_of(path) for path in PLACES] == before


def test_a_process_that_is_gone_moves_its_own_and_gets_them_back(
    tmp_path: Path, program: Callable[[str], str]
) -> None:
    port = free_port()
    with backend() as stays, started(tmp_path, program, (port, stays)) as nginx:
        with backend(port):
            before = [nginx.server_of(path) for path in PLACES]
            assert set(before) == {port, stays}
        for _ in range(2):
            assert {nginx.server_of(path) for path in PLACES} == {stays}
        with backend(port):
            since, tick = time.monotonic(), threading.Event()
            while nginx.server_of(PLACES[before.index(port)]) != port:
                tick.wait(0.05)
            assert time.monotonic() - since < 10  # two seconds, and a busy machine
            assert [nginx.server_of(path) for path in PLACES] == before


def test_a_flood_of_requests_from_one_address_is_told_so(
    tmp_path: Path, program: Callable[[str], str]
) -> None:
    tight = {"rate=100r/s": "rate=1r/m", "burst=400": "burst=20"}
    with backend() as one, started(tmp_path, program, (one, one), **tight) as nginx:
        statuses = [nginx.get("/")[0] for _ in range(25)]
    assert statuses == [200] * 21 + [429] * 4


def test_a_flood_of_sockets_from_one_address_is_told_so(
    tmp_path: Path, program: Callable[[str], str]
) -> None:
    tight = {"collab_sockets 1000": "collab_sockets 5"}
    Answering.released.clear()
    with (
        backend() as one,
        started(tmp_path, program, (one, one), **tight) as nginx,
        ExitStack() as open_lines,
    ):
        open_lines.callback(Answering.released.set)
        for _ in range(5):
            line = open_lines.enter_context(
                closing(http.client.HTTPConnection("127.0.0.1", nginx.port, timeout=20))
            )
            line.request("GET", f"/ws/documents/{uuid4()}/held")
        tick = threading.Event()
        while nginx.get(f"/ws/documents/{uuid4()}")[0] != 429:
            tick.wait(0.02)  # until the five have come in
        assert nginx.get("/")[0] == 200


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
