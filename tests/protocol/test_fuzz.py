"""A process that reads lies without a pause: it does not die, hang or raise what nobody expects."""

import subprocess
import sys
import time

from ..project.commands import ROOT

MOST_SECONDS = 3.0


def test_mutations_without_end_neither_kill_nor_hang_nor_surprise(
    fuzz_seconds: float, fuzz_seed: str
) -> None:
    ends = time.monotonic() + fuzz_seconds
    fuzzer = subprocess.Popen(
        [sys.executable, "-m", "tests.protocol.fuzzing", fuzz_seed],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert fuzzer.stdout is not None
    lines = []
    for line in fuzzer.stdout:  # one that hangs is ended by this test's own time limit
        lines.append(line.split())
        if line.startswith("end") and time.monotonic() > ends:
            break
    fuzzer.kill()
    _, errors = fuzzer.communicate()
    assert lines, errors
    assert lines[-1][0] == "end", f"seed {fuzz_seed}, round {lines[-1][1]}: {errors}"
    _check([line[1:] for line in lines if line[0] == "end"])


def _check(rounds: list[list[str]]) -> None:
    sent, refused = (sum(int(one[column]) for one in rounds) for column in (0, 1))
    slowest = max(float(one[2]) for one in rounds)
    print(f"{sent} updates in {len(rounds)} rounds, {refused} refused, slowest {slowest:.3f} s")  # noqa: T201
    assert 0 < refused < sent
    assert slowest < MOST_SECONDS
