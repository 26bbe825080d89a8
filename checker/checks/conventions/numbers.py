"""Locale: numbers, amounts and their signs written as another language writes them."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

import regex

from checker.checks.passage import having, language_of, numbered, prose
from checker.config import Config
from checker.languages import (
    currency_last,
    language,
    number_signs,
)
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

_SPACE = "[ \u00a0\u202f\u2009]"
_POINT = regex.compile(
    rf"(?<![\w.,]|\d{_SPACE})(\d{{1,4}})([.,])(\d{{1,2}})(?={_SPACE}?(%|[€$£]|\p{{L}}+))(?![.,\d])"
)
_UNIT_SIGNS = frozenset("%€$£")


@check(
    "LOC301",
    "foreign-decimal-sign",
    category="locale conventions/number format",
    severity=Severity.MINOR,
)
def decimal_sign(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A decimal point where the language uses a comma, or the other way round.

    What it does: takes the sign from CLDR and looks at numbers with one or two decimals that a unit, a currency, a
    per-cent sign or "million" follows. Other numbers may be versions, articles or scores and are left out.

    Why it matters: "2.5 millions" is an English number; the other way round it can be misread a thousandfold.

    Example: "une hausse de 2.5 %" in French.

    What to do: use the language's sign; `--fix` does it.
    """
    for case in numbered(cases):
        language = language_of(case, config)
        signs = number_signs(language.tag)
        if not signs or signs[0] not in ".,":
            continue
        for match in _POINT.finditer(prose(case.text)):
            whole, sign, part, unit = match.groups()
            if sign == signs[0] or (
                unit not in _UNIT_SIGNS and unit.lower() not in language.scale_words
            ):
                continue
            if language.amounts_with_point and unit in _UNIT_SIGNS:
                continue
            right = f"{whole}{signs[0]}{part}"
            yield Hit(
                case.segment.index,
                Span(match.start(1), match.end(3)),
                _("The decimal sign should be “{sign}”: {right}.").format(
                    sign=signs[0], right=right
                ),
                fix=right,
            )


_COUNTED = regex.compile(rf"{_SPACE}(?:[%€$£]|\p{{Ll}}{{3,}})|[%€$£]|$|[.;!?]")
_COUNTED_NOUN = regex.compile(rf"{_SPACE}(?:[%€$£]|\p{{L}}\p{{Ll}}{{2,}})|[%€$£]|$|[.;!?]")
"""What follows a number of things; "between 1,000 and 2,500" may be decimals."""
_GROUPED = regex.compile(r"(?<![\w.,+-])\d{1,3}(?:(,\d{3})+|(\.\d{3}){2,})(?![\w,]|\.\d)")

_WITH_DECIMALS = regex.compile(r"(?<![\w.,+-])(\d{1,3}(?:,\d{3})+)\.(\d{1,4})(?![\w,.]*\d)")
"""« 1,500.50 »: whatever follows, it can be nothing but a number as English writes it."""


