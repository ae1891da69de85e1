"""docs/security.md names the tests that prove it: each of them is there."""

import re

import pytest

from ..project.commands import ROOT

TEXT = (ROOT / "docs" / "security.md").read_text()
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+(?:\.py)?(?:::test_\w+)?)`", TEXT)))
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
