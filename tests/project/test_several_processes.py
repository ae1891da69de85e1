import signal
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


def test_a_second_server_is_refused_where_the_two_would_not_hear_of_each_other(
    tmp_path: Path, free_port: int, postgresql_url: str, redis_url: str
) -> None:
    alone = {"DATABASE_URL": postgresql_url}
    together = alone | {"REDIS_URL": redis_url}
    serve = ("serve", "--port", str(free_port))
    assert manage(tmp_path, "quickstart", "--no-serve", **alone).returncode == 0
    for first, second in ((alone, alone), (alone, together), (together, alone)):
        with serving(tmp_path, *serve, **first) as running:
            running.read_until("Serving on")
            refused = manage(tmp_path, "serve", **second)
            assert refused.returncode == 1
            assert refused.stderr.count("\n") == 1
            assert "set the same REDIS_URL for all" in refused.stderr
            assert running.stop() in {0, -signal.SIGTERM}
