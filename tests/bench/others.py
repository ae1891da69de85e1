"""How long others wait while one editor does harm, as a table for docs/performance.md.

    python -m tests.bench.others [ATTACK...]

takes some three minutes for all of `tests.hostile.attacks`; nothing else may run meanwhile.
"""

import sys
import tempfile
from pathlib import Path

from ..hostile.attacks import ATTACKS
from ..hostile.test_others_wait import KEYS, Beside, measure
from ..servers import running


def row(attack: str, beside: Beside) -> str:
    """A line of the table."""
    before, during = beside.before_seconds * 1000, beside.during_seconds * 1000
    said = (ATTACKS[attack].__doc__ or "").rstrip(".")
    return f"| {attack}: {said} | {before:.1f} ms | {during:.1f} ms | {during / before:.1f} |"


def main(attacks: list[str]) -> None:
    """Measure one after the other, on a server of their own."""
    sys.stdout.write("| | before | meanwhile | ratio |\n| --- | --- | --- | --- |\n")
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as site:
        for attack in attacks:
            sys.stdout.write(row(attack, measure(site, attack, 2 * KEYS)) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:] or list(ATTACKS))
