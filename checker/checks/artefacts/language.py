"""Language: sentences that stayed in the language they came from, or are in a third one."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

import regex

from checker.checks.passage import FILLER, letters, pivot_of, prose
from checker.config import Config
from checker.languages import language, locale, primary, small_words
from checker.languages.identify import language_of, language_of_document
from checker.languages.morphology import lexicon
from checker.messages import _, current
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*+")
_QUOTED = regex.compile(
    r"«[^«»]*»|„[^„“”]*[“”]|“[^“”]*”|\"[^\"]*\"|‘[^‘’]*’|(?<!\w)'[^']*'(?!\w)|\*[^*]*\*|_[^_]*_"
)
_BEGINS = re.compile(r"[«„“\"‘*_]|(?<![a-zA-ZÀ-ÖØ-öø-ÿ])'")
"""What a quotation begins with; an apostrophe in a word does not."""
_CODE = regex.compile(r"""[=]\s?["']|\\[a-z]+[{\[]""")
"""What a copy that is to stay as it is holds: an attribute or assignment, a command of TeX."""
_SURE = 0.9
_FAMILIAR = 0.2
"""Share of articles, pronouns and prepositions up to which a sentence may be in another language.

One in 200 sentences of French news has so few, five in six of Spanish, Italian and German, whose de, la, se and des
look French.
"""
_DOCUMENT = 3
"""Sentences from which a text is a document: what is wrong with one or two is said of each."""
_LOOKED_AT = 200
"""Sentences that are looked at one by one."""
_FEW = 10
"""One sentence in so many may be in the text's language, such as a quotation."""
_SHORT = 3
"""Letters of a word that any language may have by chance."""
_FEWEST = 4
_MOSTLY = 0.75
"""Share of the longer words in the lexicon from which a sentence is in its language; in a foreign one few are."""


