"""What is known about a language: one folder each, the rest from CLDR.

`<code>/language.toml` holds the conventions that CLDR does not know; a table `regions.<REGION>` replaces single entries
for one region. One module, since `Language` has a field for each entry of that file. Numbers, months, days, currencies
and names of languages come from Unicode's CLDR through Babel. A language without a folder has the neutral defaults, so
that no rule speaks about what nobody wrote down. Beside it may stand `lexicon.py` (see `morphology.py`) and
`calques-from-<pivot>.json` (see the rules for calques).
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING, Any

import regex

from checker.errors import ConfigProblem
from checker.messages import _

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from babel import Locale

_LONGEST = 8
"""Letters of the language in a tag (BCP 47)."""
UNKNOWN = "und"
"""The code of BCP 47 for a language that nobody knows."""
DATA = "language.toml"
"""The file that makes a folder a language."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language or regional variant. Words are lower case unless their case matters."""

    tag: str
    """As it was asked for, e.g. fr or fr-CA."""
    code: str
    """Its language alone: fr."""
    easy: tuple[str, ...] = ()
    """Sentences that every working model translates: its self-test."""
    strict: bool = False
    """A region was named, so its conventions bind; without one only inconsistency is a fault."""
    before: Mapping[str, str] = field(default_factory=dict)
    """Space wanted before a mark; empty = none may stand there; a mark that is missing = free."""
    after: Mapping[str, str] = field(default_factory=dict)
    """Space wanted after a mark, in the same way."""
    quotes: tuple[str, str] = ("", "")
    """The pair of marks of an outer quotation; empty = not known."""
    other_quotes: tuple[tuple[str, str], ...] = ()
    """Further pairs that are right beside it: of inner quotations, of books, of typewriters."""
    number_space: str = ""
    """Space between a number and its unit, its currency or its month."""
    capital_nouns: bool = False
    """Whether nouns have a capital."""
    spelt_by_frequency: bool = False
    """Whether misspelt words are looked for by how often people write them."""
    compounds: bool = False
    """Whether words are joined without a space."""
    linking_sounds: tuple[str, ...] = ()
    borrowed_verbs: str = ""
    """A pattern of the forms that an English verb gets here, with its stem as the first group: ge(cach)t."""
    """What may stand between the two parts of a compound."""
    may_double: tuple[str, ...] = ()
    """Words that may stand twice in a row; empty = the language is not judged for doubled words."""
    function_words: tuple[str, ...] = ()
    """Frequent words that no other language of this folder shares."""
    grammar_words: tuple[str, ...] = ()
    """Articles, pronouns, prepositions: a difference between two of them is no difference of wording."""
    prepositions: tuple[str, ...] = ()
    """Prepositions that are not among these."""
    never_last: tuple[str, ...] = ()
    """Words that cannot end a sentence."""
    last_after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Those of them that can, where another word stands before: ce n'en est pas un."""
    never_alone: tuple[str, ...] = ()
    """Articles that cannot end a sentence behind a preposition."""
    never_before_stop: tuple[str, ...] = ()
    """Words that cannot stand before a full stop, whatever is before them."""
    relatives: tuple[str, ...] = ()
    """Relative pronouns, which cannot end a sentence behind a noun."""
    before_noun: tuple[str, ...] = ()
    """Words that stand before a noun and nowhere else."""
    leading_adjectives: tuple[str, ...] = ()
    """Adjectives that stand before their noun, in all their forms."""
    before_infinitive: tuple[str, ...] = ()
    """Prepositions that an infinitive may follow."""
    modals: tuple[str, ...] = ()
    """Verbs that an infinitive follows, by their dictionary forms."""
    copulas: tuple[str, ...] = ()
    """Verbs that join an adjective to its subject, by their dictionary forms."""
    partitives: tuple[str, ...] = ()
    """Prepositions that join a noun to another, elided ones without their apostrophe: de, d."""
    naming: tuple[str, ...] = ()
    """Words by which a sentence says that it quotes a term: anglais, terme."""
    borrowed: tuple[str, ...] = ()
    """Nouns of another language, in the singular, and terms of two words that trades use as they are."""
    subjects: tuple[str, ...] = ()
    """Pronouns that have a capital only where they begin a sentence."""
    only_subjects: tuple[str, ...] = ()
    """Those of them that are nothing else."""
    linking: tuple[str, ...] = ()
    """Conjunctions between two clauses, behind which a subject has no capital."""
    articles: tuple[str, ...] = ()
    """Articles and other determiners before a noun."""
    indefinite: tuple[str, ...] = ()
    """Those of them that say that something is new."""
    clause_openers: tuple[str, ...] = ()
    """Words that go on with a sentence: conjunctions and relative pronouns."""
    opening_adverbs: tuple[str, ...] = ()
    """Words that begin a sentence, and have a capital nowhere else but in titles."""
    abbreviations: tuple[str, ...] = ()
    """Words of four letters or more that are shortened with a full stop, without it."""
    boilerplate: tuple[str, ...] = ()
    """What translation programs and language models leave in a text."""
    ligatures: Mapping[str, str] = field(default_factory=dict)
    """Beginning of a word typed without its ligature -> the right beginning."""
    accented_capitals: Mapping[str, str] = field(default_factory=dict)
    """Word typed without the accent of its capital -> the right form."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Foreign or wrong abbreviation of a title before a name -> the right one."""
    ordinals: Mapping[str, str] = field(default_factory=dict)
    """Wrong ending of an ordinal in digits -> the right one."""
    first_of_month: str = ""
    """How the first day of a month is written; empty = as 1."""
    day_before: tuple[str, ...] = ()
    """Words before the name of a day or a month that show that it is one."""
    day_after: tuple[str, ...] = ()
    before_lone_day: tuple[str, ...] = ()
    before_lone_month: tuple[str, ...] = ()
    """Words after the name of a day that show that it is one."""
    leading_abbreviations: tuple[str, ...] = ()
    """Abbreviations, without their last point, that another word always follows: titles, months, "number"."""
    leading_abbreviations_in_any_case: bool = False
    """Whether small and capital letters of these count as the same."""
    elided: tuple[str, ...] = ()
    """Words that lose their vowel before another, without the apostrophe: l, d, qu."""
    ordinal_endings: tuple[str, ...] = ()
    """What may follow the digits of a number that puts in order: st, nd; s of a decade too."""
    roman_endings: tuple[str, ...] = ()
    """Those of them that show that a single letter is a Roman numeral."""
    first_ordinals: tuple[str, ...] = ()
    """Those of them that follow the number one alone."""
    scales: Mapping[str, float] = field(default_factory=dict)
    """Scale words and abbreviations that CLDR does not list -> their factor."""
    number_words: Mapping[str, float] = field(default_factory=dict)
    """Number words that num2words does not spell -> their value: dozen."""
    number_word_endings: tuple[str, ...] = ("s",)
    """What may be added to a number word."""
    scale_words: tuple[str, ...] = ()
    """Words after a number that show that it is a quantity: million, percent, units."""
    percent_words: tuple[str, ...] = ()
    """How the per-cent sign is said."""
    before_unit: tuple[str, ...] = ()
    """Words between a number and its unit: deux millions d'euros."""
    unit_regions: tuple[str, ...] = ()
    """Regions that spell units in another way: metres."""
    converted_units: tuple[str, ...] = ()
    """Units that a translation may convert into others, as regular expressions: miles?"""
    knock_out_round: tuple[str, ...] = ()
    """After a number of matches, that of half of the teams, as regular expressions: 8es de finale."""
    spaced_freely: str = ""
    """Signs behind a number before which a space is as usual as none."""
    amounts_with_point: bool = False
    """Whether amounts of money have a decimal point where other numbers have a comma."""
    date_joint: str = ""
    """Word between day, month and year: de."""
    hour: str = ""
    """A full hour of 24, with {h}; empty = the twelve-hour clock is usual."""
    hour_and_minutes: str = ""
    """Clock time of 24 hours, with {h} and {m}."""
    number_sign: str = ""
    """Abbreviation of "number" before digits; empty = not known."""
    number_sign_plural: str = ""
    """Abbreviation of "numbers"."""
    parsers: tuple[str, ...] = ()
    """spaCy pipelines of the language, best first."""
    variants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Articles and small words in a pattern of a calque -> the forms that each stands for."""
    in_between: tuple[str, ...] = ()
    """Adverbs and negations that may stand between the words of a calque."""
    language_before: tuple[str, ...] = ()
    """Words after which the name of a language is a common noun."""
    language_not: tuple[str, ...] = ()
    """Names of languages that are also names of places."""
    informal: tuple[str, ...] = ()
    """Words that address one person as a friend."""
    informal_owned: tuple[str, ...] = ()
    """Possessives of a friend that may also be nouns: ton."""
    informal_elided: tuple[str, ...] = ()
    """Pronouns that address a friend, shortened before a vowel, without the apostrophe: t."""
    calls: tuple[str, ...] = ()
    """Polite imperatives that are said to anybody before a mark: allez."""
    urged: tuple[str, ...] = ()
    """Verbs that speak to a friend behind a negation at the beginning of a sentence: n'hésite pas."""
    joining: tuple[str, ...] = ()
    """Words and signs between two forms of address that are spoken of: tu ou vous."""
    speaker: tuple[str, ...] = ()
    """Words by which somebody speaks of himself."""
    imperative_links: tuple[str, ...] = ()
    """Words that join one imperative to another."""
    not_imperative: tuple[str, ...] = ()
    """Forms of an imperative that are something else where they begin a sentence."""
    time_before: tuple[str, ...] = ()
    """Words that introduce a time of day."""
    formal: tuple[str, ...] = ()
    """Words that address a person politely."""
    negations: tuple[str, ...] = ()
    """How a sentence is denied, as regular expressions with straight apostrophes: not; ne … pas."""
    no_negations: tuple[str, ...] = ()
    """What looks like that and denies nothing, in the same way: not only; n'est-ce pas."""
    negative_words: tuple[str, ...] = ()
    """Words that deny by themselves: without, refus*. A * stands for any beginning or ending."""
    ended: tuple[str, ...] = ()
    """Negations that say of a thing that it has come to an end: no longer."""
    lasting: tuple[str, ...] = ()
    """Words that say of a thing that it goes on: still."""
    denials: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Small words among those, by what they mean in any language: without, except."""
    negative_hints: tuple[str, ...] = ()
    """Words that may stand where another language denies: only, until, tard*. A * as there."""
    negative_prefixes: tuple[str, ...] = ()
    """Beginnings that may turn a word into its contrary: un, in, mis."""
    limits: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """How a statement is limited, by its kind, as regular expressions with straight apostrophes: at least, must."""
    limits_perhaps: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What else may stand for such a limit: minimum for at least."""
    contrary_prefixes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Those that nearly always do, each with what the positive has instead: dis, nothing or en."""
    not_contrary: tuple[str, ...] = ()
    """Words that begin so and are the contrary of nothing: inline."""
    opposites: tuple[str, ...] = ()
    """Two words that say the opposite of each other: rarely often."""
    actions: tuple[str, ...] = ()
    """Verbs with which labels of programs begin, and which are no nouns or adjectives there: remove."""


@functools.lru_cache(maxsize=1024)
def primary(tag: str) -> str:
    """The language of a tag without region and script, in lower case: fr for fr-CA and for FR_ca.

    `UNKNOWN` for what is no tag: a file may say that its source is in `../x`, and files are looked for by languages.
    """
    code = tag.replace("_", "-").partition("-")[0].lower()
    return code if not code or (len(code) <= _LONGEST and code.isalnum()) else UNKNOWN


@functools.lru_cache(maxsize=64)
def language(tag: str) -> Language:
    """The language of a BCP-47 tag; neutral defaults where nothing is known. Never raises."""
    import msgspec

    parts = tag.replace("_", "-").split("-")
    code = parts[0].lower()
    region = next((part.upper() for part in parts[1:] if len(part) == 2), "")
    data = dict(_data(code))
    regions = data.pop("regions", {})
    data |= regions.get(region, {})
    return msgspec.convert({"tag": tag, "code": code, "strict": bool(region), **data}, Language)


@functools.lru_cache(maxsize=64)
def small_words(tag: str) -> frozenset[str]:
    """The words of grammar and the other frequent ones: what says nothing of a sentence's meaning."""
    spoken = language(tag)
    return frozenset((*spoken.grammar_words, *spoken.function_words))


