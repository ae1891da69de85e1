from pathlib import Path

import pytest

from .commands import manage, serving
from .test_serving import get

pytestmark = pytest.mark.server


def test_two_processes_serve_with_postgresql_and_redis(
    tmp_path: Path, free_port: int, postgresql_url: str, redis_url: str
) -> None:
    shared = {"DATABASE_URL": postgresql_url, "REDIS_URL": redis_url}
    assert manage(tmp_path, "quickstart", "--no-serve", **shared).returncode == 0
    arguments = ("serve", "--port", str(free_port), "--workers", "2")
    with serving(tmp_path, *arguments, PORT=str(free_port), **shared) as running:
        running.read_until("Serving on")
        assert get(free_port, "/healthz") == (200, "ok\n")
        assert get(free_port, "/readyz") == (200, "ready\n")
        assert running.stop() == 0
