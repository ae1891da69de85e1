"""A document as a Word document: styles for what things are, so that another template fits.

Built on python-docx, which is optional (`pip install collab[word]`).
"""

from collections.abc import Callable, Mapping
from io import BytesIO
from types import MappingProxyType
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Inches, Twips
from PIL import Image

from .pictures import Picture
from .tree import Json
from .word_numbering import DEEPEST, Numbering, indent_of, place
from .word_text import block_style, describe_styles, plain, write_inline

_PIXELS_PER_INCH = 96
_MAX_INCHES = 6.0
"""Between the margins of a page."""
_LONGEST_TITLE = 255
_BOXES = ("☐", "☑")
_RULE = (
    f"<w:pBdr {nsdecls('w')}>"
    '<w:bottom w:val="single" w:sz="6" w:space="1" w:color="auto"/></w:pBdr>'
)
_ALIGNMENTS: Mapping[str | None, Any] = MappingProxyType(
    {
        "left": WD_ALIGN_PARAGRAPH.LEFT,
        "center": WD_ALIGN_PARAGRAPH.CENTER,
        "right": WD_ALIGN_PARAGRAPH.RIGHT,
        "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
    }
)


def write_word(tree: Json, title: str, pictures: Mapping[str, Picture]) -> bytes:
    """The file, with `pictures` by address in it."""
    document = Document()
    document.core_properties.title = plain(title)[:_LONGEST_TITLE]
    describe_styles(document)
    document.add_paragraph(plain(title), style="Title")
    writer = _Writer(Numbering(document), pictures)
    writer.write(document, tree["content"])
    target = BytesIO()
    document.save(target)
    return target.getvalue()


