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


def _lines(node: Json) -> Iterator[str]:
    """The text of each block that holds text; a hard break is a newline too."""
    line = ""
    inline = False
    for child in node.get("content", []):
        text = child.get("text")
        if child["type"] == "hardBreak":
            text = "\n"
        if text is None:
            if inline:
                yield line
            line, inline = "", False
            yield from _lines(child)
        else:
            line += text
            inline = True
    if inline:
        yield line
