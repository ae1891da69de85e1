"""What somebody tried, counted so that they cannot try it for ever."""

from django.db import models
from django.db.models.functions import Now


class Attempt(models.Model):
    """How often something was tried since a window began; whose it is shows nowhere."""

    key = models.CharField(max_length=64, primary_key=True)
    """A keyed digest of what was tried, and of the account or address that it is counted for."""
    count = models.PositiveIntegerField(default=0)
    began = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.count} since {self.began:%H:%M:%S}"
