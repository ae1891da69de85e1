"""What the tests say about the log holds on PostgreSQL too: they run once more, on that."""

import os
import subprocess
import sys

import pytest

from tests.project.commands import ROOT

pytestmark = pytest.mark.server

CONTRACTS = (
    "tests/journal",
    "tests/rooms/test_registry.py",
    "tests/services/test_races.py",
    "tests/services/test_restore_snapshot.py",
    "tests/store",
)


SECONDS = 400
"""On a busy machine; half a minute on another."""


@pytest.mark.timeout(SECONDS + 20)
def test_the_log_keeps_its_promises_on_postgresql(postgresql_url: str) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-m", "", *CONTRACTS],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": postgresql_url, "COLLAB_CI": "0"},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert run.returncode == 0, run.stdout
