"""Which addresses a document may carry; the browser's `safeUrl.ts` decides alike.

A scheme outside the list never reaches an `href` or a `src`, however it is disguised: updates reach
a document without passing an editor.
"""

import re
from html import unescape
from typing import Any

_LINK = frozenset({"http", "https", "mailto", "tel"})
_IMAGE = frozenset({"http", "https"})

_IGNORED = re.compile(
    "[\\u0000-\\u0020\\u007f-\\u00a0\\u00ad\\u200b-\\u200f\\u2028-\\u202f\\u2060-\\u206f\\ufeff]"
)
"""What browsers drop or skip while they look for a scheme (`java\\tscript:`)."""

_CONTROL = re.compile("[\\u0000-\\u001f\\u007f]")
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_BEFORE_PATH = re.compile(r"[^/?#]*")


def link_address(value: Any) -> str | None:
    """The address, if a link may have it: http, https, mailto, tel, or relative."""
    return _address(value, _LINK)


def image_address(value: Any) -> str | None:
    """The address, if an image may have it: http, https, or relative."""
    return _address(value, _IMAGE)


def _address(value: Any, schemes: frozenset[str]) -> str | None:
    if not isinstance(value, str):
        return None
    address = _CONTROL.sub("", value).strip()
    if not address:
        return None
    spellings = (address, unescape(address))
    return address if all(_is_allowed(one, schemes) for one in spellings) else None


def _is_allowed(address: str, schemes: frozenset[str]) -> bool:
    bare = _IGNORED.sub("", address)
    scheme = _SCHEME.match(bare)
    if scheme is not None:
        return scheme[1].lower() in schemes
    if bare.replace("\\", "/").startswith("//"):
        return False
    before_path = _BEFORE_PATH.match(bare)
    return before_path is None or ":" not in before_path[0]
