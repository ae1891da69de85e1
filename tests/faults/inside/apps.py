"""Puts the faults in, once everything is loaded."""

import os
from pathlib import Path

from django.apps import AppConfig


class InsideConfig(AppConfig):
    """Faults that no proxy and no signal can make."""

    name = "tests.faults.inside"
    label = "inside"

    def ready(self) -> None:
        """Read which ones."""
        from . import clock, disk, lapse, moments  # noqa: PLC0415 (they need models)

        if "FAULT_CLOCK" in os.environ:
            clock.follow(Path(os.environ["FAULT_CLOCK"]))
        if "FAULT_DISK" in os.environ:
            disk.follow(Path(os.environ["FAULT_DISK"]))
        if "FAULT_LAPSE" in os.environ:
            lapse.hurry()
        if "FAULT_MOMENT" in os.environ:
            moments.die(os.environ["FAULT_MOMENT"], Path(os.environ["FAULT_MOMENT_CALLS"]))
