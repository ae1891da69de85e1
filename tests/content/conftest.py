"""The real Yjs, asked through a Node process."""

import json
import subprocess
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from .golden import FIXTURES

Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def ask(program: Callable[[str], str]) -> Iterator[Ask]:
    """Asks `fixtures/oracle.mjs` a question."""
    command = [program("node"), str(FIXTURES / "oracle.mjs")]
    with subprocess.Popen(command, stdin=-1, stdout=-1, text=True) as process:
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None
        assert stdout is not None

        def question(name: str, *given: Any) -> Any:
            stdin.write(json.dumps([name, *given]) + "\n")
            stdin.flush()
            return json.loads(stdout.readline())

        yield question
        stdin.close()
