"""What people say about a document: threads on pieces of its text.

A thread stands outside of the content: who comments needs no right to write.
"""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now

from .document import Document


class CommentThread(models.Model):
    """A conversation about one piece of the text."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="threads")
    start = models.BinaryField()
    """Relative position before the first character, as Yjs encodes it."""
    end = models.BinaryField()
    """Relative position behind the last one."""
    quote = models.TextField(blank=True)
    """The text that was selected, as its author saw it."""
    author = models.CharField(max_length=64)
    """Principal who began it."""
    created = models.DateTimeField(db_default=Now(), editable=False)
    resolved = models.DateTimeField(null=True, blank=True)
    resolved_by = models.CharField(max_length=64, blank=True)
    """Principal; empty while the thread is open."""

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["document", "resolved", "-id"])]

    def __str__(self) -> str:
        return f"{self.document_id}: {self.quote[:40]}"


class Comment(models.Model):
    """One thing that somebody said. What is deleted keeps its place and loses its text."""

    thread = models.ForeignKey(CommentThread, on_delete=models.CASCADE, related_name="comments")
    author = models.CharField(max_length=64)
    """Principal."""
    text = models.TextField()
    """Plain text; `@name` mentions people who may see the document."""
    created = models.DateTimeField(db_default=Now(), editable=False)
    edited = models.DateTimeField(null=True, blank=True)
    deleted = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.text[:40]
