"""What is there for a language, and what is not: for `checker doctor` and the page of languages."""

from __future__ import annotations

from dataclasses import dataclass

from checker.languages import file, known, language, locale, primary
from checker.languages.morphology import covered, with_readings
from checker.messages import _


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that rules ask of a language. `state` says what there is; empty = nothing."""

    name: str
    state: str


def features(lang: str) -> tuple[Feature, ...]:
    """All that rules may ask of a language, in the language that messages are in."""
    spoken, code = language(lang), primary(lang)
    rows = (
        (_("quotation marks"), " ".join(spoken.quotes).strip()),
        (
            _("marks with spacing rules"),
            "".join(sorted(spoken.before.keys() | spoken.after.keys())),
        ),
        (_("numbers, dates, currencies"), "CLDR" if locale(lang) else ""),
        (_("number words"), "num2words" if _spelt_numbers(code) else ""),
        (_("articles, pronouns, conjunctions"), _counted(len(spoken.grammar_words))),
        (_("abbreviations before a word"), _counted(len(spoken.leading_abbreviations))),
        (_("foreign titles (Mr, Herr)"), _counted(len(spoken.titles))),
        (_("leftovers of translation programs"), _counted(len(spoken.boilerplate))),
        (_("negations"), _counted(len((*spoken.negative_words, *spoken.negative_hints)))),
        (_("dictionary forms"), _dictionary(code)),
        (_("word frequencies"), "wordfreq" if code in _frequencies() else ""),
        (_("spelling"), _spelling(lang)),
        (_("calques from"), _pivots(code, "calques-from-{pivot}.json")),
        (_("usual interface wording from"), _pivots(code, "strings-{pivot}.tsv.xz")),
        (_("grammatical parser"), "spaCy" if spoken.parsers else ""),
    )
    return tuple(Feature(name, state) for name, state in rows)


def _pivots(code: str, name: str) -> str:
    """The languages from which a language's folder has a file of this name."""
    return ", ".join(pivot for pivot in known() if file(code, name.format(pivot=pivot)))


def _counted(count: int) -> str:
    return str(count) if count else ""


def _dictionary(code: str) -> str:
    if code in with_readings():
        return _("lexicon of its own")
    return "simplemma" if code in covered() else ""


def _spelling(lang: str) -> str:
    if primary(lang) in with_readings():
        return _("lexicon of its own")
    return _("by word frequencies") if language(lang).spelt_by_frequency else ""


def _frequencies() -> frozenset[str]:
    from wordfreq import available_languages

    return frozenset(available_languages())


def _spelt_numbers(code: str) -> bool:
    from num2words import CONVERTER_CLASSES  # type: ignore[import-untyped]

    return code in CONVERTER_CLASSES
