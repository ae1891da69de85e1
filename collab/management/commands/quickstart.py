"""`manage.py quickstart`: from a fresh clone to a running server, as often as one likes."""

import os
from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, call_command
from django.core.management.base import CommandParser
from django.urls import reverse

from collab import demo, setup_link, welcome
from collab.setup import administrator_exists
from documents.management.server import Address, serve
from documents.management.single_server import only_server


class Command(BaseCommand):
    """The data folder and the secret key are already there: see `collab.first_start`."""

    help = "Set everything up on first use, print the link to open, and serve."

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to listen; HOST and PORT are the defaults."""
        parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1")
        parser.add_argument("--port", type=int, default=os.environ.get("PORT") or "8000")
        parser.add_argument("--no-serve", action="store_true", help="set up only")
        parser.add_argument(
            "--demo", action="store_true", help="make two users to try it with, on this machine"
        )

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        """Set up, then serve unless told not to."""
        set_up_only = options["no_serve"]
        with nullcontext() if set_up_only else only_server():
            lines = self._set_up(host, with_demo=options["demo"], beside=set_up_only)
            if set_up_only:
                self._print(lines)
            else:
                serve(Address(host, port), lambda: self._print(lines))

    def _set_up(self, host: str, *, with_demo: bool, beside: bool) -> list[str]:
        """Make what is missing; answers what to tell the person who started it.

        Demo users may be made `beside` a server whose link was printed elsewhere, and stays good.
        """
        call_command("migrate", interactive=False, verbosity=0)
        demo.refuse_exposure(host, wanted=with_demo)
        welcome.create()
        if with_demo and beside and setup_link.is_pending(settings.VAR_DIR):
            return _demo_lines()
        return [
            f"collab is at {settings.PUBLIC_URL}/",
            *_administrator_lines(),
            *(_demo_lines() if with_demo else ()),
        ]

    def _print(self, lines: list[str]) -> None:
        self.stdout.write("\n" + "\n".join(f"  {line}" for line in lines) + "\n")
        self.stdout.flush()  # whoever reads through a pipe waits for the link


def _administrator_lines() -> list[str]:
    if administrator_exists():
        return []
    path = reverse("setup", args=[setup_link.issue(settings.VAR_DIR)])
    return [
        "Open this link to make the first administrator (it works once, for a day):",
        f"{settings.PUBLIC_URL}{path}",
    ]


def _demo_lines() -> list[str]:
    lines = [f"Demo user {name}, password {password}" for name, password in demo.create_users()]
    demo.share_welcome()
    return lines
