"""Titles as names of files: readable, and safe on every system."""

import re
import unicodedata

_SIGNS = re.compile(r'[\\/:*?"<>|]+')
_SPACES = re.compile(r"\s+")
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")
"""Devices of Windows, whatever ending they have."""
_MAX_BYTES = 180
"""Of UTF-8: names of files may have 255, with an ending and a number."""


def file_name(title: str, otherwise: str) -> str:
    """The name, without an ending; `otherwise` if nothing of the title can be in one."""
    shown = "".join(" " if sign.isspace() else sign for sign in title if not _is_hidden(sign))
    name = _SPACES.sub(" ", _SIGNS.sub("-", shown)).strip(" .")
    name = name.encode()[:_MAX_BYTES].decode(errors="ignore").strip(" .")
    return f"_{name}" if _RESERVED.match(name) else name or otherwise


def _is_hidden(sign: str) -> bool:
    """What shows nothing, or makes what follows show in another order (`gpj.exe` as `exe.jpg`)."""
    return not sign.isspace() and unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn"}
