"""Spaces that were lost: words that are glued to their neighbours or to the mark before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from checker.checks.passage import FILLER, language_of, passages, prose
from checker.config import Config
from checker.languages import Language, primary
from checker.languages.frequencies import zipf
from checker.languages.morphology import lexicon
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

_STOP = regex.compile(
    r"(?<![\w.@/\\-])(\p{L}{2,}+|\p{L}{2,}['’]\p{L}{2,}+|\d{1,4})([.!?…])(\p{Lu}\p{Ll}++)(?![\w.(]|-\w*\()"
)
_COMMA = regex.compile(
    r"(?<![\w.,@/\\=-])(?!\p{Lu}+;\p{Lu}+\b)(\p{L}{2,}+)([,;])(\p{L}{2,}+)(?![\w.,;=(/-])"
)
_SPACED_MARK = regex.compile(
    r"(?<![\w.,@/\\=-])(\p{L}{2,}+[ \u00a0\u202f])([;:!]|\?(?=\p{Lu}))(\p{L}{2,}+)(?![\w.,;:=(/-])"
)
_BRACKET = regex.compile(
    r"(?<=\([^()\n]{0,100}[ \u00a0][^()\n]{0,100})(\))(\p{Ll}{2,}+)(?![\w(\[{.])"
)
_WORD_IN_BRACKETS = regex.compile(r"(?<=[ \u00a0]\(\p{Ll}{4,})(\))(\p{Ll}{2,}+)(?![\w(\[{.])")
_GUILLEMET = regex.compile(
    r"([»”])(\p{Ll}{2,}+)(?![\w(])|(?<!\w)(\p{L}\p{Ll}++)([«“])(?=[ \u00a0\u202f]?\p{L})"
)
_ELIDED = regex.compile(r"(?<![\w.@/\\'’-])(\p{Ll}{3,}+)(?=['’]\p{Ll}{2})")
_OPENING = regex.compile(
    r"(?<![\w.@/\\-])(\p{Ll}{3,}+)(\()(\p{Ll}{2,}+)(?=[ \u00a0][^()\n]{1,100}\))"
)
_BOLD = regex.compile(r"(\*\*[^*\s][^*\n]{0,80}\*\*)(\p{L})")
_NUMBER = regex.compile(r"(?<![\w.,/#-])(\p{Ll}{2,}+)(\d{1,4})(?![\w.,/-]\w|\w)")
_DIGITS = regex.compile(
    r"(?<![\w.,/#-])(\d{1,4}(?:[,–-]\d{1,3})?(?:[ \u00a0\u202f]?%)?)(\p{Ll}{1,}+)(?![\w.,/-]\w|[\w(])"
)
_CAPITAL = regex.compile(
    r"(?<![\w.@/\\-])(\p{L}\p{Ll}{2,}+)(\p{Lu}\p{Ll}*+)(?:(['’])\p{Ll}|(?![\w.(]))"
)

_QT = re.compile(r"%L?[1-9]\d?")
"""A placeholder of Qt, which may stand for a tag right before its word."""
_BESIDE_A_MARK = re.compile(
    r"[.!?…,;:)»”*«“(](?:(?<=[.!?…,;:)»”*])(?=[^\W\d_])|(?<=[^\W\d_][«“(]))"
)
"""What each of the patterns about marks needs; most sentences have none."""
_DIGIT_OR_ELISION = re.compile(
    r"[\d'’%](?:(?<=[^\W\d_]\d)|(?<=[\d%])(?=[^\W\d_])|(?<=[^\W\d_]{3}['’]))"
)
_CAPITAL_WITHIN = regex.compile(r"\p{Lu}(?<=\p{Ll}\p{Lu})")
"""The same of the patterns about words. All three begin with a set: a search for one is ten times as fast."""

USED = 3.0
COMMON = 4.0
VERY_COMMON = 5.2
SEEN = 2.2
"""How usual a word must be, as logarithm to base 10 in a billion words, to be what stands behind a lost space."""
LONG = 6
"""Letters from which a word is not part of another by chance."""


@check(
    "STR111",
    "lost-space",
    category="linguistic conventions/punctuation",
    severity=Severity.MINOR,
)
def lost_space(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A space is missing after a full stop, a comma or a bracket, or between two words.

    What it does: looks for a common word right after a full stop, a comma, a semicolon, a percent sign or a closing
    bracket, and right before an opening one, for a capital inside a word where another begins, and for a word right
    before or after digits. File names, addresses, code and names are left alone. Languages without lists of function
    words are not checked.

    Why it matters: a program joined pieces of text carelessly, and readers notice at once.

    Example: « La ministre a parlé à Oslo.Selon elle, le projet avance. »

    What to do: put the space in; `--fix` does it.
    """
    for passage in passages(cases):
        language = language_of(passage.cases[0], config)
        if not language.grammar_words:
            continue
        text = prose(passage.text)
        if "%" in text and passage.cases[0].segment.block.syntax:  # "%1no information%2"
            text = _QT.sub(lambda match: FILLER * len(match.group()), text)
        for span, fix in _glued(text, language):
            message = _("A space is missing in “{words}”.").format(words=span.of(passage.text))
            hit = passage.hit(span, message, fix=fix)
            if (
                hit and hit.fix is None
            ):  # the splitter sees two sentences: the hit ends with the first
                length = hit.span.end - hit.span.start
                hit = replace(hit, fix=f"{span.of(passage.text)[:length]} ")
            if hit:
                yield hit


def _glued(text: str, language: Language) -> Iterator[tuple[Span, str]]:
    if _BESIDE_A_MARK.search(text):
        yield from _around_marks(text, language)
    if _DIGIT_OR_ELISION.search(text) or _CAPITAL_WITHIN.search(text):
        yield from _inside_words(text, language)


