"""`manage.py runserver`: daphne for development, with room for large documents."""

from typing import Any

from daphne.management.commands.runserver import Command as DaphneCommand
from django.core.management import CommandError

from ... import conf
from ...consumers.host import largest_bytes
from ..single_server import only_server

SIZES = ("websocket_max_message_size", "websocket_max_frame_size")


class Command(DaphneCommand):
    """Daphne's own limit is 1 MiB a message, in both directions: a larger document never opens."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Give daphne the app's limits; refuse smaller ones."""
        largest = largest_bytes(conf.current().limits)
        for option in SIZES:
            given = options.get(option)
            if given is not None and 0 < given < largest:
                name = option.replace("_", "-")
                raise CommandError(
                    f"--{name} must be at least {largest}: documents may become that large."
                )
            options[option] = largest if given is None else given
        super().handle(*args, **options)

    def inner_run(self, *args: Any, **options: Any) -> None:
        """Serve, in the process that the reloader restarts."""
        with only_server():
            super().inner_run(*args, **options)