@functools.cache
def known() -> tuple[str, ...]:
    """Codes of the languages that have a folder here, sorted."""
    folders = resources.files(__name__).iterdir()
    return tuple(sorted(item.name for item in folders if (item / DATA).is_file()))


def require(tag: str) -> None:
    """Raise ConfigProblem, with the codes that exist, for what is not a language."""
    from babel import Locale
    from babel.core import get_global

    english = Locale("en")
    code = primary(tag)
    if code != UNKNOWN and (code in known() or code in english.languages):
        return
    names = {str(name).lower(): key for key, name in english.languages.items()}
    names |= {(locale(key) or english).get_language_name(key).lower(): key for key in known()}  # type: ignore[union-attr]
    meant = names.get(tag.lower()) or get_global("language_aliases").get(code)
    raise ConfigProblem(
        _("“{tag}” is not a language code; did you mean “{meant}”?").format(tag=tag, meant=meant)
        if meant
        else _("“{tag}” is not a language code.").format(tag=tag),
        _(
            "Languages with data of their own: {codes}. Any other with a two- or three-letter code "
            "in CLDR (sv, ru) is checked by the rules that hold for every language."
        ).format(codes=", ".join(known())),
    )


def file(code: str, name: str) -> Traversable | None:
    """A file of a language's folder; None where there is no such folder or file."""
    found = resources.files(__name__) / code / name if code in known() else None
    return found if found is not None and found.is_file() else None


