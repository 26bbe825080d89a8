"""The numbers of a text as values, whatever the language writes: 1,000.5 = 1 000,5, two billion = 2 milliards.

Signs, scale words and currencies come from CLDR through Babel, number words from num2words. A numeral that may be
read in two ways ("1,250") keeps both readings: whoever compares is not to raise an alarm about an ambiguity.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import regex

from checker import languages
from checker.languages import primary
from checker.types import Span

_RUN = regex.compile(r"(?<!\d[.,\u00a0\u202f ])(?<!\d)\d{1,15}+(?!\d|[.,\u00a0\u202f ]\d{3})")
_MISTYPED = regex.compile(r"(?<!\d)(\d{1,9}+),([\u00a0\u202f ]?)(\d{1,9}+)")
"""A space too many inside a numeral ("0, 2"), or one too few between two ("2015,25")."""
_SPACES = regex.compile(r"[\u00a0\u202f\u2009 '’]")
_CLOCK = regex.compile(r"[\u00a0\u202f ]?(am|pm|a\.m\.|p\.m\.)(?!\p{L})", regex.IGNORECASE)
_MINUTES = regex.compile(
    r"(?<![\d:])(\d{1,2})(?::|[\u00a0\u202f ]?h[\u00a0\u202f ]?)(\d{2})(?!\d)(?!:\d)"
)
_DATE = regex.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d{2})(?!\d|[./-]\d)")
_SPELT = (*range(2, 101), *range(200, 1000, 100), *range(1000, 10_001, 1000))
"""Numbers that are known in letters; hundreds and thousands since some languages write them as one word."""
_DECADE = "s"
"""After the digits of a decade: 1990s."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text. `values` are its possible readings; `written` says how: digits, word, roman or clock.

    `plain` are the readings without the scale word: "12 to 25 billion" has a scale that one number lends the other.
    """

    span: Span
    values: frozenset[float]
    written: str = "digits"
    plain: frozenset[float] = frozenset()

    def same(self, other: Number) -> bool:
        """Whether some reading of both is equal; where only one has a scale, readings without it count too."""
        if self.plain and other.plain:
            return bool(self.values & other.values)
        return bool((self.values | self.plain) & (other.values | other.plain))


class Counterparts:
    """Numbers of one text among which those that are the same as one of another text are found, without asking all."""

    def __init__(self, known: Iterable[Number]) -> None:
        self._scaled: dict[float, list[Number]] = {}
        self._scaled_or_not: dict[float, list[Number]] = {}
        self._unscaled: dict[float, list[Number]] = {}
        for number in known:
            places = (
                (self._scaled, number.values),
                (self._scaled_or_not, number.values | number.plain),
            )
            for table, values in places if number.plain else ((self._unscaled, number.values),):
                for value in values:
                    table.setdefault(value, []).append(number)

    def of(self, number: Number) -> Iterator[Number]:
        """Those that are the `same`, each once."""
        seen: set[Span] = set()
        scaled = self._scaled if number.plain else self._scaled_or_not
        for table, values in (
            (scaled, number.values),
            (self._unscaled, number.values | number.plain),
        ):
            for one in itertools.chain.from_iterable(table.get(value, ()) for value in values):
                if one.span not in seen:
                    seen.add(one.span)
                    yield one

    def __contains__(self, number: Number) -> bool:
        return any(True for _one in self.of(number))


def numbers(text: str, lang: str) -> tuple[Number, ...]:
    """All numbers of a text in order: digits with their scale, number words, Roman numerals, times, parts of dates.

    Digits that belong to a name or an address (G20, 1.2.3, 10/12) are left out.
    """
    found = [*_clocks(text, lang), *_digits(text, lang), *_dates(text), *_words(text, lang)]
    for match in _roman_pattern(lang).finditer(text):
        value = _roman(match.group(1))
        if value:
            found.append(Number(Span(*match.span()), frozenset({float(value)}), "roman"))
    out: list[Number] = []
    for one in sorted(found, key=lambda number: (number.span.start, number.span.end)):
        # A scale word is a number of its own ("a billion"), and minutes are ("15 h 30"), only outside another.
        inside = bool(out) and one.span.start < out[-1].span.end
        if not inside or (one.written != "word" and out[-1].written != "clock"):
            out.append(one)
    return tuple(out)


def _dates(text: str) -> list[Number]:
    """Day and year of dates in digits; either number may be the day: 31.12.2025, 12/31/2025."""
    out = []
    for match in _DATE.finditer(text):
        first, second = int(match.group(1)), int(match.group(3))
        if 1 <= min(first, second) <= 12 and max(first, second) <= 31:
            day = match.span(1 if first >= second or match.group(2) == "." else 3)
            out.append(Number(Span(*day), frozenset({float(first), float(second)})))
            out.append(Number(Span(*match.span(4)), frozenset({float(match.group(4))})))
    return out


@functools.lru_cache(maxsize=16)
def _dotted(lang: str) -> regex.Pattern[str]:
    """Hours and minutes with a point between them, by what stands behind them: 7.30 pm, 15.30 Uhr."""
    hour = languages.language(lang).hour.partition("{h}")[2].strip()
    after = "|".join(filter(None, (r"am|pm|a\.m\.|p\.m\.", regex.escape(hour))))
    return regex.compile(
        rf"(?<![\d:.])(\d{{1,2}})\.(\d{{2}})(?=[\u00a0\u202f ]?(?:{after})(?!\p{{L}}))",
        regex.IGNORECASE,
    )


def _clocks(text: str, lang: str) -> list[Number]:
    """Times and durations with minutes, as hours: 7.30 pm, 19:30 and 19h30 are 19.5, or 19.3 as some write it."""
    out = []
    for match in [*_MINUTES.finditer(text), *_dotted(lang).finditer(text)]:
        hour, minute = int(match.group(1)), int(match.group(2))
        if hour > 24 or minute > 59:
            continue
        half = _CLOCK.match(text, match.end())
        hours = (
            {hour} if half is None else {hour, hour % 12 + (12 if half.group(1)[0] in "pP" else 0)}
        )
        values = frozenset(h + minute / base for h in hours for base in (60, 100))
        out.append(Number(Span(*match.span()), values, "clock"))
    return out


def _digits(text: str, lang: str) -> list[Number]:
    out = []
    for match in _digit_pattern(lang).finditer(text):
        values = _readings(match.group(1))
        begin, end = match.span(1)
        if not values or _MINUTES.match(text, begin) or _dotted(lang).match(text, begin):
            continue
        factor, after = _scale(text, end, lang)
        half = _CLOCK.match(text, end)
        plain: set[float] = set()
        if factor != 1:
            plain, values = values, {round(value * factor, 6) for value in values}
        elif half:
            values = {v + 12 if half.group(1)[0] in "pP" and v < 12 else v for v in values} | values
        elif match.group(2) == _DECADE and match.group(1).isdigit():  # the 1990s = les années 90
            values |= {value % 100 for value in values} | {1900 + value for value in values}
        out.append(Number(Span(begin, after), frozenset(values), plain=frozenset(plain)))
    return out


@functools.lru_cache(maxsize=16)
def _digit_pattern(lang: str) -> regex.Pattern[str]:
    """Digits that are a number by themselves, and the ending that puts them in order."""
    endings = _either(languages.language(lang).ordinal_endings)
    return regex.compile(
        r"(?<![\p{L}\p{N}_.,:/\\#@&])(?<![\p{L}\p{N}][’'])(?<![\p{L}_]-)(?<!\d{4}[-–](?=\d\d?(?!\d)))"
        r"(\d{1,3}(?:[\u00a0\u202f\u2009 '’]\d{3})+(?:[.,]\d{1,6})?|\d+(?:[.,]\d+)*)"
        rf"(?=({endings})?(?:[^\p{{L}}\p{{N}}_]|\p{{Lu}}\b|[kKmM]|bn|Md|\p{{Ll}}\)|h|am|pm|%|$))"
        r"(?![.,:/\\]\d)"
    )


@functools.lru_cache(maxsize=16)
def _roman_pattern(lang: str) -> regex.Pattern[str]:
    """Roman numerals; a single letter must have an ending, or it is an initial."""
    known = languages.language(lang)
    later = _either(known.roman_endings)
    either = _either({*known.roman_endings, *known.first_ordinals})
    return regex.compile(
        rf"(?<![\p{{L}}\p{{N}}])([IVXL]{{2,7}}|[VX](?={later}))(?!['’])(?=\s?(?:{either})?(?![\p{{L}}\p{{N}}]))"
    )


def _either(words: Iterable[str]) -> str:
    """A pattern of one of these words, the longest first; of none at all where there are none."""
    return "|".join(map(regex.escape, sorted(words, key=lambda w: (-len(w), w)))) or "(?!)"


def loose_values(text: str) -> frozenset[float]:
    """Runs of digits that are no part of a longer numeral, those inside names, dates and addresses included."""
    values = {float(run) for run in _RUN.findall(text)}
    for whole, space, rest in _MISTYPED.findall(text):
        if space and len(rest) <= 3:
            values |= {float(f"{whole}.{rest}"), float(whole + rest)}
        elif not space and len(whole) >= 4:
            values |= {float(whole), float(rest)}
    return frozenset(values)


def _readings(numeral: str) -> set[float]:
    """Values that a numeral may have: a single group of three digits may be thousands or decimals."""
    plain = _SPACES.sub("", numeral)
    signs = [char for char in plain if char in ".,"]
    if len(plain) > 20:
        return set()
    if not signs:
        return {float(plain)}
    whole, _, rest = plain.rpartition(signs[-1])
    joined = whole.replace(".", "").replace(",", "")
    grouped = all(len(part) == 3 for part in regex.split(r"[.,]", plain)[1:])
    out = set()
    if len(set(signs)) == 2 or len(signs) == 1:
        out.add(float(f"{joined}.{rest}"))
    if grouped and len(set(signs)) == 1:
        out.add(float(joined + rest))
    return out


@functools.lru_cache(maxsize=16)
def _scales(lang: str) -> Mapping[str, float]:
    """Scale words and signs of a language in lower case with their factors, from CLDR's compact formats."""
    locale = languages.locale(lang)
    out = dict(languages.language(lang).scales)
    if locale is None:
        return out
    for length in ("long", "short"):
        for forms in locale.compact_decimal_formats.get(length, {}).values():
            for size, pattern in forms.items():
                text = pattern.pattern if hasattr(pattern, "pattern") else str(pattern)
                word = text.replace("0", "").replace("'", "").strip().casefold()
                zeros = text.count("0")
                if word and zeros:
                    out.setdefault(word, 10.0 ** (len(str(size)) - zeros))
    return out