@check(
    "LOC302",
    "foreign-digit-grouping",
    category="locale conventions/number format",
    severity=Severity.MINOR,
)
def digit_grouping(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """Thousands separated by a comma or point where the language uses another sign.

    What it does: takes the sign from CLDR. A number with one comma is reported only when it cannot be a decimal:
    three zeros and what is counted follow, there are several groups, or a point and decimals follow (« 1,500.50 »).

    Why it matters: "1,000" reads as "one" in French.

    Example: "plus de 25,000 manifestants" in French.

    What to do: separate the groups by the language's own sign; `--fix` does it.
    """
    for case in numbered(cases):
        language = language_of(case, config)
        signs = number_signs(language.tag)
        if not signs or signs[1] == ",":
            continue
        for match in _WITH_DECIMALS.finditer(prose(case.text)):
            right = f"{match[1].replace(',', signs[1])}{signs[0]}{match[2]}"
            message = _("This number is written as in English; here it is {right}.")
            yield Hit(
                case.segment.index, Span(*match.span()), message.format(right=right), fix=right
            )
        for match in _GROUPED.finditer(prose(case.text)):
            number = match.group()
            if signs[1] in number:
                continue
            parts = number.replace(".", ",").split(",")
            if parts[0].startswith("0") or (len(parts) == 2 and parts[1] != "000"):
                continue
            counted = _COUNTED_NOUN if language.capital_nouns else _COUNTED
            if len(parts) == 2 and not counted.match(case.text, match.end()):
                continue
            right = "\u202f".join(parts) if signs[1] == "\u202f" else signs[1].join(parts)
            message = (
                _("Thousands are separated by a space: {right}.")
                if signs[1].isspace()
                else _("Thousands are separated by “{sign}”: {right}.")
            )
            yield Hit(
                case.segment.index,
                Span(*match.span()),
                message.format(sign=signs[1], right=right),
                fix=right,
            )


_BY_OTHER_RULE = {"rd", "th"}  # of English, whatever people write here: LOC317
_ORDINAL = regex.compile(r"(?<![\w.,])(\d{1,4}|[IVXLC]{1,6})(\p{Ll}{2,5})(?![\p{L}\d])")


@check(
    "LOC306",
    "wrong-ordinal-ending",
    category="locale conventions/number format",
    severity=Severity.NEUTRAL,
    default=False,
)
def ordinal(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """An ordinal number with an ending that style guides reject.

    What it does: finds "2ème", "1ère" and the like after digits or Roman numerals. Off by default: many writers use
    "2ème". English endings are another rule's matter.

    Why it matters: style guides want "2e" and "1re".

    Example: "la 2ème fois"

    What to do: shorten the ending; `--fix` does it.
    """
    for case in cases:
        language = language_of(case, config)
        if not language.ordinals:
            continue
        for match in _ORDINAL.finditer(prose(case.text)):
            number, ending = match.groups()
            right = None if ending in _BY_OTHER_RULE else language.ordinals.get(ending)
            if right is None or (right in language.first_ordinals) != (number in {"1", "I"}):
                continue
            yield Hit(
                case.segment.index,
                Span(*match.span()),
                _("“{word}” should be written “{right}”.").format(
                    word=match.group(), right=number + right
                ),
                fix=number + right,
            )


_ENGLISH = regex.compile(
    rf"(?<![\w.,/-])(\d{{1,4}})(st|rd|th)(?=$|[.,;:!?)]|{_SPACE}\p{{Ll}})"
    rf"|(?<![\w.,/-])((?:1[5-9]|20)\d0)(s)(?![\w-])"
)
"""A number as an ordinal or a decade of English: "21st", "1990s". "2nd" is French as well."""
_BEFORE = regex.compile(
    r"(?r)(?:^|[.,;:!?(«]|(?<![\p{L}\p{N}-])\p{Ll}[\p{Ll}'’-]*|^\p{Lu}\p{Ll}{0,3})[ \u00a0\u202f]*"
)
"""What a number of a French sentence stands behind; a name of another language has a capital there."""


@check(
    "LOC317",
    "english-number-ending",
    category="locale conventions/number format",
    severity=Severity.MINOR,
)
def english_ending(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """An ordinal or a decade with an English ending: "21st", "1990s".

    What it does: finds digits with "st", "rd" or "th" between words in lower case, and years with an "s", in languages
    whose data name ordinals of their own. Names such as "42nd Street" are left alone.

    Why it matters: no other language writes them so; a number was not translated.

    Example: "la 50th minute", "les années 1990s"

    What to do: write the ordinal of the language ("50e"), and the decade without an ending.
    """
    for case in numbered(cases):
        language = language_of(case, config)
        if language.ordinals.get("th") is None:
            continue
        text = prose(case.text)
        for match in _ENGLISH.finditer(text):
            if not _BEFORE.match(text, 0, match.start()):
                continue
            number = match.group(1) or match.group(3)
            ending = "" if match.group(3) else language.ordinals["th"]
            if number == "1" and language.first_ordinals:
                ending = language.first_ordinals[0]
            yield Hit(
                case.segment.index,
                Span(*match.span()),
                _("“{word}” should be written “{right}”.").format(
                    word=match.group(), right=number + ending
                ),
                fix=number + ending,
            )


_CENTS = regex.compile(r"(?<![.,]\d{3})\.\d{2}\Z")
_AMOUNT = regex.compile(
    rf"(?<![\p{{L}}\d$€£]|\d{_SPACE})((?:US|CA|A)?[$€£¥]){_SPACE}?"
    r"(\d{1,3}(?:[ \u00a0\u202f.,]\d{3})*(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?)"
    rf"(?![\p{{L}}\d]|{_SPACE}?[$€£¥])({_SPACE}\p{{L}}+)?"
)


@check(
    "LOC308",
    "currency-before-amount",
    category="locale conventions/currency format",
    severity=Severity.MINOR,
)
def currency_order(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A currency sign before the amount where the language puts it after.

    What it does: takes the order from CLDR and looks at $, €, £ and ¥ directly before digits.

    Why it matters: "$100" is the English order.

    Example: "une amende de $100" in French.

    What to do: move the sign after the amount; `--fix` does it, except before "million" where words are better.
    """
    for case in having(cases, "$€£¥"):
        language = language_of(case, config)
        if not currency_last(language.tag):
            continue
        for match in _AMOUNT.finditer(prose(case.text)):
            sign, amount, after = match.groups()
            if _is_argument(case, sign, amount):
                continue
            scaled = bool(after) and after.strip().lower() in language.scale_words
            written = amount
            signs = number_signs(language.tag)
            if (
                signs and signs[0] == "," and _CENTS.search(amount)
            ):  # else LOC301 would have to come after
                written = f"{amount[:-3]},{amount[-2:]}"
            right = f"{written}\u00a0{sign}"
            yield Hit(
                case.segment.index,
                Span(match.start(1), match.end(2)),
                _("The currency sign follows the amount: {right}.").format(
                    right=f"{amount}{after} …" if scaled else right
                ),
                fix=None if scaled else right,
            )


def _is_argument(case: Case, sign: str, amount: str) -> bool:
    """Whether a program fills in what looks like an amount: `$1` in texts of MediaWiki and WebExtensions."""
    if not case.segment.block.syntax or sign != "$" or len(amount) > 1:
        return False
    return f"${amount}" in (case.segment.source or f"${amount}")


_NUMBER_SIGN = regex.compile(rf"(?<![\w.])(No\.|Nos\.|#)({_SPACE}?)(?=\d{{1,4}}(?![\d\w]))")


_RANK = regex.compile(rf"(?<=(?<![\p{{L}}'’-])\p{{Ll}}+{_SPACE})#{_SPACE}?\d{{1,2}}(?!\d)")


@check(
    "LOC309",
    "foreign-number-sign",
    category="locale conventions/number format",
    severity=Severity.MINOR,
)
def number_sign(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """ "No." or "#" before digits where the language has its own abbreviation of "number".

    What it does: finds "No." before a number of up to four digits, and "#" after a word before one of up to two:
    longer ones, and several, are the numbers of tickets.

    Why it matters: both are English; French writes "n°".

    Example: "le candidat No. 5"

    What to do: use the language's own; `--fix` does it.
    """
    for case in having(cases, ("#", "No")):
        language = language_of(case, config)
        if not language.number_sign:
            continue
        for match in _NUMBER_SIGN.finditer(case.text):
            if match.group(1) == "#" and (
                not language.strict
                or case.text.count("#") > 1
                or not _RANK.match(case.text, match.start())
            ):
                continue
            several = match.group(1) == "Nos." and language.number_sign_plural
            right = f"{language.number_sign_plural if several else language.number_sign}\u00a0"
            yield Hit(
                case.segment.index,
                Span(*match.span()),
                _("“{word}” should be written “{right}”.").format(
                    word=match.group(1), right=right.strip()
                ),
                fix=right,
            )


@functools.lru_cache(maxsize=8)
def _below_two(tag: str) -> regex.Pattern[str]:
    """A decimal number below two before the plural of a scale or a unit; three decimals may be thousands."""
    units = [word for word in language(tag).scale_words if word.endswith("s")]
    scales = [word for word in units if word in ("millions", "milliards", "billions")]
    return regex.compile(
        rf"(?<![\d.,]|\d{_SPACE})(?:([01],\d{{1,2}}){_SPACE}({'|'.join(units) or '(?!)'})"
        rf"|([01],\d{{3}}){_SPACE}({'|'.join(scales) or '(?!)'}))\b"
    )


@check(
    "LOC315",
    "plural-below-two",
    category="linguistic conventions/agreement",
    severity=Severity.MINOR,
    languages=("fr",),
)
def plural_below_two(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A plural noun after a number below two.

    What it does: looks at decimal numbers below two right before million, milliard or a usual unit. Three decimals
    before a unit may be thousands in an English number, and are left alone.

    Why it matters: in French the plural begins with two; the plural after 1,8 copies English.

    Example: « une dette de 1,8 milliards d'euros »

    What to do: write the singular: « 1,8 milliard »; `--fix` does it.
    """
    for case in numbered(cases):
        for match in _below_two(language_of(case, config).tag).finditer(prose(case.text)):
            number, noun = match.group(1) or match.group(3), match.group(2) or match.group(4)
            yield Hit(
                case.segment.index,
                Span(*match.span()),
                _("After {number}, the noun is singular: “{noun}”.").format(
                    number=number, noun=noun.removesuffix("s")
                ),
                fix=match.group().removesuffix("s"),
            )
