"""A long report in Markdown, the same one every time, spelled as the writer spells it."""

import random
from collections.abc import Callable, Iterator

_TEXT = (
    "the quick brown fox jumps over a lazy dog and writes some words for people who read every"
    " single day what others decided in their meetings about next year\u2019s plans, e.g. budgets"
)
WORDS = tuple(_TEXT.split())
MARKED = ("**{}**", "*{}*", "~~{}~~", "`{}`", "[{}](https://example.org/a?b=c)")


def long_markdown(characters: int, seed: int = 1) -> str:
    """At least so many characters, ending with the line `The end.`."""
    chance = random.Random(seed)  # noqa: S311 (not for secrets)
    parts, size = ["# Report"], 0
    for block in _blocks(chance):
        parts.append(block)
        size += len(block)
        if size > characters:
            break
    return "\n\n".join([*parts, "The end."]) + "\n"


def _blocks(chance: random.Random) -> Iterator[str]:
    last: Callable[[random.Random], str] | None = None
    while True:
        kind = chance.choices(list(_KINDS), weights=list(_KINDS.values()))[0]
        if kind is last is _list:
            continue  # two lists side by side are one
        last = kind
        yield kind(chance)


def _sentence(chance: random.Random) -> str:
    words = [chance.choice(WORDS) for _ in range(chance.randint(8, 18))]
    at = chance.randrange(len(words))
    if chance.random() < 0.4:
        words[at] = chance.choice(MARKED).format(words[at].strip(",."))
    return f"{' '.join(words).strip(',.')}."


def _paragraph(chance: random.Random) -> str:
    return " ".join(_sentence(chance) for _ in range(chance.randint(2, 6)))


def _heading(chance: random.Random) -> str:
    return f"{'#' * chance.randint(2, 4)} {_sentence(chance)}"


def _list(chance: random.Random) -> str:
    sign = chance.choice(["- ", "1. ", "- [ ] "])
    lines = [f"{sign}{_sentence(chance)}" for _ in range(5)]
    if sign == "1. ":
        lines = [f"{number}. {line[3:]}" for number, line in enumerate(lines, 1)]
    return "\n".join(lines)


def _code(chance: random.Random) -> str:
    return "```py\n" + "\n".join(f"x{n} = {chance.random()}" for n in range(6)) + "\n```"


def _table(chance: random.Random) -> str:
    rows = [f"| {_sentence(chance)} | {_sentence(chance)} |" for _ in range(4)]
    return "\n".join(["| a | b |", "| --- | --: |", *rows])


def _quote(chance: random.Random) -> str:
    return f"> {_sentence(chance)}"


_KINDS = {_paragraph: 50, _heading: 10, _list: 20, _code: 5, _table: 7, _quote: 8}
