import pytest

from checker.readers.ignores import codes, html_comments, note, resolve
from checker.types import Block

TEXT = """Un.
<!-- checker: ignore=FLU101, str -->
Deux. Trois.
Quatre. <!-- checker:ignore -->
<!-- checker: off=STY -->
Cinq.
<!-- checker: on -->
Six. <!-- autre: ignore --> <!-- checker: ignroe=FLU -->
<!-- checker: off -->
Sept.
"""


def test_comments_cover_the_next_block_their_line_or_a_range() -> None:
    blocks = [
        Block(line, ((0, TEXT.index(line)),))
        for line in ("Un.", "Deux. Trois.", "Quatre.", "Cinq.", "Six.", "Sept.")
    ]
    found = resolve(TEXT, html_comments(TEXT), blocks)
    assert [(ignore.span.of(TEXT), ignore.codes) for ignore in found] == [
        ("Deux. Trois.", ("FLU101", "STR")),
        ("Quatre. <!-- checker:ignore -->", ()),
        ("\nCinq.\n", ("STY",)),
        ("", ("ignroe=FLU",)),  # covers nothing, and is told
        ("\nSept.\n", ()),
    ]


def test_codes_may_stand_behind_a_space() -> None:
    text = "<!-- checker: ignore FLU101, STR -->\nUn."
    block = Block("Un.", ((0, text.index("Un.")),))
    (ignore,) = resolve(text, html_comments(text), [block])
    assert (ignore.span.of(text), ignore.codes) == ("Un.", ("FLU101", "STR"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("FLU101,STR", ("FLU101", "STR")),
        ("flu; sty", ("FLU", "STY")),
        (["FLU"], ("FLU",)),
        ("all", ()),
        (True, ()),
        ("", None),
        (False, None),
        (None, None),
        ([], None),
        (3, None),
    ],
)
def test_values_of_a_field(value: object, expected: object) -> None:
    assert codes(value) == expected


def test_notes_of_translators() -> None:
    assert note("Une remarque\nchecker: ignore=FLU") == ("FLU",)
    assert note("checker: ignore") == ()
    assert note("le checker: ignore tout") is None
    assert note("checker: off") is None