@functools.lru_cache(maxsize=16)
def _scale_pattern(lang: str) -> regex.Pattern[str]:
    """A scale word after a number; a single letter must touch it, so that "37 m" stays metres."""
    words = sorted(_scales(lang), key=len, reverse=True)
    long = "|".join(regex.escape(word) for word in words if len(word) > 1)
    short = "|".join(regex.escape(word.upper()) for word in words if len(word) == 1)
    either = rf"[\u00a0\u202f ]?(?i:({long or '(?!)'}))(?!\p{{L}})|(k|{short or '(?!)'})(?![\p{{L}}\p{{N}}.)-])"
    return regex.compile(either)


def _scale(text: str, at: int, lang: str) -> tuple[float, int]:
    """The factor of the scale word at this offset, 1 for none, and where it ends."""
    match = _scale_pattern(lang).match(text, at)
    if match is None:
        return 1.0, at
    word = (match.group(1) or match.group(2)).casefold()
    return _scales(lang).get(word, 1000.0), match.end()


@functools.lru_cache(maxsize=16)
def _vocabulary(lang: str) -> tuple[Mapping[str, float], regex.Pattern[str] | None]:
    from num2words import CONVERTER_CLASSES, num2words  # type: ignore[import-untyped]

    known = languages.language(lang)
    names = dict(known.number_words)
    # Of all its regions, wherever the text is for: septante, nonante.
    codes = [code for code in CONVERTER_CLASSES if primary(code.replace("_", "-")) == primary(lang)]
    for code, value in itertools.product(sorted(codes, key=len), _SPELT):
        for kind in ("cardinal", "ordinal"):
            try:
                word = str(num2words(value, lang=code, to=kind))
            except (NotImplementedError, KeyError, TypeError, ValueError, OverflowError):
                continue
            names.setdefault(word.casefold().replace("-", " "), float(value))
    for word, factor in _scales(lang).items():
        if len(word) > 3 and word.isalpha():  # "a billion", "un milliard"
            names.setdefault(word, factor)
    if not names:
        return names, None
    longest = sorted(names, key=len, reverse=True)
    inner = "|".join(regex.escape(name).replace(r"\ ", "[ -]") for name in longest)
    endings = _either(known.number_word_endings)
    pattern = regex.compile(
        rf"(?<![\p{{L}}\p{{N}}])({inner})(?:{endings})?(?![\p{{L}}\p{{N}}])", regex.IGNORECASE
    )
    return names, pattern


def _words(text: str, lang: str) -> list[Number]:
    names, pattern = _vocabulary(lang)
    if pattern is None:
        return []
    out = []
    for match in pattern.finditer(text):
        value = names[match.group(1).casefold().replace("-", " ")]
        factor, end = _scale(text, match.end(), lang)
        plain = frozenset({value}) if factor != 1 else frozenset()
        out.append(
            Number(Span(match.start(), end), frozenset({round(value * factor, 6)}), "word", plain)
        )
    return out


def _roman(text: str) -> int | None:
    """Value of a well-formed Roman numeral below 90; None for other strings of capitals, and for I alone."""
    total = 0
    digits = [{"I": 1, "V": 5, "X": 10, "L": 50}[char] for char in text]
    for digit, after in zip(digits, [*digits[1:], 0], strict=True):
        total += -digit if digit < after else digit
    tens, ones = ("", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX"), (
        "", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX",
    )  # fmt: skip
    good = 1 < total < 90 and tens[total // 10] + ones[total % 10] == text
    return total if good else None
