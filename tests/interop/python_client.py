"""A client as a script would write it: `websockets` for the wire, `pycrdt` for the document."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from pycrdt import (
    Doc,
    Text,
    TransactionEvent,
    XmlElement,
    XmlFragment,
    XmlText,
    create_sync_message,
    create_update_message,
    handle_sync_message,
)
from websockets.sync.client import ClientConnection, connect

from tests.servers import Site

SYNC, STEP_2, SAVED = 0, 1, 100


class PythonClient:
    """One replica with a text and an editor's tree, and its connection."""

    def __init__(self, socket: ClientConnection) -> None:
        self.doc: Doc[Any] = Doc()
        self.text: Text = self.doc.get("text", type=Text)
        self.tree: XmlFragment = self.doc.get("default", type=XmlFragment)
        self.synced = False
        self.echoed = 0
        self._made: list[bytes] = []
        self._socket = socket
        self._socket.send(create_sync_message(self.doc))
        self.until(lambda: self.synced)
        self.doc.observe(self._note)

    def _note(self, event: TransactionEvent) -> None:
        self._made.append(event.update)

    def _receive(self) -> None:
        frame = self._socket.recv(timeout=30)
        assert isinstance(frame, bytes)
        if frame[0] == SYNC:
            self._sync(frame)
        elif frame[0] == SAVED:
            self.echoed = frame[1]

    def _sync(self, frame: bytes) -> None:
        reply = handle_sync_message(frame[1:], self.doc)
        self.synced |= frame[1] == STEP_2
        self._made.clear()  # that was the server's news, not ours
        if reply is not None:
            self._socket.send(reply)

    def append(self, words: str) -> None:
        """Write at the end of the text."""
        self.text.insert(len(str(self.text).encode()), words)
        self._send()

    def paragraph(self, words: str) -> None:
        """Write a paragraph at the end of the tree."""
        with self.doc.transaction():
            paragraph = self.tree.children.append(XmlElement("paragraph"))
            paragraph.children.append(XmlText(words))
        self._send()

    def _send(self) -> None:
        for update in self._made:
            self._socket.send(create_update_message(update))
        self._made.clear()

    def until(self, condition: Callable[[], bool]) -> None:
        """Receive until something is so."""
        while not condition():
            self._receive()

    def saved(self, number: int = 1) -> None:
        """Ask "saved?" and wait for the echo."""
        self._socket.send(bytes([SAVED, number]))
        self.until(lambda: self.echoed == number)


@contextmanager
def opened(site: Site, document: str, username: str) -> Iterator[PythonClient]:
    """A document while it is open in a script."""
    with connect(
        f"{site.socket_url}/{document}?v=1",
        additional_headers={"Authorization": f"Bearer {site.token(username)}"},
        compression=None,
        max_queue=None,  # what is not read yet must not hold up the closing handshake
    ) as socket:
        yield PythonClient(socket)
