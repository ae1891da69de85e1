"""Runs `manage.py` as a person does: in its own process, with its own data folder."""

import os
import subprocess
import sys
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
        timeout=60,
        check=False,
    )
