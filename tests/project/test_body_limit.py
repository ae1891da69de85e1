"""What a request brings is counted as it arrives."""

from typing import Any

import pytest

from collab.body_limit import BodyLimit

LIMIT = 10


async def echo_length(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Answers how many bytes came, as a view does that reads all of them."""
    length, more = 0, True
    while more:
        message = await receive()
        length += len(message.get("body", b""))
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(length).encode()})


async def answer(*parts: bytes, announced: bytes | None = None) -> tuple[int, bytes]:
    headers = [] if announced is None else [(b"content-length", announced)]
    scope = {"type": "http", "headers": headers}
    messages = iter(
        {"type": "http.request", "body": part, "more_body": number < len(parts)}
        for number, part in enumerate(parts, 1)
    )
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return next(messages)

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await BodyLimit(echo_length, LIMIT)(scope, receive, send)
    start, body = sent
    return start["status"], body["body"]


async def test_what_fits_is_passed_on() -> None:
    assert await answer(b"12345", b"67890") == (200, b"10")


async def test_what_grows_past_the_limit_is_refused_while_it_arrives() -> None:
    status, body = await answer(b"12345", b"67890", b"1", b"never read")
    assert status == 413
    assert b"too large" in body


async def test_a_lie_about_the_length_does_not_help() -> None:
    assert (await answer(b"1234567890", b"1", announced=b"1"))[0] == 413


async def test_what_says_that_it_is_too_long_is_not_read() -> None:
    assert (await answer(announced=b"11"))[0] == 413


@pytest.mark.parametrize("announced", [b"", b"-1", b"ten"])
async def test_a_length_that_is_no_number_is_counted(announced: bytes) -> None:
    assert await answer(b"12", announced=announced) == (200, b"2")


async def test_websockets_pass() -> None:
    seen = []

    async def note(scope: dict[str, Any], receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    await BodyLimit(note)({"type": "websocket"}, None, None)
    assert seen == ["websocket"]
