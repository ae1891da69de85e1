"""Wiring of the reusable app."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy


class DocumentsConfig(AppConfig):
    """Collaborative documents in Django models."""

    name = "documents"
    label = "collab_documents"
    verbose_name = gettext_lazy("Documents")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Check the settings once, before anything runs."""
        from . import checks  # noqa: F401, PLC0415 (registers the checks; apps are ready only now)
        from .store import images, membership, search_index  # noqa: PLC0415 (need the models)
        from .web import visitors  # noqa: PLC0415 (needs the models)
        from .web.account import language  # noqa: PLC0415 (needs the models)

        membership.listen()
        images.listen()
        visitors.listen()
        language.listen()
        post_migrate.connect(search_index.after_migrations, sender=self)
