"""What has to happen before the settings can be read: the address, the data folder, the key.

The settings derive the public address from HOST and PORT and cannot do without a secret key, so
`quickstart` and `serve` pass through here before Django is set up.
"""

import argparse
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from . import environment

KEY_BYTES = 48
"""Random bytes of a new secret key; Django asks for at least 50 characters."""

SERVING_COMMANDS = frozenset({"quickstart", "serve"})


def prepare(arguments: Sequence[str]) -> None:
    """Make ready what the command named first in `arguments` needs; other commands need nothing.

    Ends the process with one sentence if the data folder cannot be made.
    """
    command = arguments[0] if arguments else ""
    if command in SERVING_COMMANDS:
        os.umask(0o077)
        _adopt_address(arguments[1:])
    if command == "quickstart":
        try:
            create_data_folder(environment.var_dir(os.environ))
        except OSError as error:
            raise SystemExit(
                f"collab: Cannot make the data folder {error.filename}: {error.strerror}."
            ) from None


def create_data_folder(folder: Path) -> None:
    """Make `folder` and its secret key, readable by their owner alone, unless they are there."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if {"SECRET_KEY", "SECRET_KEY_FILE"} & os.environ.keys():
        return
    try:
        key = os.open(folder / "secret_key", os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode=0o600)
    except FileExistsError:
        return
    with os.fdopen(key, "w", encoding="utf-8") as file:
        file.write(secrets.token_urlsafe(KEY_BYTES) + "\n")


def _adopt_address(arguments: Sequence[str]) -> None:
    """Let `--host` and `--port` say what HOST and PORT say, so that the settings see them."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--host")
    parser.add_argument("--port")
    given = parser.parse_known_args(list(arguments))[0]
    for name in ("host", "port"):
        if getattr(given, name):
            os.environ[name.upper()] = getattr(given, name)