def _around_marks(text: str, language: Language) -> Iterator[tuple[Span, str]]:
    """Where a space is missing beside a mark, and the text with it."""
    for match in _STOP.finditer(text):
        # "Rocket.Chat": behind a name, only a very common word is no part of it.
        named, asked = match.group(1)[:1].isupper(), match.group(2) in "?!"
        limit = VERY_COMMON if named else USED if asked else COMMON
        if _usual(match.group(3), language, limit):
            yield Span(*match.span()), f"{match.group(1)}{match.group(2)} {match.group(3)}"
    for match in _COMMA.finditer(text):
        left = USED if match.group(3) in language.articles else COMMON
        if _usual(match.group(1), language, left) and _usual(match.group(3), language):
            yield Span(*match.span()), f"{match.group(1)}{match.group(2)} {match.group(3)}"
    for match in _OPENING.finditer(text):
        if _usual(match.group(1), language) and _usual(match.group(3), language):
            yield Span(*match.span()), f"{match.group(1)} ({match.group(3)}"
    for match in _SPACED_MARK.finditer(text):
        if _usual(match.group(1).rstrip(), language) and _usual(match.group(3), language):
            yield Span(*match.span()), f"{match.group(1)}{match.group(2)} {match.group(3)}"
    for match in _BRACKET.finditer(text):
        if _usual(match.group(2), language, USED if _native(match.group(2), language) else COMMON):
            yield Span(*match.span()), f") {match.group(2)}"
    for match in _WORD_IN_BRACKETS.finditer(text):
        if _small(match.group(2), language):  # not "(auto)entrepreneur"
            yield Span(*match.span()), f") {match.group(2)}"
    yield from _around_quotations(text, language)
    for match in _BOLD.finditer(text):
        if not match.group(1)[2:-2].endswith(" "):
            yield Span(*match.span()), f"{match.group(1)} {match.group(2)}"


def _around_quotations(text: str, language: Language) -> Iterator[tuple[Span, str]]:
    """The same beside a quotation mark, but for one that is another in this language: „Wort“ and »Wort« in German."""
    opens, closes = map(set, zip(language.quotes, *language.other_quotes, strict=True))
    for match in _GUILLEMET.finditer(text):
        mark, after, before, opening = match.groups()
        if mark not in opens and opening not in closes and _usual(after or before, language):
            yield Span(*match.span()), f"{mark} {after}" if after else f"{before} {opening}"


def _inside_words(text: str, language: Language) -> Iterator[tuple[Span, str]]:
    """Where a space is missing between two words, or a word and digits, and the text with it."""
    for match in _DIGITS.finditer(text):
        word = match.group(2)
        if word not in language.ordinal_endings and _behind_digits(word, language):
            yield Span(*match.span()), f"{match.group(1)} {match.group(2)}"
    for match in _ELIDED.finditer(text):
        parts = _before_elided(match.group(1), language)
        if parts is not None:  # "redémarrerl'ordinateur"
            yield Span(*match.span()), parts
    for match in _NUMBER.finditer(text):
        if _small(match.group(1), language) or _leads_to_a_number(match.group(1), language):
            yield Span(*match.span()), f"{match.group(1)} {match.group(2)}"
    for match in _CAPITAL.finditer(text):
        after = match.group(2).lower()
        if match.group(3):
            opens = after in language.elided
        else:
            opens = len(after) > 1 and (
                after in language.subjects
                or after in language.articles
                or _small(after, language)
                or (
                    len(after) > 2
                    and _native(match.group(1), language)
                    and _usual(after, language, USED)
                )
            )
        if opens and match.group(1).islower() and _usual(match.group(1), language):
            yield Span(match.start(), match.end(2)), f"{match.group(1)} {match.group(2)}"


def _native(word: str, language: Language) -> bool:
    """Whether a word is far more usual here than in English, of whose words names of variables are made: useState."""
    code, forms = primary(language.tag), lexicon(language.tag)
    own = zipf(word, code)
    return (
        len(word) > 3
        and own - zipf(word, "en") >= 1
        and forms is not None
        and bool(forms.readings(word))
    )


def _small(word: str, language: Language) -> bool:
    return word in language.grammar_words or word in language.clause_openers


def _behind_digits(word: str, language: Language) -> bool:
    """Whether a word behind digits is no unit that is written so: « 12à 15 » is none, « 12h » and « 3d » are."""
    if len(word) > 3:
        return _usual(word, language)
    return _small(word, language) and (len(word) > 1 or not word.isascii())


def _leads_to_a_number(word: str, language: Language) -> bool:
    """Whether a word is an adverb or a preposition: « environ30 »."""
    forms = lexicon(language.tag)
    known = forms.readings(word) if forms is not None and len(word) > 3 else ()
    return any(item.kind in "BE" for item in known) and all(item.kind in "BEN" for item in known)


def _before_elided(word: str, language: Language) -> str | None:
    """A word and the elided one glued to its end, which stands before an apostrophe: « quej'ai »."""
    forms = lexicon(language.tag)
    # Some word lists have "quelqu" and "aujourd" as they stand before the apostrophe.
    if forms is None or forms.readings(word) or _usual(word, language, SEEN):
        return None
    for elided in sorted(language.elided, key=len, reverse=True):
        left = word.removesuffix(elided)
        limit = COMMON if len(left) < LONG else USED
        if (
            left != word
            and (len(left) > 2 or left in language.grammar_words)
            and forms.readings(left)
            and _usual(left, language, limit)
        ):
            return f"{left} {elided}"
    return None


def _usual(word: str, language: Language, limit: float = COMMON) -> bool:
    return zipf(word, primary(language.tag)) >= limit
