"""Agreement of the text with its source in what a number counts: currencies, per cent, units of measure."""

from __future__ import annotations

import functools
import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import regex

from checker.checks.against_source.sourced import sourced
from checker.config import Config
from checker.languages import language, locale
from checker.languages.quantities import Counterparts, Number, numbers
from checker.messages import _
from checker.plugins import Need, check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from babel import Locale

_PERCENT = "%"
_UNITS: Mapping[str, tuple[str, ...]] = {
    "EUR": ("€", "EUR"),
    "USD": ("$", "USD", "US$"),
    "GBP": ("£", "GBP"),
    "JPY": ("¥", "JPY"),
    "CHF": ("CHF",),
    "CNY": ("CNY",),
    "INR": ("INR",),
    "PLN": ("PLN",),
    "RUB": ("RUB",),
    _PERCENT: ("%",),
}
_MEASURES: Mapping[str, str] = {
    "mg": "mass-milligram", "g": "mass-gram", "kg": "mass-kilogram", "t": "mass-tonne",
    "mm": "length-millimeter", "cm": "length-centimeter", "m": "length-meter", "km": "length-kilometer",
    "ml": "volume-milliliter", "cl": "volume-centiliter", "l": "volume-liter",
    "m²": "area-square-meter", "km²": "area-square-kilometer", "ha": "area-hectare",
    "in": "length-inch", "ft": "length-foot", "yd": "length-yard", "mi": "length-mile",
    "°C": "temperature-celsius", "°F": "temperature-fahrenheit",
    "kB": "digital-kilobyte", "MB": "digital-megabyte", "GB": "digital-gigabyte", "TB": "digital-terabyte",
    "W": "power-watt", "kW": "power-kilowatt", "V": "electric-volt",
    "s": "duration-second", "min": "duration-minute", "h": "duration-hour", "day": "duration-day",
    "week": "duration-week", "month": "duration-month", "year": "duration-year",
}  # fmt: skip
"""Units by their sign, with CLDR's names of them."""
_SIGNED = frozenset(
    {"mg", "kg", "mm", "cm", "km", "ml", "cl", "m²", "km²", "°C", "°F", "MB", "GB", "TB", "kW"}
)
"""Those that are known by what CLDR shortens them to as well: “m”, “in” and “h” are other things too."""


@check(
    "ACC215",
    "currency-changed",
    category="accuracy/mistranslation",
    severity=Severity.MAJOR,
    needs={Need.SOURCE},
)
def currency_changed(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """An amount in a currency or unit other than the source's, or a percentage that became an amount.

    What it does: finds numbers with the sign, code or CLDR name of a currency or unit of measure, or a per-cent sign,
    on both sides, and reports when the same number has another one.

    Why it matters: 10 dollars are not 10 euros, and 10 miles are not 10 kilometres.

    Example: "10 euros" for "$10"

    What to do: write the source's currency or unit, or convert the number too.
    """
    for one in sourced(cases):
        source, text = one.source, one.text
        there, here = one.languages(config)
        theirs = _amounts(source, there)
        mine = _amounts(text, here)
        by_unit = {
            unit: Counterparts(n for n, other in theirs if other == unit)
            for unit in {other for _n, other in theirs}
        }
        written = Counterparts(numbers(source, there)) if by_unit else Counterparts(())
        for number, unit in mine:
            same = {other for other, known in by_unit.items() if number in known}
            bare = list(itertools.islice(written.of(number), len(same) + 1))
            if same and unit not in same and len(bare) == len(same):
                yield one.hit(
                    number.span,
                    _("The source has a different unit: {source}.").format(
                        source=", ".join(sorted(same))
                    ),
                    evidence={"source": sorted(same), "target": unit},
                )


def _amounts(text: str, lang: str) -> list[tuple[Number, str]]:
    """Numbers beside a currency or a per-cent sign, or before a unit, with its code."""
    names, behind, ahead = _units(lang)
    out = []
    for number in numbers(text, lang):
        after = behind.match(text[number.span.end : number.span.end + 40])
        before = ahead.search(text[max(number.span.start - 12, 0) : number.span.start])
        if after:
            out.append((number, names[after.group(1).casefold()]))
        elif before and names[before.group(1).casefold()] not in _MEASURES:
            out.append((number, names[before.group(1).casefold()]))
    return out


@functools.lru_cache(maxsize=8)
def _units(lang: str) -> tuple[Mapping[str, str], regex.Pattern[str], regex.Pattern[str]]:
    """The code of each name of a unit, and patterns of one behind a number and of one ahead of it."""
    names = {sign.casefold(): code for code, signs in _UNITS.items() for sign in signs}
    names |= dict.fromkeys(language(lang).percent_words, _PERCENT)
    regions = (f"{lang}-{region}" for region in language(lang).unit_regions)
    for known in map(locale, (lang, *regions)):
        if known is not None:
            _add_names(names, known)
    either = "|".join(regex.escape(name) for name in sorted(names, key=len, reverse=True))
    joints = "|".join(map(regex.escape, language(lang).before_unit)) or "(?!)"
    return (
        names,
        regex.compile(rf"[\s-]?(?:(?:{joints})\s?)?({either})(?![\p{{L}}²³])", regex.IGNORECASE),
        regex.compile(rf"(?<!\p{{L}})({either})\s?$", regex.IGNORECASE),
    )


def _add_names(names: dict[str, str], known: Locale) -> None:
    """Adds how CLDR names the currencies and units, in the singular and in the plural."""
    from babel.numbers import get_currency_name

    for count in (1, 2):
        forms = {
            str(code): get_currency_name(str(code), count, locale=known).casefold()
            for code in known.currencies
        }
        noun = _noun_of(list(forms.values()))
        for code in _UNITS.keys() & forms.keys():
            names.setdefault(forms[code], code)
            names.setdefault(noun(forms[code]), code)
        for sign, measure in _MEASURES.items():
            for length in ("long", "short") if sign in _SIGNED else ("long",):
                names.setdefault(_unit_name(measure, count, length, known), sign)


def _unit_name(measure: str, count: int, length: str, known: Locale) -> str:
    """How CLDR writes a unit after so many, without the number."""
    from babel.units import format_unit

    written = format_unit(count, measure, length=length, locale=known)  # type: ignore[arg-type]
    return written.replace(str(count), "").strip().casefold()


def _noun_of(names: Sequence[str]) -> Callable[[str], str]:
    """What takes the noun out of a name of a currency: US dollars, livres sterling.

    People say the noun alone. It is the first or the last word, as the language has it: the one that more of its
    currencies share.
    """
    parts = [found for name in names if len(found := regex.split(r"[\s-]", name)) > 1]
    first, last = (Counter(words[at] for words in parts) for at in (0, -1))
    at = 0 if sum(first[w[0]] > last[w[-1]] for w in parts) * 2 > len(parts) else -1
    return lambda name: str(regex.split(r"[\s-]", name)[at])
