"""Word documents as HTML, by mammoth: headings, lists, tables, links, pictures, no fonts.

mammoth is optional (`pip install collab[word]`).
"""

import re
import zlib
from io import BytesIO
from typing import Any
from xml.parsers.expat import ExpatError
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from .archives import unpack
from .errors import ContentRefused
from .word_counting import mark_items, number_lists

_STYLES = """
u => u
strike => s
highlight => mark
r[style-name='Code Text'] => code
p[style-name='Title'] => h1:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='HTML Preformatted'] => pre:separator('\\n')
p[style-name='Code'] => pre:separator('\\n')
"""
_CODE = re.compile(rb'<w:name w:val="Code: ([A-Za-z0-9_+#.-]{1,40})"/>')
"""The styles that our own documents have for code in some language."""
_LANGUAGE = "p[style-name='Code: {}'] => pre > code.language-{}:separator('\\n')\n"
_STYLES_PART = "word/styles.xml"
_MAIN_PART = "word/document.xml"
_NUMBERING_PART = "word/numbering.xml"
_DAMAGED = (
    *(LookupError, ValueError, TypeError, AttributeError, RecursionError, OSError),
    *(ExpatError, BadZipFile, zlib.error, NotImplementedError),
)
"""What mammoth and what it builds on raise for bytes that are no such document."""


def read_word(data: bytes) -> tuple[str, dict[str, bytes]]:
    """HTML, and the pictures that it shows by their addresses. Raises `ContentRefused`."""
    mammoth = _mammoth()
    files = unpack(data) if data.startswith(b"PK") else {}  # bounds what is unpacked
    if _MAIN_PART not in files:
        raise ContentRefused("This is no Word document in the format .docx.")
    pictures: dict[str, bytes] = {}

    def keep(image: Any) -> dict[str, str]:
        address = f"picture-{len(pictures) + 1}"
        with image.open() as file:
            pictures[address] = file.read()
        return {"src": address}

    shown = mammoth.images.img_element(keep)
    try:
        result = mammoth.convert_to_html(
            BytesIO(_marked(data, files)),
            convert_image=shown,
            style_map=_STYLES + _languages(files.get(_STYLES_PART, b"")),
            include_embedded_style_map=False,
            external_file_access=False,
        )
    except _DAMAGED as damage:
        raise ContentRefused("The Word document is damaged.") from damage
    return number_lists(result.value), pictures


def _marked(data: bytes, files: dict[str, bytes]) -> bytes:
    """The file, in which the items of ordered lists name their numbers."""
    if _NUMBERING_PART not in files:
        return data
    target = BytesIO()
    with ZipFile(BytesIO(data)) as archive, ZipFile(target, "w", ZIP_STORED) as marked:
        for entry in archive.infolist():
            if entry.filename != _MAIN_PART:
                marked.writestr(entry.filename, archive.read(entry))
        marked.writestr(_MAIN_PART, mark_items(files[_MAIN_PART], files[_NUMBERING_PART]))
    return target.getvalue()


def _languages(styles: bytes) -> str:
    """What to make of code, language by language."""
    found = sorted({name.decode() for name in _CODE.findall(styles)})
    return "".join(_LANGUAGE.format(name, re.sub(r"(\W)", r"\\\1", name)) for name in found)


def _mammoth() -> Any:
    try:
        import mammoth  # noqa: PLC0415 (optional)
    except ImportError:
        raise ContentRefused(
            "This server cannot read Word documents: its administrator has to install the"
            " extra “word”."
        ) from None
    return mammoth
