"""`manage.py serve`: the production server."""

import os
from typing import Any

from django.core.management import BaseCommand
from django.core.management.base import CommandParser

from .. import readiness
from ..server import Address, serve
from ..single_server import only_server


class Command(BaseCommand):
    """Serve pages, REST and websockets until SIGTERM."""

    help = "Serve the project: pages, REST and websockets, in one or more processes."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen; HOST and PORT are the defaults."""
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=int, default=os.environ.get("PORT") or "8000")
        parser.add_argument("--workers", type=int, default=1, help="processes (default: 1)")

    def handle(self, *args: Any, host: str, port: int, workers: int, **options: Any) -> None:
        """Refuse what cannot work, then serve."""
        self.require_ready(host, workers)
        with only_server():
            serve(Address(host, port, workers), lambda: self._announce(host, port))

    def require_ready(self, host: str, workers: int) -> None:
        """Raise `CommandError` unless `workers` processes can serve on `host`."""
        readiness.require_ready(workers)

    def _announce(self, host: str, port: int) -> None:
        self.stdout.write(f"Serving on {host}:{port}")
        self.stdout.flush()
