"""Runs `manage.py` as a person does: in its own process, with its own data folder."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
OURS = ("COLLAB_", "DATABASE_", "DJANGO_", "REDIS_", "SECRET_KEY", "PUBLIC_URL", "ALLOWED_HOSTS")


def environment(var_dir: Path, **variables: str) -> dict[str, str]:
    """This process's environment without what configures the project, plus `variables`."""
    names = ("HOST", "PORT", "DEBUG", "TRUSTED_PROXIES")
    clean = {k: v for k, v in os.environ.items() if not k.startswith(OURS) and k not in names}
    return clean | {"COLLAB_VAR_DIR": str(var_dir)} | variables


def manage(var_dir: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The finished command, with its output as text."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(var_dir, **variables),
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@dataclass(frozen=True, slots=True)
class Server:
    """A command that goes on until it is told to stop."""

    process: subprocess.Popen[str]

    def read_until(self, words: str) -> str:
        """What it printed, up to and including the line with `words`."""
        assert self.process.stdout is not None
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if words in line:
                return "".join(lines)
        raise AssertionError(f"it ended without saying {words!r}: {''.join(lines)}")

    def stop(self) -> int:
        """Ask it to end; answers its exit code."""
        self.process.terminate()
        return self.process.wait(timeout=30)


@contextmanager
def serving(var_dir: Path, *arguments: str, **variables: str) -> Iterator[Server]:
    """The command while it runs; it has ended, however the block ends."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment(var_dir, **variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield Server(process)
    finally:
        process.kill()
        process.communicate(timeout=10)
