import re
from dataclasses import fields
from pathlib import Path

import pytest

from documents.conf import Conf
from documents.protocol.limits import Limits

from .commands import ROOT

CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text()


def row(name: str, default: float) -> str:
    value = f"{default:,}" if isinstance(default, int) else f"{default:g}"
    if isinstance(default, bool):
        value = f"`{default}`"
    return f"| `{name.upper()}` | {value} |"


@pytest.mark.parametrize("kind", [Conf, Limits])
def test_every_setting_is_documented_with_its_default(kind: type[Conf] | type[Limits]) -> None:
    values = kind()
    settings = [field.name for field in fields(kind) if field.name != "limits"]
    missing = [name for name in settings if row(name, getattr(values, name)) not in CONFIGURATION]
    assert missing == []


def test_the_readme_is_short_enough_to_be_read() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) < 250


@pytest.mark.parametrize("path", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))])
def test_every_file_that_is_linked_exists(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", path.read_text())
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_every_target_that_is_mentioned_exists_and_is_explained() -> None:
    makefile = (ROOT / "Makefile").read_text()
    explained = set(re.findall(r"^([a-z0-9]+):.*## ", makefile, re.MULTILINE))
    mentioned = set(
        re.findall(r"`(?:COLLAB_CI=1 )?make ([a-z0-9]+)", (ROOT / "README.md").read_text())
    )
    assert mentioned <= explained
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    assert set(phony[1].split()) == explained
