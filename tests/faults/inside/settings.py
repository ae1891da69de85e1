"""The project's own settings, with what `FAULT_*` variables ask for (see `apps`)."""

import os

from collab.settings import *  # noqa: F403

INSTALLED_APPS.append("tests.faults.inside")  # noqa: F405
if "FAULT_LAYER_SEED" in os.environ:
    CHANNEL_LAYERS["default"]["BACKEND"] = "tests.faults.inside.layer.NoisyLayer"  # noqa: F405
if "FAULT_LAPSE" in os.environ:
    CHANNEL_LAYERS["default"]["CONFIG"] = {"expiry": 0.06, "group_expiry": 1}  # noqa: F405
if "FAULT_NEWER" not in os.environ:
    MIGRATION_MODULES = {"inside": None}
