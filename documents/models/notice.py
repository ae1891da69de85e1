"""What waits in people's inboxes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from .comment import Comment, CommentThread
from .document import Document


class Notice(models.Model):
    """One thing that a user should hear of.

    It holds no text of others: what a comment says is read from the comment, so that it changes
    and goes with it.
    """

    class Kind(models.TextChoices):
        """What happened."""

        MENTION = "mention"
        COMMENT = "comment"
        REPLY = "reply"
        INVITED = "invited"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="collab_notices"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="notices")
    thread = models.ForeignKey(
        CommentThread, on_delete=models.CASCADE, null=True, blank=True, related_name="notices"
    )
    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, null=True, blank=True, related_name="notices"
    )
    actor = models.CharField(max_length=64)
    """Principal who caused it."""
    detail = models.JSONField(default=dict, blank=True)
    """What other kinds need to be told; plain values."""
    created = models.DateTimeField(db_default=Now(), editable=False)
    read = models.DateTimeField(null=True, blank=True)
    mailed = models.DateTimeField(null=True, blank=True)
    """When a mail about it was begun; stays empty where no mail server is set."""

    class Meta:
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["user", "read", "-id"]),
            models.Index(fields=["mailed", "read", "created"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user_id}"
