"""A document as plain text."""

from collections.abc import Iterator

from .reading import delta, is_text
from .replica import Replica
from .tree import Json, is_tree, read_tree


def plain_text(replica: Replica) -> str:
    """The tree's text with a newline between blocks, or the text of the first root that is Text."""
    if is_tree(replica):
        return "\n".join(_lines(read_tree(replica)))
    for name in sorted(replica.roots):
        root = replica.roots[name]
        if is_text(root):
            return "".join(run.insert for run in delta(root) if isinstance(run.insert, str))
    return ""


_TEXT_BLOCKS = frozenset({"paragraph", "heading", "codeBlock", "detailsSummary"})


def unit_text(node: Json) -> str:
    """What stands in a text for a node that is no text: a line break, a formula, a mention."""
    held = node.get("attrs", {})
    match node["type"]:
        case "hardBreak":
            return "\n"
        case "inlineMath":
            return f"{held.get('latex', '')}"
        case "mention":
            return f"@{held.get('label', '')}"
        case _:
            return ""


_UNITS = frozenset({"hardBreak", "inlineMath", "mention"})


def _lines(node: Json) -> Iterator[str]:
    """The text of each block that holds text; a hard break is a new line too."""
    if node["type"] == "blockMath":
        yield str(node.get("attrs", {}).get("latex", ""))
        return
    line: str | None = "" if node["type"] in _TEXT_BLOCKS else None
    for child in node.get("content", []):
        text = unit_text(child) if child["type"] in _UNITS else child.get("text")
        if text is not None:
            line = (line or "") + text
            continue
        if line:
            yield line
        line = None
        yield from _lines(child)
    if line is not None:
        yield line
