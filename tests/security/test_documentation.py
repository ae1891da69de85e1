"""docs/security.md names the tests that prove it: each of them is there."""

import re

import pytest

from ..project.commands import ROOT

TEXT = (ROOT / "docs" / "security.md").read_text()
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+(?:\.py)?(?:::test_\w+)?)`", TEXT)))
HOSTILE = TEXT.partition("## Hostile input")[2].partition("\n## ")[0]
RULES = {f"d1.{n}" for n in (1, 2, *range(4, 10), *range(11, 24))}
"""The rules that a release depends on."""


@pytest.mark.parametrize("name", NAMED)
def test_every_test_that_is_named_exists(name: str) -> None:
    path, _, function = name.partition("::")
    found = ROOT / path
    assert found.exists()
    if function:
        assert re.search(rf"^(async )?def {function}\(", found.read_text(), re.MULTILINE)


def test_every_rule_is_spoken_of() -> None:
    assert set(re.findall(r"\bd1\.\d+", TEXT)) == RULES


def test_a_test_is_named_for_every_rule_that_is_kept() -> None:
    for line in TEXT.splitlines():
        if line.startswith("| d1."):
            assert "`tests/" in line, line


def numbers(letter: str) -> set[int]:
    """The rows with that letter that the table speaks of, one by one or as `U04 to U11`."""
    found = set()
    for first, last in re.findall(rf"\b{letter}(\d+)(?: to {letter}(\d+))?", HOSTILE):
        found |= set(range(int(first), int(last or first) + 1))
    return found


def test_every_hostile_row_is_spoken_of() -> None:
    assert numbers("U") == set(range(1, 76))
    assert numbers("E") == set(range(1, 25))