def _data(code: str) -> Mapping[str, Any]:
    found = file(code, DATA)
    return tomllib.loads(found.read_text(encoding="utf-8")) if found else {}


def locale(tag: str) -> Locale | None:
    """CLDR's data for a tag, or for its language alone; None where CLDR has neither."""
    from babel import Locale, UnknownLocaleError

    for name in (tag.replace("-", "_"), primary(tag)):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError, TypeError):
            continue
    return None


@functools.lru_cache(maxsize=64)
def months(tag: str) -> tuple[str, ...]:
    """The twelve names of months as they stand in a date; empty where CLDR has none."""
    return _names(tag, "months")


@functools.lru_cache(maxsize=64)
def days(tag: str) -> tuple[str, ...]:
    """The names of the days of the week, Monday first; empty where CLDR has none."""
    return _names(tag, "days")


@functools.lru_cache(maxsize=64)
def short_months(tag: str) -> tuple[str, ...]:
    """The twelve names of months as they are shortened, without a point; empty where CLDR has none."""
    return tuple(name.rstrip(".") for name in _names(tag, "months", "abbreviated"))


def _names(tag: str, kind: str, width: str = "wide") -> tuple[str, ...]:
    found = locale(tag)
    if found is None:
        return ()
    names = getattr(found, kind)["format"][width]
    return tuple(str(names[key]) for key in sorted(names))


