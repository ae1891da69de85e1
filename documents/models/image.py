"""Pictures that people put into documents."""

from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.urls import reverse

from .document import Document


class Image(models.Model):
    """One picture in one document; its file may be shared with copies of the document."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="images")
    name = models.CharField(max_length=64, db_index=True)
    """Random, with the ending of its media type: the file's name, and part of its address."""
    media = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    """Pixels."""
    height = models.PositiveIntegerField()
    """Pixels."""
    size = models.PositiveIntegerField()
    """Bytes of the file."""
    author = models.CharField(max_length=64)
    """Principal of whoever uploaded it."""
    created = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "name"], name="collab_image_once")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where those who may see it get it."""
        return reverse("collab:image", args=[self.name])
