"""Characters that no one typed: text decoded wrongly, invisible signs, letters of two alphabets in one word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import regex

from checker.checks.passage import prose
from checker.config import Config
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

_SUSPECT = re.compile(
    r"[ÂÃâÐÑÎÏåäãŒœÅ][\u0080-\u00bf\u2018-\u203a\u20ac\u2122œžŸ\u0152-\u0178\u02c6\u02dc]"
)
"""How UTF-8 looks when read as Latin-1 or Windows-1252: only then is ftfy asked."""


@check(
    "STR301",
    "mojibake",
    category="linguistic conventions/character encoding",
    severity=Severity.MAJOR,
)
def mojibake(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """Characters decoded with the wrong encoding.

    What it does: asks the library ftfy whether a word is UTF-8 that was read as Latin-1 or Windows-1252, and what it
    was originally.

    Why it matters: the reader sees "dÃ©jÃ " where "déjà" was written.

    Example: "Il est dÃ©jÃ  parti."

    What to do: put in the right characters; `--fix` does it. Then look for the program that reads UTF-8 as something
    else.
    """
    for case in cases:
        if not _SUSPECT.search(case.text):
            continue
        import ftfy

        for match in regex.finditer(r"[^ \n\t]+(?:\u00a0[^ \n\t]*)*", case.text):
            word = match.group()
            right = ftfy.fix_encoding(word)
            if right != word and right.isprintable():
                yield Hit(
                    case.segment.index,
                    Span(*match.span()),
                    _("Wrongly decoded characters: this should be “{right}”.").format(right=right),
                    fix=right,
                )


_ODD = regex.compile(
    r"""
      \ufffd++
    | [\u0000-\u0008\u000b\u000e-\u001f\u007f\u0080-\u009f]++
    | [\u200b\u2060\ufeff]++
    | [\u200e\u200f\u202a-\u202e\u2066-\u2069]++
    | [\p{Co}\p{Cs}]++
    """,
    regex.VERBOSE,
)
_MAY_BE_ODD = re.compile(
    "[\ufffd\\x00-\\x08\\x0b\\x0e-\\x1f\\x7f-\\x9f\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufeff"
    "\\ud800-\\uf8ff\\U000f0000-\\U0010ffff]"
)
"""One set, which takes a sixth of the time of the alternatives above."""
_RIGHT_TO_LEFT = regex.compile(r"[\p{Hebrew}\p{Arabic}\p{Syriac}\p{Thaana}]")


@check(
    "STR302",
    "odd-character",
    category="linguistic conventions/character encoding",
    severity=Severity.MINOR,
)
def odd_character(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """An invisible or broken character.

    What it does: finds the replacement sign "�", control characters, zero-width spaces, byte-order marks inside a
    text, writing-direction marks in text that only runs from left to right, and characters of private fonts.
    Joiners that Persian, Indic scripts and emoji need are left alone.

    Why it matters: search, copying and speech output stumble over them, and "�" is a letter that was lost.

    Example: "Le pr�sident a parlé."

    What to do: type the letter again; `--fix` removes the ones that carry no meaning.
    """
    for case in cases:
        text = case.text
        if not _MAY_BE_ODD.search(text):
            continue
        for match in _ODD.finditer(text):
            first = match.group()[0]
            if first == "\ufffd":
                message, fix = _("A character was lost here: “�”."), None
            elif first in "\u200b\u2060\ufeff":
                message, fix = _("There is an invisible character (U+{code}) here."), ""
            elif "\u200e" <= first <= "\u2069":
                if _RIGHT_TO_LEFT.search(text):
                    continue
                message, fix = _("There is an invisible character (U+{code}) here."), ""
            else:
                message, fix = _("There is an unprintable character (U+{code}) here."), None
            yield Hit(
                case.segment.index,
                Span(*match.span()),
                message.format(code=f"{ord(first):04X}"),
                fix=fix,
            )


_LOOKALIKES = dict(
    zip(
        "АВЕЅІЈКМНОРСТУХаеорсухѕіјΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
        "ABESIJKMHOPCTYXaeopcyxsijABEZHIKMNOPTYXo",
        strict=True,
    )
)
_TO_LATIN = str.maketrans(_LOOKALIKES)
_TO_CYRILLIC = str.maketrans("ABESIJKMHOPCTYXaeopcyxsij", "АВЕЅІЈКМНОРСТУХаеорсухѕіј")
_WORD = regex.compile(r"\p{L}{3,}+")
_LATIN = regex.compile(r"\p{Latin}")
_OTHER = regex.compile(r"[\p{Cyrillic}\p{Greek}]")


@check(
    "STR303",
    "mixed-alphabets",
    category="linguistic conventions/character encoding",
    severity=Severity.MINOR,
)
def mixed_alphabets(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A word with letters of two alphabets that look the same.

    What it does: finds words that mix Latin letters with Cyrillic or Greek ones, where every odd letter has a
    twin of the same shape in the word's main alphabet. Formulas and brand names with a letter that has no twin
    are left out.

    Why it matters: nobody sees it, but search, spelling checkers and speech output do not know the word.

    Example: "la Соmmission" whose first two letters are Cyrillic.

    What to do: type the word again; `--fix` exchanges the letters.
    """
    for case in cases:
        if case.text.isascii() or not _OTHER.search(case.text):
            continue
        for match in _WORD.finditer(prose(case.text)):
            word = match.group()
            foreign = _OTHER.findall(word)
            latin = _LATIN.findall(word)
            if not foreign or not latin:
                continue
            if len(foreign) <= len(latin):
                fix = word.translate(_TO_LATIN)
                good = not _OTHER.search(fix)
            else:
                fix = word.translate(_TO_CYRILLIC)
                good = not _LATIN.search(fix)
            if good and len(word) - min(len(foreign), len(latin)) >= 2:
                yield Hit(
                    case.segment.index,
                    Span(*match.span()),
                    _("The word “{word}” mixes letters of two alphabets that look alike.").format(
                        word=word
                    ),
                    fix=fix,
                )
