"""`make audit`: whether a vulnerability is known in what the project installs.

Python packages are asked for one by one (`pip-audit`), the frontend's by its lock file
(`npm audit`, from medium on). A registry that does not answer is said, and is no failure: what it
would have said is not known. Accepted vulnerabilities stand in `ACCEPTED`, each with its reason.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
ACCEPTED: Mapping[str, str] = {}
"""Ids of vulnerabilities that cannot harm here, and why."""

_PYTHON = (
    sys.executable, "-m", "pip_audit", "--requirement", "requirements.txt", "--require-hashes",
    "--disable-pip", "--format", "json", "--progress-spinner", "off", "--timeout", "10",
)  # fmt: skip
_NPM = ("npm", "audit", "--prefix", "frontend", "--package-lock-only", "--json")
_HARMFUL = frozenset({"moderate", "high", "critical"})


@dataclass(frozen=True, slots=True)
class Audit:
    """What a registry said."""

    name: str
    found: Sequence[str] = ()
    """Vulnerabilities, as lines to print."""
    unasked: str = ""
    """Why nothing, or not everything, is known."""

    def lines(self) -> Iterable[str]:
        """The verdict in words."""
        yield from self.found
        if self.unasked:
            yield f"{self.name}: not audited, {self.unasked}"
        elif not self.found:
            yield f"{self.name}: no vulnerability is known."


def of_python(printed: str, complaint: str) -> Audit:
    """What `pip-audit` said."""
    packages = _parsed(printed).get("dependencies", [])
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    found = [
        f"{package['name']} {package['version']}: {vulnerability['id']}"
        for package in packages
        for vulnerability in package.get("vulns", [])
        if not ACCEPTED.keys() & {vulnerability["id"], *vulnerability.get("aliases", [])}
    ]
    unasked = ""
    if not packages:
        unasked = f"the service did not answer: {_last_line(complaint)}"
    elif skipped:
        unasked = f"the service knows nothing of {_some(skipped)}"
    return Audit("Python packages", found, unasked)


def of_npm(printed: str, complaint: str) -> Audit:
    """What `npm audit` said."""
    answer = _parsed(printed)
    if "vulnerabilities" not in answer:
        reason = answer.get("message") or _last_line(complaint)
        return Audit("npm packages", unasked=f"the registry did not answer: {reason}")
    found = [
        f"{name}: {vulnerability['severity']}"
        for name, vulnerability in answer["vulnerabilities"].items()
        if vulnerability["severity"] in _HARMFUL and name not in ACCEPTED
    ]
    return Audit("npm packages", found)


def _parsed(printed: str) -> dict[str, Any]:
    try:
        answer = json.loads(printed)
    except json.JSONDecodeError:
        return {}
    return answer if isinstance(answer, dict) else {}


def _last_line(text: str) -> str:
    return (text.strip().splitlines() or ["it said nothing"])[-1]


def _some(names: Sequence[str]) -> str:
    more = len(names) - 3
    return ", ".join(names[:3]) + (f" and {more} more" if more > 0 else "")


def _ask(command: Sequence[str]) -> tuple[str, str]:
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return run.stdout, run.stderr


def main() -> int:
    """Ask both registries; 1 if one of them knows of something harmful."""
    audits = [of_python(*_ask(_PYTHON))]
    if shutil.which("npm"):
        audits.append(of_npm(*_ask(_NPM)))
    else:
        audits.append(Audit("npm packages", unasked="npm is not installed."))
    for audit in audits:
        sys.stdout.writelines(f"{line}\n" for line in audit.lines())
    return int(any(audit.found for audit in audits))


if __name__ == "__main__":
    sys.exit(main())
