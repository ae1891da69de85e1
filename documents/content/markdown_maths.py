"""Formulas on lines of their own in Markdown, between two lines of `$$`.

Not the plugin's rule: that takes the lines as they stand in the source, with the signs of the quote
and the indentation of the list that they are in.
"""

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

FORMULA = "maths_block"
_SIGN = "$$"
_UNCLOSED = "unclosed-maths"
"""In the parser's environment: ends of containers up to which no formula is closed."""


def block_maths(parser: MarkdownIt) -> None:
    """Teach a parser to read such formulas, as tokens of the type `FORMULA`."""
    parser.block.ruler.before(
        "fence", FORMULA, _rule, {"alt": ["paragraph", "reference", "blockquote", "list"]}
    )


def _rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 (theirs)
    first = _line(state, start)
    if state.is_code_block(start) or not first.startswith(_SIGN):
        return False
    last = _last(state, start, end)
    if last is None or silent:
        return last is not None
    token = state.push(FORMULA, "", 0)
    token.block = True
    token.map = [start, last + 1]
    token.content = _content(state, start, last)
    state.line = last + 1
    return True


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].rstrip()


def _last(state: StateBlock, start: int, end: int) -> int | None:
    """The line that closes the formula, or None if none does."""
    first = _line(state, start)
    if len(first) > 2 * len(_SIGN) and first.endswith(_SIGN):
        return start
    unclosed = state.env.setdefault(_UNCLOSED, set())
    if end in unclosed:  # looking again for each sign would take quadratic time
        return None
    for line in range(start + 1, end):
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return None
        if _line(state, line).endswith(_SIGN):
            return line
    unclosed.add(end)
    return None


def _content(state: StateBlock, start: int, last: int) -> str:
    text = state.getLines(start, last + 1, state.sCount[start], keepLastLF=False)
    return text.strip().removeprefix(_SIGN).removesuffix(_SIGN).strip("\n")
