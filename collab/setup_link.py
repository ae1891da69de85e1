"""The link that makes the first administrator: one at a time, used once, good for a day.

The data folder keeps the token's SHA-256 and when it expires, so reading the folder (a backup,
say) does not open the link.
"""

import hashlib
import hmac
import json
import secrets
import time
from pathlib import Path

TOKEN_BYTES = 32
LIFETIME_SECONDS = 24 * 3600
FILE_NAME = "setup_link.json"


def issue(folder: Path, now: float | None = None) -> str:
    """A new token, which replaces the one before; `now` is in seconds since 1970."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    expires = (time.time() if now is None else now) + LIFETIME_SECONDS
    content = json.dumps({"digest": _digest(token), "expires": expires})
    draft = folder / f"{FILE_NAME}.new"
    draft.write_text(content, encoding="utf-8")
    draft.chmod(0o600)
    draft.replace(folder / FILE_NAME)
    return token


def is_pending(folder: Path, now: float | None = None) -> bool:
    """Whether there is a token that nobody used and that has not expired."""
    return _digest_in(folder, now) is not None


def is_valid(folder: Path, token: str, now: float | None = None) -> bool:
    """Whether `token` is the issued one and has not expired."""
    stored = _digest_in(folder, now)
    return stored is not None and hmac.compare_digest(stored, _digest(token))


def claim(folder: Path, token: str) -> bool:
    """Use the token up: of two who try at once, only one is answered `True`."""
    if not is_valid(folder, token):
        return False
    try:
        (folder / FILE_NAME).unlink()
    except FileNotFoundError:
        return False
    return True


def _digest_in(folder: Path, now: float | None) -> str | None:
    try:
        stored = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    moment = time.time() if now is None else now
    return str(stored["digest"]) if moment < float(stored["expires"]) else None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
