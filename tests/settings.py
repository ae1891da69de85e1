"""The project's own settings, with a key, a database and a speed fit for tests."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "tests-only-" + "k" * 50)
os.environ.setdefault("COLLAB_VAR_DIR", tempfile.mkdtemp(prefix="collab-tests-"))

from collab.settings import *  # noqa: F403

if "sqlite" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    # A file: connections of several threads to one database in memory would lock each other out.
    DATABASES["default"]["TEST"] = {"NAME": VAR_DIR / "tests.sqlite3"}  # noqa: F405

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
