import re
from pathlib import Path

import pytest

from collab import environment
from collab.environment import Environment, EnvironmentFault

from .commands import manage

KEY = "k" * 50


def read(**variables: str) -> Environment:
    return environment.read({"SECRET_KEY": KEY, **variables})


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"PORT": "eighty"}, "PORT must be a number from 1 to 65535, not 'eighty'."),
        ({"PORT": "65536"}, "PORT must be a number from 1 to 65535, not '65536'."),
        ({"PUBLIC_URL": "docs.example.org"}, "PUBLIC_URL must look like"),
        ({"PUBLIC_URL": "ftp://docs.example.org"}, "PUBLIC_URL must look like"),
        ({"PUBLIC_URL": "https://docs.example.org:port"}, "PUBLIC_URL is not an address"),
        ({"PUBLIC_URL": "https://[::1"}, "PUBLIC_URL is not an address"),
        ({"PUBLIC_URL": "https://example.org/docs"}, "scheme, host and port alone"),
        ({"PUBLIC_URL": "https://me:secret@example.org"}, "scheme, host and port alone"),
        ({"DEBUG": "maybe"}, "DEBUG must be on or off, not 'maybe'."),
        ({"DEBUG": "on", "HOST": "0.0.0.0"}, "DEBUG is for this machine alone"),
        ({"DEBUG": "on", "PUBLIC_URL": "https://example.org"}, "DEBUG is for this machine alone"),
        ({"COLLAB_THROTTLE": "sometimes"}, "COLLAB_THROTTLE must be on or off"),
        ({"TRUSTED_PROXIES": "10.0.0.1, proxy"}, "TRUSTED_PROXIES must list addresses or networks"),
        ({"DATABASE_URL": "mysql://localhost/collab"}, "DATABASE_URL must look like"),
        ({"DATABASE_URL": "collab.db"}, "DATABASE_URL must look like"),
        ({"DATABASE_URL": "postgres://me:p/ss@db:x/collab"}, "percent-encoded"),
        ({"REDIS_URL": "localhost:6379"}, "REDIS_URL must start with"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY has 5 characters and needs at least 32."),
        ({"EMAIL_URL": "mail.example.org"}, "EMAIL_URL must look like smtp+tls://"),
        ({"EMAIL_URL": "smtp://me:p/ss@host:x"}, "percent-encoded"),
        ({"COLLAB_SIGN_UP": "maybe"}, "COLLAB_SIGN_UP must be on or off"),
        ({"COLLAB_SIGN_UP_DOMAINS": "me@example.org"}, "must list domains"),
        ({"COLLAB_SIGN_UP_DOMAINS": "example.org"}, "needs EMAIL_URL"),
        ({"COLLAB_POLL_SECONDS": "often"}, "COLLAB['POLL_SECONDS'] must be a number"),
        ({"COLLAB_POLL_SECONDS": "-1"}, "COLLAB['POLL_SECONDS'] must be greater than zero"),
        ({"COLLAB_POLL_SECONDS": "nan"}, "must be greater than zero, not nan"),
        ({"COLLAB_WORKER_PROCESSES": "1.5"}, "must be a whole number, not 1.5"),
        ({"COLLAB_LIMITS_STRIKES": "0"}, "COLLAB['LIMITS']['STRIKES'] must be greater than zero"),
        ({"COLLAB_TYPO": "1"}, "COLLAB has no setting 'TYPO'."),
        ({"COLLAB_TYPO": "sometimes"}, "COLLAB has no setting 'TYPO'."),
        ({"COLLAB_LIMITS_TYPO": "1"}, "COLLAB['LIMITS'] has no setting 'TYPO'."),
        ({"COLLAB_LIMITS": "1"}, "COLLAB['LIMITS'] must be a dict, not 1."),
    ],
)
def test_a_wrong_value_is_refused_with_one_sentence(
    variables: dict[str, str], sentence: str
) -> None:
    with pytest.raises(EnvironmentFault, match=re.escape(sentence)) as refusal:
        read(**variables)
    assert "\n" not in str(refusal.value)


def test_a_wrong_value_stops_the_start_without_a_traceback(tmp_path: Path) -> None:
    run = manage(tmp_path, "check", SECRET_KEY=KEY, PUBLIC_URL="nonsense")
    assert run.returncode == 1
    assert run.stderr.strip() == (
        "collab: PUBLIC_URL must look like https://docs.example.org, not 'nonsense'."
    )


def test_without_a_secret_key_nothing_starts(tmp_path: Path) -> None:
    run = manage(tmp_path, "check")
    assert run.returncode == 1
    assert run.stderr.startswith("collab: There is no secret key: set SECRET_KEY")
    assert "Traceback" not in run.stderr


def test_the_secret_key_can_come_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text(KEY + "\n")
    found = environment.read({"SECRET_KEY_FILE": str(path)})
    assert found.secret_key == KEY


def test_a_secret_key_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="Cannot read the secret key"):
        environment.read({"SECRET_KEY_FILE": str(tmp_path)})


def test_a_secret_key_that_starts_with_a_dollar_is_taken_as_it_is() -> None:
    assert read(SECRET_KEY="$" + KEY).secret_key == "$" + KEY


def test_the_public_address_defaults_to_host_and_port() -> None:
    assert read(HOST="192.0.2.7", PORT="9000").origin == "http://192.0.2.7:9000"
    assert read(HOST="::1", PORT="9000").origin == "http://[::1]:9000"


def test_listening_everywhere_is_announced_as_this_machine() -> None:
    assert read(HOST="0.0.0.0").origin == "http://localhost:8000"


def test_on_this_machine_every_name_of_it_is_allowed() -> None:
    found = read(PORT="9000")
    assert found.allowed_hosts == ["127.0.0.1", "localhost", "[::1]"]
    assert "http://localhost:9000" in found.origins


def test_in_public_only_the_public_name_is_allowed() -> None:
    found = read(PUBLIC_URL="https://docs.example.org/", ALLOWED_HOSTS="other.example.org")
    assert found.allowed_hosts == ["docs.example.org", "other.example.org"]
    assert found.origins == ["https://docs.example.org"]
    assert found.https


def test_settings_of_the_app_are_numbers_and_limits() -> None:
    found = read(COLLAB_POLL_SECONDS="0.5", COLLAB_LIMITS_STRIKES="5")
    assert found.collab == {"POLL_SECONDS": 0.5, "LIMITS": {"STRIKES": 5}}


def test_the_database_is_a_file_in_the_data_folder_unless_named(tmp_path: Path) -> None:
    assert read(COLLAB_VAR_DIR=str(tmp_path)).database["NAME"] == str(tmp_path / "collab.sqlite3")
    named = read(DATABASE_URL="postgres://ann:p%40ss@db.example.org:6432/collab").database
    assert (named["HOST"], named["PORT"], named["PASSWORD"]) == ("db.example.org", 6432, "p@ss")
