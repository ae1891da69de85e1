"""Measured figures, printed as they come."""

import gc
import sys
from collections.abc import Callable
from time import perf_counter


def show(name: str, value: float, unit: str) -> None:
    """Print one figure."""
    sys.stdout.write(f"{name:<58} {value:>12,.2f} {unit}\n")
    sys.stdout.flush()


def seconds(work: Callable[[], object], repeat: int = 3) -> float:
    """The fastest of some runs, in seconds: what disturbs only ever makes it slower."""
    best = float("inf")
    for _ in range(repeat):
        gc.collect()
        start = perf_counter()
        work()
        best = min(best, perf_counter() - start)
    return best
