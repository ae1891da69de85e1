"""`manage.py runserver`: daphne for development, with room for large documents."""

from typing import Any

from daphne.management.commands.runserver import Command as DaphneCommand

from ... import conf
from ..single_server import only_server


class Command(DaphneCommand):
    """Daphne's own limit is 1 MiB a message, in both directions: a larger document never opens."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Give daphne the app's limits unless the command line says otherwise."""
        limits = conf.current().limits
        largest_bytes = max(limits.message_bytes, limits.document_bytes)
        for option in ("websocket_max_message_size", "websocket_max_frame_size"):
            if options.get(option) is None:
                options[option] = largest_bytes
        super().handle(*args, **options)

    def inner_run(self, *args: Any, **options: Any) -> None:
        """Serve, in the process that the reloader restarts."""
        with only_server():
            super().inner_run(*args, **options)
