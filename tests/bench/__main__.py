"""`make bench`: the cost of guard, merge, commit, room and compaction, then a paper typed live.

The recorded sessions are needed (`COLLAB_TRACES`), and Node for the last part.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django
from django.core.management import call_command
from django.db import connection

EDITS = 50_000


def main() -> None:
    """Measure, and say so."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["COLLAB_VAR_DIR"] = folder
        django.setup()
        call_command("migrate", verbosity=0)
        from . import hot_paths, paper  # noqa: PLC0415 (they need the app registry)

        if not paper.FOLDER.is_dir():
            sys.exit(f"There are no recorded sessions in {paper.FOLDER}: set COLLAB_TRACES.")
        hot_paths.measure(paper.updates(EDITS))
        connection.close()
    if shutil.which("node"):
        type_the_paper()


def type_the_paper() -> None:
    """The whole paper through a real Yjs client, a real server and a compaction."""
    test = Path(__file__).parents[1] / "interop" / "test_traces.py"
    command = [sys.executable, "-m", "pytest", str(test), "-q", "-m", "node", "--durations=5"]
    environment = os.environ | {"PAPER_EDITS": "1000000"}
    environment.pop("DJANGO_SETTINGS_MODULE")
    subprocess.run([*command, "--timeout=1800"], check=True, env=environment)


if __name__ == "__main__":
    main()
