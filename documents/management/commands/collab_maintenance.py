"""`manage.py collab_maintenance`: what is due once a day, or after something went wrong."""

from argparse import ArgumentTypeError
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.management import BaseCommand, CommandError, call_command
from django.core.management.base import CommandParser
from django.utils import timezone

from ... import conf
from ...services import maintenance
from ...store import attempts, recovery

_HOURS = 24.0
_HOURS_MAX = 24.0 * 31
_SETTLED = timedelta(minutes=10)
"""A document that did not change for so long is left alone by its room."""
_FORGOTTEN = timedelta(days=1)
"""No count of attempts matters for so long."""
_IDLE = timedelta(days=30)
"""Who only looked at a page that is open to anybody is a guest for so long."""


class Command(BaseCommand):
    """One task a call; without one, what is due once a day."""

    help = (
        "Once a day: delete what has been in the trash for too long, and let searches find what"
        " was written while no editor was open. Or look after documents when something went wrong."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The tasks, and what they apply to."""
        tasks = parser.add_mutually_exclusive_group()
        tasks.add_argument(
            "--after-restore",
            action="store_true",
            help="the database was restored from a backup: for some hours, let open editors bring"
            " back what it lacks, also what others wrote (credited as recovered by them)",
        )
        tasks.add_argument(
            "--end-recovery", action="store_true", help="end what --after-restore began"
        )
        parser.add_argument(
            "--hours", type=_hours, default=_HOURS, help=f"how long (default: {_HOURS:.0f})"
        )
        parser.add_argument("--document", type=UUID, help="only this one (default: all)")

    def handle(
        self,
        *args: Any,
        after_restore: bool,
        end_recovery: bool,
        hours: float,
        document: UUID | None,
        **options: Any,
    ) -> None:
        """Do the task and say what was done."""
        if not after_restore and not end_recovery:
            self._look_after_all()
            return
        if after_restore:
            count = recovery.open_window(timedelta(hours=hours), document)
            said = f"Editors may bring back what is missing in {{}} for {hours:g} hours."
        else:
            count = recovery.close_window(document)
            said = "Editors may not bring back what others wrote any more, in {}."
        if after_restore and document is not None and count == 0:
            raise CommandError(f"There is no such document: {document}.")
        self.stdout.write(said.format("1 document" if count == 1 else f"{count} documents"))

    def _look_after_all(self) -> None:
        """What may be done at any time, and twice."""
        now = timezone.now()
        purged = maintenance.purge_trash(now - timedelta(days=conf.current().trash_days))
        refreshed = maintenance.refresh_texts(now - _SETTLED)
        attempts.forget(_FORGOTTEN)
        call_command("clearsessions")
        maintenance.forget_devices()
        maintenance.forget_guests(now - _IDLE)
        self.stdout.write(f"Deleted for ever: {purged}. Texts refreshed: {refreshed}.")


def _hours(text: str) -> float:
    try:
        hours = float(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no number of hours") from None
    if not 0 < hours <= _HOURS_MAX:
        raise ArgumentTypeError(f"it must be more than 0 and at most {_HOURS_MAX:.0f} hours")
    return hours
