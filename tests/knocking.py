"""Somebody who keeps asking the REST interface of servers, and notes what fails."""

import itertools
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPException

from .servers import Refused, Site

PAUSE_SECONDS = 0.25
"""Between two questions to one node and two to the next: whoever asks more often is throttled."""


@contextmanager
def knocking(nodes: Sequence[Site], username: str, document: str) -> Iterator[list[str]]:
    """Read and rename a document at each node in turn; answers the failures, which go on coming."""
    failures: list[str] = []
    ended = threading.Event()

    def knock() -> None:
        for number, node in enumerate(itertools.cycle(nodes)):
            if ended.is_set():
                return
            path = f"documents/{document}/"
            try:
                node.rest(username, "GET", path)
                node.rest(username, "PATCH", path, {"title": f"Title {number}"})
            except (HTTPException, OSError, Refused) as error:
                failures.append(repr(error))
            ended.wait(PAUSE_SECONDS)

    for node in nodes:
        node.token(username)
    thread = threading.Thread(target=knock, name="knocking")
    thread.start()
    try:
        yield failures
    finally:
        ended.set()
        thread.join()