@check(
    "ACC201",
    "left-in-source-language",
    category="accuracy/untranslated",
    severity=Severity.MAJOR,
    foreign=True,
)
def left_in_source_language(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A sentence that stayed in the language it was translated from.

    What it does: reports a sentence of three words or more that is the same as its source, and one of four
    words or more that a language identifier takes for the source's language with a probability of 0.9. It needs
    no source text. Names, addresses, code and whole quotations are left alone.

    Why it matters: nobody translated the sentence, and scores that compare meanings reward a copy.

    Example: "The minister said that he would not resign." in a French article.

    What to do: translate the sentence.
    """
    for case, words in _suspects(cases, config):
        pivot = pivot_of(case, config)
        copied = is_copy(case.segment.source, case.text)
        if len(words) < (3 if copied else 4) or _names(words):
            continue
        if copied and _CODE.search(case.text):
            continue
        name, sure = language_of(" ".join(words), (primary(config.lang), pivot))
        if name == pivot and sure >= (0.5 if copied else _SURE):
            message = (
                _("This sentence is a copy of the source: it was not translated.")
                if copied
                else _("This sentence is not translated: its language is {language}.")
            )
            yield Hit(
                case.segment.index,
                Span(0, len(case.text)),
                message.format(language=_called(pivot)),
                evidence={"language": name, "probability": round(sure, 3)},
            )


@check(
    "ACC203",
    "wrong-language",
    category="accuracy/untranslated",
    severity=Severity.MAJOR,
    foreign=True,
)
def wrong_language(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A sentence in a third language: neither the one of the text nor the one it was translated from.

    What it does: asks a language identifier about sentences of six words or more with few frequent words of the text's
    language. It reports from a probability of 0.97. Names, addresses, code and quotations are left alone.

    Why it matters: the translation program took one language for another.

    Example: "Der Minister sagte gestern, dass er nicht zurücktreten werde." in a French article.

    What to do: translate the sentence, or put it into quotation marks if it is intended.
    """
    for case, words in _suspects(cases, config, _FAMILIAR):
        if len(words) < 6 or _names(words) or _known(words, primary(config.lang)):
            continue
        pivot = pivot_of(case, config)
        name, sure = language_of(" ".join(words), (primary(config.lang), pivot))
        if name not in (primary(config.lang), pivot) and sure >= 0.97:
            yield Hit(
                case.segment.index,
                Span(0, len(case.text)),
                _("This sentence is in another language: {language}.").format(
                    language=_called(name)
                ),
                evidence={"language": name, "probability": round(sure, 3)},
            )


@check(
    "ACC204",
    "document-in-another-language",
    category="accuracy/untranslated",
    severity=Severity.MAJOR,
    alone=True,
)
def document_in_another_language(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A text that is entirely in a language other than the requested one.

    What it does: asks a language identifier about the text as a whole, from three sentences on, and says once what
    ACC201 and ACC203 would say of every sentence. Then no other rule runs, and no model reads the text. A file whose
    name or contents declare another language is not checked at all.

    Why it matters: the text was not translated, or the wrong file was checked.

    Example: an English article as `article.fr.md`.

    What to do: translate the text, or ask for its language with `--lang`.
    """
    if len(cases) < _DOCUMENT:
        return
    name = language_of_document([case.text for case in cases], config.lang)
    if name is not None and name != primary(config.lang) and not _partly(cases, config.lang):
        first = cases[0]
        yield Hit(
            first.segment.index,
            Span(0, len(first.text)),
            _("The whole text is in another language: {language}.").format(language=_called(name)),
            evidence={"language": name},
        )


def _partly(cases: Sequence[Case], lang: str) -> bool:
    """Whether more than a few sentences of a text are in its language after all."""
    texts = [case.text for case in cases[:_LOOKED_AT]]
    own = sum(language_of_document([text], lang) == primary(lang) for text in texts)
    return own * _FEW > len(texts)


def _suspects(
    cases: Sequence[Case], config: Config, familiar: float = 0.0
) -> Iterator[tuple[Case, list[str]]]:
    """Sentences that frequent words do not already prove to be in the text's language, with their words.

    So a clean article seldom loads the identifier's model. A share of such words up to `familiar` proves nothing.
    """
    grammar = small_words(config.lang)
    for case in cases:
        # A quotation may stay as it was; one that is the whole sentence should not.
        copied = is_copy(case.segment.source, case.text)
        plain = prose(case.text) if copied else unquoted(case.text)
        words, pivot = letters(plain), pivot_of(case, config)
        if len(words) < 3 or pivot == primary(config.lang):
            continue
        strange = _frequent(plain, config.lang) <= _frequent(plain, pivot) * 0.5
        if strange or (familiar and _count(words, grammar) < familiar * len(words)):
            yield case, list(words)


@functools.lru_cache(maxsize=64)
def _frequent_words(lang: str) -> frozenset[str]:
    return frozenset(language(lang).function_words)


@functools.lru_cache(maxsize=2048)
def _frequent(text: str, lang: str) -> int:
    """How many words of a text are frequent ones of a language."""
    return _count(letters(text), _frequent_words(lang))


def _count(words: Sequence[str], known: frozenset[str]) -> int:
    return sum(map(known.__contains__, map(str.lower, words)))


def unquoted(text: str) -> str:
    """Prose with quotations painted over; same length."""
    plain = prose(text)
    if not _BEGINS.search(plain):
        return plain
    return _QUOTED.sub(lambda match: FILLER * len(match.group()), plain)


def is_copy(source: str | None, text: str) -> bool:
    """Whether a text has the words of its source, and no others."""
    return source is not None and [w.lower() for w in _WORD.findall(source)] == [
        w.lower() for w in _WORD.findall(text)
    ]


def _names(words: Sequence[str]) -> bool:
    """Whether more than half of the words begin with a capital: a list of names, a title."""
    return sum(word[0].isupper() for word in words) * 2 > len(words)


def _known(words: Sequence[str], lang: str) -> bool:
    """Whether the lexicon has nearly all the longer words that are not names: then no model, slow to load, is asked."""
    own = lexicon(lang)
    long = [word for word in words if len(word) > _SHORT and word.islower()]
    known = sum(bool(own and own.readings(word)) for word in long)
    return len(long) >= _FEWEST and known >= _MOSTLY * len(long)


def _called(code: str) -> str:
    """The language's name in the language that messages are in, or its code where CLDR has none."""
    found = locale(code)
    return str(found.get_display_name(current()) or code) if found else code
