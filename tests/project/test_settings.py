import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from .commands import ROOT, environment

PRINT_SETTINGS = """
import json
from collab import settings
print(json.dumps({n: v for n, v in vars(settings).items() if n.isupper()}, default=str))
"""


def settings(var_dir: Path, **variables: str) -> dict[str, Any]:
    """The settings under these variables, read in a fresh process."""
    printed = subprocess.run(
        [sys.executable, "-c", PRINT_SETTINGS],
        cwd=ROOT,
        env=environment(var_dir, SECRET_KEY="k" * 50, **variables),
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    found: dict[str, Any] = json.loads(printed.stdout)
    return found


def test_under_https_browsers_are_bound_to_it(tmp_path: Path) -> None:
    found = settings(tmp_path, PUBLIC_URL="https://docs.example.org")
    assert found["SECURE_SSL_REDIRECT"]
    assert found["SECURE_HSTS_SECONDS"] == 365 * 24 * 3600
    assert found["SESSION_COOKIE_SECURE"]
    assert found["CSRF_COOKIE_SECURE"]
    assert found["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert found["CSRF_COOKIE_NAME"].startswith("__Host-")
    policy = found["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]
    assert policy["connect-src"] == ["'self'", "wss://docs.example.org"]


def test_without_https_nothing_pretends_to_it(tmp_path: Path) -> None:
    found = settings(tmp_path)
    assert not found.get("SECURE_SSL_REDIRECT")
    assert not found.get("SESSION_COOKIE_SECURE")
    assert "SESSION_COOKIE_NAME" not in found


def test_debug_is_off_unless_asked_for(tmp_path: Path) -> None:
    assert settings(tmp_path)["DEBUG"] is False
    assert settings(tmp_path, DEBUG="on")["DEBUG"] is True


def test_sqlite_survives_a_power_cut_and_waits_for_its_turn(tmp_path: Path) -> None:
    options = settings(tmp_path)["DATABASES"]["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    assert "journal_mode=WAL" in options["init_command"]
    assert "synchronous=FULL" in options["init_command"]


def test_postgresql_uses_its_own_pool(tmp_path: Path) -> None:
    database = settings(tmp_path, DATABASE_URL="postgres://db/collab?sslmode=require")["DATABASES"]
    assert database["default"]["CONN_MAX_AGE"] == 0
    assert database["default"]["OPTIONS"]["pool"]
    assert database["default"]["OPTIONS"]["sslmode"] == "require"


def test_postgresql_soon_lets_go_of_what_a_process_holds_that_is_gone(tmp_path: Path) -> None:
    database = settings(tmp_path, DATABASE_URL="postgres://db/collab")["DATABASES"]["default"]
    noticed = dict(re.findall(r"-c (\w+)=(\w+)", database["OPTIONS"]["options"]))
    assert noticed["idle_in_transaction_session_timeout"] == "5s"
    kept = int(noticed["tcp_keepalives_interval"]) * int(noticed["tcp_keepalives_count"])
    assert int(noticed["tcp_keepalives_idle"]) + kept <= 20


def test_redis_carries_encrypted_messages_between_processes(tmp_path: Path) -> None:
    layer = settings(tmp_path, REDIS_URL="redis://cache:6379/1")["CHANNEL_LAYERS"]["default"]
    assert layer["BACKEND"] == "channels_redis.pubsub.RedisPubSubChannelLayer"
    (key,) = layer["CONFIG"]["symmetric_encryption_keys"]
    assert len(key) == 64


def test_throttling_can_be_switched_off(tmp_path: Path) -> None:
    rates = settings(tmp_path, COLLAB_THROTTLE="off")["REST_FRAMEWORK"]["DEFAULT_THROTTLE_RATES"]
    assert set(rates.values()) == {None}
    assert "DEFAULT_THROTTLE_RATES" not in settings(tmp_path)["REST_FRAMEWORK"]
