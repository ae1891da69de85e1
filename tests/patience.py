"""How long something may take: as promised in a full run, and longer where others run beside it."""

LATE = 4
"""So many times as long may it take on a machine that does much else."""

full_run = False
"""Whether the machine is there for these tests alone; `--rounds` says so."""


def within(seconds: float) -> float:
    """What is promised to take `seconds`, in seconds that are waited here."""
    return seconds if full_run else seconds * LATE
