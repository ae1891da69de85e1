"""Where a document points to: the addresses of its pictures and its links."""

from collections.abc import Iterator, Mapping
from typing import Any

from .tree import Json


def references(tree: Json) -> Iterator[tuple[Json, str]]:
    """The attributes of a document of the schema that hold an address, and the name of each."""
    for node in nodes(tree):
        if node["type"] == "image":
            yield node["attrs"], "src"
        for mark in node.get("marks", ()):
            if mark["type"] == "link":
                yield mark["attrs"], "href"


def readdress(tree: Json, addresses: Mapping[str, str]) -> None:
    """Put new addresses in the place of old ones."""
    for held, name in references(tree):
        held[name] = addresses.get(held[name], held[name])


def shown_pictures(tree: Json) -> set[str]:
    """The addresses of all pictures."""
    return {node["attrs"]["src"] for node in nodes(tree) if node["type"] == "image"}


def nodes(tree: Json) -> Iterator[Json]:
    """Every node, in the order of the text."""
    waiting: list[Any] = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.get("content") or ())
