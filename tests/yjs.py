"""The real Yjs, in a Node process that is driven by lines of JSON."""

import fcntl
import json
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, Protocol

FOLDER = Path(__file__).parent / "interop" / "node"


class Entrance(Protocol):
    """Where clients connect to: a server, or a proxy in front of it."""

    @property
    def socket_url(self) -> str:
        """The address of documents, without a document's id."""

    def token(self, username: str) -> str:
        """A bearer token of a user."""


class YjsError(Exception):
    """A command of the driver failed, with its stack in Node."""


class Pending:
    """An answer that is still to come."""

    def __init__(self, yjs: "Yjs", number: int) -> None:
        self._yjs = yjs
        self._number = number

    def result(self) -> Any:
        """Wait for the answer."""
        return self._yjs.wait(self._number)


class Yjs:
    """Many clients in one process. Each command has the name it has in `driver.mjs`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._numbers = count(1)
        self._answers: dict[int, dict[str, Any]] = {}

    def start(self, command: str, **arguments: object) -> Pending:
        """Give a command without waiting for what comes of it."""
        number = next(self._numbers)
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"id": number, "do": command, **arguments}) + "\n")
        self._process.stdin.flush()
        return Pending(self, number)

    def wait(self, number: int) -> Any:
        """The answer to a command."""
        assert self._process.stdout is not None
        while number not in self._answers:
            answer = json.loads(self._process.stdout.readline())
            self._answers[answer["id"]] = answer
        answer = self._answers.pop(number)
        if "error" in answer:
            raise YjsError(answer["error"])
        return answer["result"]

    def do(self, command: str, **arguments: object) -> Any:
        """Give a command and wait."""
        return self.start(command, **arguments).result()

    def tell(self, how: signal.Signals) -> None:
        """Send a signal to the process: all its clients stop in the middle of what they do."""
        self._process.send_signal(how)

    # -- what most tests need

    def open(
        self, name: str, site: Entrance, document: str, username: str, **options: object
    ) -> None:
        """Open a document as a stock client with a user's token; returns when it is synced."""
        options.setdefault("params", {"v": "1"})
        self.do(
            "open",
            client=name,
            address=site.socket_url,
            document=document,
            token=site.token(username),
            **options,
        )

    def open_by_ticket(self, name: str, site: Entrance, document: str, ticket: str) -> None:
        """The same with a ticket, as pages do: a token would come first."""
        self.do(
            "open",
            client=name,
            address=site.socket_url,
            document=document,
            params={"v": "1", "ticket": ticket},
        )

    def edit(self, name: str, *edits: tuple[object, ...]) -> None:
        """Edits of one client, each a transaction: see `documents.mjs` for their names."""
        self.do("edit", client=name, edits=edits)

    def text(self, name: str) -> str:
        """The text that a client shows."""
        return str(self.do("read", client=name, root="text", **{"as": "text"}))

    def saved(self, name: str) -> bool:
        """Whether the server calls all that a client has sent saved."""
        return bool(self.do("saved", client=name))

    def converged(self, *names: str) -> None:
        """Return when the clients are equal in content, clocks and deletions."""
        self.do("converged", clients=names)


def install() -> None:
    """Install the pinned packages, once for all test processes."""
    with (FOLDER / "package-lock.json").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _installed() != json.loads(lock.read())["packages"].keys() - {""}:
            subprocess.run(
                [_program("npm"), "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
                cwd=FOLDER,
                check=True,
                capture_output=True,
            )


def _installed() -> set[str]:
    marker = FOLDER / "node_modules" / ".package-lock.json"
    return set(json.loads(marker.read_text())["packages"]) if marker.exists() else set()


def _program(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        raise YjsError(f"This test needs {name!r}, which is not installed.")
    return path


@contextmanager
def driver(clock: Path | None = None) -> Iterator[Yjs]:
    """A Node process that lives as long as the block; `clock` says how wrong its clock is."""
    install()
    wrong = {} if clock is None else {"FAULT_CLOCK": str(clock)}
    process = subprocess.Popen(
        [_program("node"), "driver.mjs"],
        cwd=FOLDER,
        env=os.environ | wrong,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield Yjs(process)
    finally:
        process.kill()
        process.communicate()
