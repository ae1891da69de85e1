"""Every sentence that people see has its German one; the catalogues hold all of them."""

import gettext
import re
from ast import literal_eval
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pytest

from .commands import ROOT

CATALOGUES = ROOT / "documents/locale/de/LC_MESSAGES"
DOMAINS = ["django", "djangojs"]
PLACES = re.compile(r"%\(\w+\)s")

IN_TEMPLATES = re.compile(r"""\{% translate (?:"([^"]+)"|'([^']+)')""")
IN_SCRIPTS = re.compile(r'\bn?gettext\(\s*("(?:[^"\\]|\\.)*")')
IN_PYTHON = re.compile(r'\b(?:_|gettext|gettext_lazy|ngettext)\(\s*("(?:[^"\\]|\\.)*")\s*[,)]')


class Entry(NamedTuple):
    message: str
    plural: str
    translations: list[str]


def entries(domain: str) -> Iterator[Entry]:
    """Every message of a catalogue; the header is left out."""
    for block in (CATALOGUES / f"{domain}.po").read_text().split("\n\n"):
        strings: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            started = re.match(r'(msg\w+(?:\[\d\])?) (".*")$', line)
            name = started[1] if started else name
            if started or line.startswith('"'):
                part = literal_eval(started[2] if started else line)
                strings[name] = strings.get(name, "") + part
        if message := strings.pop("msgid", ""):
            yield Entry(message, strings.pop("msgid_plural", ""), list(strings.values()))


def literals(pattern: re.Pattern[str], paths: Iterator[Path]) -> set[str]:
    found = chain.from_iterable(pattern.findall(path.read_text()) for path in paths)
    return {_text(match) for match in found}


def _text(match: str | tuple[str, ...]) -> str:
    if isinstance(match, tuple):
        return "".join(match)
    return str(literal_eval(match))


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_message_is_translated(domain: str) -> None:
    assert [entry.message for entry in entries(domain) if not all(entry.translations)] == []


@pytest.mark.parametrize("domain", DOMAINS)
def test_translations_keep_the_places_for_values(domain: str) -> None:
    for message, plural, translations in entries(domain):
        places = set(PLACES.findall(message + plural))
        assert {place for one in translations for place in PLACES.findall(one)} <= places


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_compiled_catalogue_is_that_of_the_source(domain: str) -> None:
    with (CATALOGUES / f"{domain}.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message, plural, translations in entries(domain):
        if plural:
            forms = [compiled.ngettext(message, plural, count) for count in (1, 2)]
        else:
            forms = [compiled.gettext(message)]
        assert forms == translations


def test_the_catalogues_hold_what_the_sources_say() -> None:
    templates = (ROOT / "documents/templates").rglob("*.html")
    python = (ROOT / "documents").rglob("*.py")
    scripts = (ROOT / "frontend/src").rglob("*.ts")
    server = literals(IN_TEMPLATES, templates) | literals(IN_PYTHON, python)
    browser = literals(IN_SCRIPTS, scripts)
    assert server - {entry.message for entry in entries("django")} == set()
    assert browser - {entry.message for entry in entries("djangojs")} == set()
