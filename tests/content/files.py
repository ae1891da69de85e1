"""Files as people bring them, made for the occasion."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from .pictures import picture


def archive(files: Mapping[str, bytes | str]) -> bytes:
    """A zip archive."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as packed:
        for path, content in files.items():
            packed.writestr(path, content)
    return target.getvalue()


def word() -> bytes:
    """A Word document with a title, headings, lists, a table, marks and a picture."""
    from docx import Document  # noqa: PLC0415 (optional: tests of other files run without it)

    made = Document()
    made.add_heading("Plan", 0)
    made.add_heading("What we ship", 1)
    words = made.add_paragraph("Read it ")
    words.add_run("slowly").bold = True
    words.add_run(" and ")
    words.add_run("twice").italic = True
    for text in ("one", "two"):
        made.add_paragraph(text, style="List Bullet")
    made.add_paragraph("first", style="List Number")
    made.add_paragraph("Wise words", style="Quote")
    table = made.add_table(1, 2)
    table.cell(0, 0).text, table.cell(0, 1).text = "a", "b"
    made.add_picture(BytesIO(picture()))
    target = BytesIO()
    made.save(target)
    return target.getvalue()
