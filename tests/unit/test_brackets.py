"""Brackets of Markdown: markdown-it's answers, in steps that grow with the paragraph and not with its square."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt, helpers
from markdown_it.parser_inline import ParserInline
from markdown_it.token import Token

from checker.readers import brackets

PIECES = ["[", "]", "!", "a", "(b)", "![", "](", "`", "*", "<b>", "\\", "[a]", "[a][", " ", "\n"]


def _parser(ours: bool) -> MarkdownIt:
    parser = MarkdownIt("commonmark")
    if ours:
        parser.helpers = brackets.helpers()  # type: ignore[assignment]
    return parser


@given(st.lists(st.sampled_from(PIECES), max_size=24), st.booleans())
def test_they_are_those_of_markdown_it(pieces: list[str], defined: bool) -> None:
    text = "".join(pieces) + ("\n\n[a]: b\n" if defined else "")
    ours, theirs = (_flat(_parser(mine).parse(text)) for mine in (True, False))
    assert ours == theirs


@pytest.mark.parametrize("unit", ["![a][", "[a][", "[", "![", "[![a]"])
def test_twice_the_brackets_are_twice_the_steps(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = 0
    real = ParserInline.skipToken

    def counted(self: ParserInline, state: object) -> None:
        nonlocal steps
        steps += 1
        real(self, state)  # type: ignore[arg-type]

    monkeypatch.setattr(ParserInline, "skipToken", counted)
    taken = []
    for times in (200, 400):
        steps = 0
        _parser(True).parse(unit * times)
        taken.append(steps)
    assert taken[1] < 2.3 * taken[0]


def test_the_other_helpers_are_theirs() -> None:
    ours = vars(brackets.helpers())
    assert set(ours) == {name for name in vars(helpers) if name.startswith("parse")} - {
        name for name in vars(helpers) if name.startswith("parse_")
    }


def _flat(tokens: Sequence[Token]) -> list[object]:
    return [
        (token.type, token.content, token.markup, token.attrs, _flat(token.children or ()))
        for token in tokens
    ]
