#!/usr/bin/env python3
"""Entry point of every command of the project."""

import os
import sys

from django.core.management import execute_from_command_line

from collab import first_start


def main() -> None:
    """Run the command named on the command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "collab.settings")
    first_start.prepare(sys.argv[1:])
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
