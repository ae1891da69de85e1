"""Wiring of the reusable app."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """Collaborative documents in Django models."""

    name = "documents"
    label = "collab_documents"
    verbose_name = "Documents"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Check the settings once, before anything runs."""
        from . import checks  # noqa: F401, PLC0415 (registers the checks; apps are ready only now)
        from .store import membership  # noqa: PLC0415 (needs the models)

        membership.listen()
