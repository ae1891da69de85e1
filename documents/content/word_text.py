"""Text with its marks in paragraphs of a Word document."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_COLOR_INDEX
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.run import Run

from .text import unit_text
from .tree import Json

_HYPERLINK = RELATIONSHIP_TYPE.HYPERLINK
_CODE_FONT = "Consolas"
_MATHS_FONT = "Cambria Math"
CODE_STYLE = "Code Text"
LINK_STYLE = "Hyperlink"
BLOCK_STYLE = "Code"
_LINK_COLOR = RGBColor(0x0B, 0x6E, 0x63)
_UNWRITABLE = re.compile("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]")
"""What XML does not have."""


def plain(text: str) -> str:
    """The text as XML can hold it."""
    return _UNWRITABLE.sub("", text)


def describe_styles(document: Any) -> None:
    """Give a document the styles that its template lacks."""
    styles = document.styles
    link = styles.add_style(LINK_STYLE, WD_STYLE_TYPE.CHARACTER).font
    link.underline, link.color.rgb = True, _LINK_COLOR
    styles.add_style(CODE_STYLE, WD_STYLE_TYPE.CHARACTER).font.name = _CODE_FONT
    block = styles.add_style(BLOCK_STYLE, WD_STYLE_TYPE.PARAGRAPH).font
    block.name, block.size = _CODE_FONT, Pt(9.5)


def block_style(styles: Any, language: str | None) -> str:
    """The name of the style for code in a language: Word keeps the language by nothing else."""
    if language is None:
        return BLOCK_STYLE
    name = f"{BLOCK_STYLE}: {plain(language)}"
    if name not in styles:
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles[BLOCK_STYLE]
    return name


def write_inline(paragraph: Any, nodes: list[Json]) -> None:
    """Add text, breaks, formulas and mentions to a paragraph."""
    for node in nodes:
        marks = {mark["type"]: mark.get("attrs", {}) for mark in node.get("marks", ())}
        place = _link(paragraph, marks["link"]["href"]) if "link" in marks else None
        run = paragraph.add_run() if place is None else _run_in(place, paragraph)
        _fill(run, node)
        for name in marks:
            _STYLES.get(name, _leave)(run)


def _fill(run: Any, node: Json) -> None:
    if node["type"] == "hardBreak":
        run.add_break()
        return
    run.add_text(plain(node.get("text") or unit_text(node)))
    if node["type"] == "inlineMath":
        run.font.name = _MATHS_FONT


def _link(paragraph: Any, address: str) -> Any:
    link = OxmlElement("w:hyperlink")
    if address.startswith("#"):
        link.set(qn("w:anchor"), plain(address[1:]))
    else:
        part = paragraph.part
        link.set(qn("r:id"), part.relate_to(plain(address), _HYPERLINK, is_external=True))
    paragraph._p.append(link)  # noqa: SLF001 (no public way to make one)
    return link


def _run_in(link: Any, paragraph: Any) -> Any:
    element = OxmlElement("w:r")
    link.append(element)
    return Run(element, paragraph)


def _leave(run: Any) -> None:
    """A mark that Word has no sign for."""


def _set(name: str, value: object) -> Callable[[Any], None]:
    def apply(run: Any) -> None:
        setattr(run.font, name, value)

    return apply


def _styled(name: str) -> Callable[[Any], None]:
    def apply(run: Any) -> None:
        run.style = name

    return apply


_ON = True
_STYLES: Mapping[str, Callable[[Any], None]] = MappingProxyType(
    {
        "bold": _set("bold", _ON),
        "italic": _set("italic", _ON),
        "strike": _set("strike", _ON),
        "underline": _set("underline", _ON),
        "code": _styled(CODE_STYLE),
        "highlight": _set("highlight_color", WD_COLOR_INDEX.YELLOW),
        "subscript": _set("subscript", _ON),
        "superscript": _set("superscript", _ON),
        "link": _styled(LINK_STYLE),
    }
)