@functools.lru_cache(maxsize=64)
def number_signs(tag: str) -> tuple[str, str] | None:
    """Decimal sign and sign between groups of three digits; None where CLDR has none."""
    found = locale(tag)
    if found is None:
        return None
    symbols: Mapping[str, Any] = found.number_symbols
    latin = symbols.get("latn", symbols)
    return (str(latin["decimal"]), str(latin["group"]))


@functools.lru_cache(maxsize=64)
def currency_last(tag: str) -> bool | None:
    """Whether the sign of a currency follows the amount; None where CLDR does not say."""
    found = locale(tag)
    if found is None:
        return None
    return str(found.currency_formats["standard"].pattern).split(";")[0].strip().endswith("¤")


@functools.lru_cache(maxsize=64)
def percent_spaced(tag: str) -> bool | None:
    """Whether a space stands between a number and the per-cent sign; None where CLDR does not say."""
    found = locale(tag)
    if found is None:
        return None
    pattern = str(found.percent_formats[None].pattern)
    return any(char.isspace() for char in pattern)


@functools.lru_cache(maxsize=64)
def currency_spaced(tag: str) -> bool | None:
    """Whether a space stands between an amount and the sign behind it; None where it stands before."""
    found = locale(tag)
    pattern = str(found.currency_formats["standard"].pattern).partition(";")[0] if found else ""
    return pattern[-2:-1].isspace() if pattern.endswith("¤") else None


@functools.lru_cache(maxsize=64)
def day_first(tag: str) -> str | None:
    """A date in words with {day}, {month} and {year} in places; None where it does not begin with the day."""
    found = locale(tag)
    pattern = str(found.date_formats["long"].pattern) if found else ""
    date = regex.match(r"d\.? (?:'[^']*' )?MMMM (?:'[^']*' )?y", pattern)
    if date is None:
        return None
    named = date.group().replace("'", "").replace("MMMM", "{month}")
    return regex.sub(r"^d|y$", lambda sign: "{day}" if sign.group() == "d" else "{year}", named)


@functools.lru_cache(maxsize=64)
def language_names(tag: str) -> tuple[str, ...]:
    """Names of languages that are one lower-case word, sorted."""
    found = locale(tag)
    if found is None:
        return ()
    names = {str(name) for name in found.languages.values()}
    return tuple(sorted(name for name in names if name.isalpha() and name.islower()))
