"""Who uses the machine's cores during a measurement."""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from time import perf_counter

_TICKS = os.sysconf("SC_CLK_TCK")


class Shares:
    """CPU of groups of processes, as a share of one core, between `begin` and `end`."""

    def __init__(self, groups: dict[str, Callable[[], Iterable[int]]]) -> None:
        self._groups = groups
        self._at = 0.0
        self._before: dict[str, float] = {}

    def begin(self) -> None:
        """Start to count."""
        self._at, self._before = perf_counter(), self._now()

    def end(self) -> dict[str, float]:
        """Per cent of one core that each group has used since."""
        seconds = perf_counter() - self._at
        return {k: 100 * (v - self._before[k]) / seconds for k, v in self._now().items()}

    def _now(self) -> dict[str, float]:
        machine = [float(t) for t in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
        used = {name: sum(map(_seconds, pids())) for name, pids in self._groups.items()}
        busy = (sum(machine) - machine[3] - machine[4]) / _TICKS
        return used | {"whole machine": busy}


def _seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def named(*names: str) -> Callable[[], list[int]]:
    """Finds the processes of a program."""

    def find() -> list[int]:
        found = []
        for comm in Path("/proc").glob("[0-9]*/comm"):
            try:
                if comm.read_text().strip().startswith(names):
                    found.append(int(comm.parent.name))
            except (FileNotFoundError, ProcessLookupError):
                continue
        return found

    return find
