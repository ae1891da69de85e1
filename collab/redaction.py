"""Keeps credentials out of the log: addresses carry some (share links, set-up links, tickets)."""

import logging
import re

SECRET_IN_ADDRESS = re.compile(r"(/(?:s|setup)/|[?&](?:ticket|token)=)[^/\s&\"']+")


class RedactSecrets(logging.Filter):
    """Replaces the secret part of every address in a record's text."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite `record`; it is always kept."""
        text = record.getMessage()
        redacted = SECRET_IN_ADDRESS.sub(r"\1[redacted]", text)
        if redacted != text:
            record.msg, record.args = redacted, None
        return True
