"""Formulas of TeX in a text, between the delimiters that MathJax and KaTeX read."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from checker.types import Span

_FORMULA = regex.compile(
    r"(?<![\w\\])(?P<bar>\\{1,2})\((?P<inside>(?:(?!\\[()])[^\n]){1,300})(?P=bar)\)"
    r"|(?<!\\)(?P<bar>\\{1,2})\[(?P<inside>(?:(?!\\[\[\]]).){1,2000})(?P=bar)\]"
    r"|(?<![\\$])\$\$(?P<inside>[^$]{1,2000})\$\$(?!\$)",
    regex.DOTALL | regex.VERSION1,
)
_TEX_COMMAND = regex.compile(
    r"\\(?:text|mathrm|operatorname|mbox|label|begin|end)\{[^{}]*\}|\\[A-Za-z]+"
)
_TEX_SIGN = regex.compile(r"[\^=+]|(?<!\\)_(?=[\w{])|\s[<>]\s")
_TEX_WORD = regex.compile(r"\p{L}{2,}")


def formulas(text: str) -> Iterator[Span]:
    """Where formulas of TeX stand, delimiters included: `\\(…\\)`, `\\[…\\]` (a backslash more in Markdown), `$$…$$`.

    In Markdown the same signs are brackets of prose, so what holds words is none.
    """
    if "\\" in text or "$$" in text:
        for match in _FORMULA.finditer(text):
            if _is_formula(match["inside"]):
                yield Span(*match.span())


def _is_formula(inside: str) -> bool:
    bare = _TEX_COMMAND.sub(" ", inside)
    longest = max((len(word) for word in _TEX_WORD.findall(bare)), default=0)
    if bare != inside or _TEX_SIGN.search(bare):
        return longest < 4
    return not longest and any(char.isalpha() for char in bare)
