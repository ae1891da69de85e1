"""What the store may answer instead of doing what it was asked. The sentences may be shown."""


class NotFound(Exception):
    """No such row, or none that the caller may see: the two are never told apart."""


class DocumentNotFound(NotFound):
    """No such document, or none that the caller may see."""


class AccessNotFound(NotFound):
    """The document has no such row of access."""


class ThreadNotFound(NotFound):
    """The document has no such thread of comments."""


class CommentNotFound(NotFound):
    """The thread has no such comment, or it was deleted."""


class ImageNotFound(NotFound):
    """No such picture, or none that the caller may see."""


class LinkNotFound(NotFound):
    """The document has no such link, or it was revoked."""


class RequestNotFound(NotFound):
    """Nobody asks for access to the document in this way."""


class Conflict(Exception):
    """What was asked for does not fit what the row is by now."""


class InTrash(Conflict):
    """The document is in the trash, where it cannot change."""

    def __init__(self) -> None:
        super().__init__("The document is in the trash.")


class NotInTrash(Conflict):
    """Only what is in the trash can be recovered."""

    def __init__(self) -> None:
        super().__init__("The document is not in the trash.")


class ThreadResolved(Conflict):
    """Nobody goes on with a conversation that was closed."""

    def __init__(self) -> None:
        super().__init__("The thread is resolved. Reopen it to reply.")


class TooManyComments(Conflict):
    """A bound on threads or comments is reached."""

    def __init__(self, what: str) -> None:
        super().__init__(f"There are too many {what} already.")


class StorageFull(Conflict):
    """The owner of a document may not store more."""

    def __init__(self) -> None:
        super().__init__("The storage of the document's owner is full.")


class LastOwner(Conflict):
    """Nobody would be left who can manage the document."""

    def __init__(self) -> None:
        super().__init__("The last owner of a document cannot be removed.")


class RestoredMeanwhile(Conflict):
    """Another snapshot was restored after what the caller knew of the document."""

    def __init__(self) -> None:
        super().__init__("Somebody else has just restored a snapshot of this document.")


class Corrupt(Exception):
    """What is stored is not what was written: the document is not served until it is mended."""

    def __init__(self, reason: str, place: str = "log", seq: int | None = None) -> None:
        """`place` is one of `Quarantine.Place`; `seq` is that of a row or checkpoint."""
        super().__init__(reason)
        self.place = place
        self.seq = seq


class Quarantined(Corrupt):
    """That was found out before, and nobody has looked after the document since."""

    def __init__(self) -> None:
        super().__init__("The document is quarantined.")


class CorruptSnapshot(Corrupt):
    """What is stored of a snapshot does not read. Its document is none the worse."""

    def __init__(self) -> None:
        super().__init__("What is stored of this version does not read.", "snapshot")
