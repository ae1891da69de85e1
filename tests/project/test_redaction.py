import logging

import pytest

from collab.redaction import RedactSecrets


def redacted(message: str, *args: object) -> str:
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, message, args, None)
    assert RedactSecrets().filter(record)
    return record.getMessage()


@pytest.mark.parametrize(
    ("message", "kept"),
    [
        ("Not Found: /s/ab-cd_12/", "Not Found: /s/[redacted]/"),
        ("Not Found: /setup/ab-cd_12/", "Not Found: /setup/[redacted]/"),
        ("GET /ws/documents/7?v=1&ticket=abc:def", "GET /ws/documents/7?v=1&ticket=[redacted]"),
        ("GET /ws/documents/7?ticket=abc&v=1 403", "GET /ws/documents/7?ticket=[redacted]&v=1 403"),
        ("GET /documents/7/ 200", "GET /documents/7/ 200"),
    ],
)
def test_credentials_in_addresses_do_not_reach_the_log(message: str, kept: str) -> None:
    assert redacted(message) == kept


def test_credentials_in_arguments_do_not_either() -> None:
    assert redacted("%s: %s", "Not Found", "/s/secret/") == "Not Found: /s/[redacted]/"