class _Writer:
    """Writes blocks into the document, or into a cell of a table."""

    def __init__(self, numbering: Numbering, pictures: Mapping[str, Picture]) -> None:
        self._numbering = numbering
        self._pictures = pictures
        self._style: str | None = None
        """Of paragraphs: they stand in a quote."""
        self._depth = -1
        """Of the list that is being written."""
        self._write: Mapping[str, Callable[[Any, Json], None]] = {
            "paragraph": self._paragraph,
            "heading": self._heading,
            "codeBlock": self._code,
            "blockquote": self._quote,
            "callout": self._quote,
            "details": self._details,
            "bulletList": self._list,
            "orderedList": self._list,
            "taskList": self._list,
            "image": self._image,
            "blockMath": self._formula,
            "horizontalRule": self._rule,
            "table": self._table,
        }

    def write(self, here: Any, blocks: list[Json]) -> None:
        """Add blocks at the end of `here`."""
        for block in blocks:
            self._write[block["type"]](here, block)

    def _add(self, here: Any, style: str | None = None) -> Any:
        paragraph = here.add_paragraph(style=style or self._style)
        if self._depth >= 0:
            paragraph.paragraph_format.left_indent = Twips(indent_of(self._depth))
        return paragraph

    def _paragraph(self, here: Any, node: Json) -> None:
        self._fill(self._add(here), node)

    def _heading(self, here: Any, node: Json) -> None:
        self._fill(self._add(here, f"Heading {node['attrs']['level']}"), node)

    def _fill(self, paragraph: Any, node: Json) -> None:
        paragraph.alignment = _ALIGNMENTS.get(node["attrs"]["textAlign"])
        write_inline(paragraph, node.get("content", []))

    def _code(self, here: Any, node: Json) -> None:
        text = "".join(child["text"] for child in node.get("content", []))
        style = block_style(here.part.styles, node["attrs"]["language"])
        self._add(here, style).add_run(plain(text))

    def _quote(self, here: Any, node: Json) -> None:
        held, self._style = self._style, "Quote"
        self.write(here, node["content"])
        self._style = held

    def _details(self, here: Any, node: Json) -> None:
        summary, content = node["content"]
        paragraph = self._add(here)
        write_inline(paragraph, summary.get("content", []))
        for run in paragraph.runs:
            run.bold = True
        self.write(here, content["content"])

    def _list(self, here: Any, node: Json) -> None:
        held, self._depth = self._depth, min(self._depth + 1, DEEPEST)
        number = self._number(node)
        for item in node["content"]:
            self._item(here, item, number)
        self._depth = held

    def _number(self, node: Json) -> int | None:
        match node["type"]:
            case "orderedList":
                held = node["attrs"]
                return self._numbering.numbers(self._depth, held["start"], held["type"])
            case "bulletList":
                return self._numbering.bullets()
            case _:
                return None

    def _item(self, here: Any, item: Json, number: int | None) -> None:
        first, *others = item["content"]
        paragraph = here.add_paragraph(style="List Paragraph")
        if number is None:
            paragraph.paragraph_format.left_indent = Twips(indent_of(self._depth))
            paragraph.add_run(f"{_BOXES[item['attrs']['checked']]} ")
        else:
            place(paragraph, number, self._depth)
        self._fill(paragraph, first)
        self.write(here, others)

    def _image(self, here: Any, node: Json) -> None:
        held = node["attrs"]
        paragraph = self._add(here)
        paragraph.alignment = _ALIGNMENTS.get(held["align"])
        picture = self._pictures.get(held["src"])
        if picture is None:
            link = {"type": "link", "attrs": {"href": held["src"]}}
            text = held["alt"] or held["src"]
            write_inline(paragraph, [{"type": "text", "text": text, "marks": [link]}])
            return
        inches = min((held["width"] or picture.width) / _PIXELS_PER_INCH, _MAX_INCHES)
        shown = paragraph.add_run().add_picture(_readable(picture), width=Inches(inches))
        shown._inline.docPr.set("descr", plain(held["alt"] or ""))  # noqa: SLF001 (no public way)

    def _formula(self, here: Any, node: Json) -> None:
        paragraph = self._add(here)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(plain(node["attrs"]["latex"])).font.name = "Cambria Math"

    def _rule(self, here: Any, _: Json) -> None:
        properties = self._add(here)._p.get_or_add_pPr()  # noqa: SLF001 (no public way)
        properties.append(parse_xml(_RULE))

    def _table(self, here: Any, node: Json) -> None:
        rows = [row.get("content", []) for row in node["content"]]
        places = _places(rows)
        columns = max((column + _span(cell, "col") for _, column, cell in places), default=0)
        if not columns:
            return
        table = here.add_table(len(rows), columns)
        table.style = "Table Grid"
        for row, column, cell in places:
            last = table.cell(
                min(row + _span(cell, "row"), len(rows)) - 1, column + _span(cell, "col") - 1
            )
            self._cell(table.cell(row, column).merge(last), cell)

    def _cell(self, here: Any, node: Json) -> None:
        empty = here.paragraphs[0]
        depth, self._depth = self._depth, -1
        self.write(here, node["content"])
        self._depth = depth
        empty._p.getparent().remove(empty._p)  # noqa: SLF001 (what every new cell holds)
        if node["type"] == "tableHeader":
            for run in (run for paragraph in here.paragraphs for run in paragraph.runs):
                run.bold = True
        if not here._tc.p_lst or here._tc[-1] is not here._tc.p_lst[-1]:  # noqa: SLF001
            here.add_paragraph()  # Word wants one at the end of a cell


def _places(rows: list[list[Json]]) -> list[tuple[int, int, Json]]:
    """Row and column of each cell: cells that span leave less room for others."""
    taken: set[tuple[int, int]] = set()
    found = []
    for row, cells in enumerate(rows):
        column = 0
        for cell in cells:
            while (row, column) in taken:
                column += 1
            found.append((row, column, cell))
            taken |= {
                (row + down, column + right)
                for down in range(min(_span(cell, "row"), len(rows) - row))
                for right in range(_span(cell, "col"))
            }
    return found


def _span(cell: Json, way: str) -> int:
    span: int = cell["attrs"][f"{way}span"]
    return span


def _readable(picture: Picture) -> BytesIO:
    """Word does not show WebP."""
    if picture.media != "image/webp":
        return BytesIO(picture.data)
    target = BytesIO()
    with Image.open(BytesIO(picture.data), formats=("WEBP",)) as source:
        source.save(target, "PNG")
    return target
