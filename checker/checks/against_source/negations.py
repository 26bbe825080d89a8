"""Negations: a sentence that says yes where its source says no, and the other way round."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence

import regex

from checker.checks.against_source.contraries import (
    STEM,
    WORD,
    Turned,
    forms,
    listed,
    senses_between,
    turned,
)
from checker.checks.against_source.limits import without_shared
from checker.checks.against_source.sourced import Sourced, plain, sourced
from checker.checks.passage import FILLER
from checker.config import Config
from checker.languages import Language, language
from checker.languages.morphology import lemmas
from checker.languages.senses import senses
from checker.languages.vocabulary import zipf
from checker.messages import _
from checker.plugins import Need, check
from checker.types import Case, Hit, Severity, Span

_QUOTED = regex.compile(r"«[^«»]*»|“[^“”]*”|\"[^\"\n]*\"|`[^`\n]*`")
_LONGEST = 45
"""Words of a sentence beyond which a negation can be put in too many other ways."""
_SHORTEST = 0.5
"""Words of the other side, by those of this one, below which it says something else, or less."""
_RENDERED = 0.1
"""Share of a word's translations that another must have to be taken for it."""
_CONTRARY = 0.3
"""The same of a contrary: « irréversible » often stands for “cannot be undone”, but not for “undone”."""


@functools.lru_cache(maxsize=32)
def _pattern(parts: tuple[str, ...]) -> regex.Pattern[str]:
    return regex.compile("|".join(parts) or r"(?!)", regex.I)


def _own_words(text: str) -> str:
    """What a text says in its own name: quotations painted over; same length."""
    return _QUOTED.sub(lambda match: FILLER * len(match.group()), text)


def _negation(text: str, known: Language, same: frozenset[str] = frozenset()) -> Span | None:
    """Where a text denies what it says; None where it does not, or where it may mean the contrary of that.

    Words in `same` say nothing of it.
    """
    text = _pattern(known.no_negations).sub(lambda match: FILLER * len(match.group()), text)
    found = [
        match
        for match in _pattern(known.negations).finditer(text)
        if match.group().lower().strip() not in same
    ]
    if not found:
        return None
    # "cannot be ignored", "no entry without", "n'est pas sans danger": two negations make none.
    rest = _pattern(known.negations).sub(_without_ends, text).lower()
    words = [*WORD.findall(rest), *(match.group().lower().strip() for match in found[1:])]
    negative = listed(known.negative_words)
    if any(negative.fullmatch(word) and word not in same for word in words):
        return None
    return Span(*found[0].span())


def _without_ends(match: regex.Match[str]) -> str:
    """What stands inside a negation of two parts: « ne [peut] pas »."""
    return " ".join(["", *WORD.findall(match.group())[1:-1], ""])


def _may_deny(text: str, known: Language, same: frozenset[str]) -> bool:
    """Whether anything in a text without negations, but words in `same`, may stand for one."""
    denying = listed((*known.negative_words, *known.negative_hints))
    return any(
        denying.fullmatch(word) or _contrary(word, known)
        for word in WORD.findall(text.lower())
        if word not in same
    )


def _rendered(source: str, text: str, theirs: Language, own: Language) -> frozenset[str]:
    """Words that say no by themselves, one as the translation of the other, where the source negates its own.

    “Never leave it on” says no once: « laissez » stands for “leave”, and not for “never”.
    """
    denied = _pattern(theirs.negations)
    source = source.lower()
    words = WORD.findall(denied.sub(_without_ends, source))
    twice = [match.group() for match in denied.finditer(source)]
    here = _negative(words + twice * (len(twice) > 1), theirs)
    there = _negative(WORD.findall(text.lower()), own) if here else {}
    if not there:
        return frozenset()
    known = senses(own.code, theirs.code)
    listed_here, listed_there = listed(theirs.negative_words), listed(own.negative_words)

    def least(one: str, other: str) -> float:
        plain = listed_here.fullmatch(one) and listed_there.fullmatch(other)
        return _RENDERED if plain else _CONTRARY

    return frozenset(
        word
        for one, meanings in here.items()
        for other, renderings in there.items()
        if any(known.rendering(w, m) >= least(one, other) for m in meanings for w in renderings)
        or any(
            one in words and other in own.denials.get(name, ())
            for name, words in theirs.denials.items()
        )
        for word in (one, other)
    )


def _negative(words: Iterable[str], known: Language) -> dict[str, frozenset[str]]:
    """Those of some words that say no by themselves, each with its dictionary forms."""
    negative = listed(known.negative_words)
    return {
        word: lemmas(word, known.code) | {word}
        for word in words
        if negative.fullmatch(word) or _contrary(word, known)
    }


def _contrary(word: str, known: Language) -> bool:
    """Whether a word is the contrary of one that is used more: inutile, but not information."""
    return not listed(known.not_contrary).fullmatch(word) and any(
        word.startswith(prefix)
        and len(word) - len(prefix) >= STEM
        and zipf(word[len(prefix) :], known.code) > zipf(word, known.code)
        for prefix in known.negative_prefixes
    )


def _denied_alone(
    ours: str, theirs: str, own: Language, other: Language, *, lost: bool
) -> Span | None:
    """Where `ours` denies what `theirs` does not.

    `lost`: `ours` is the source; words that translate each other then say nothing of its negation.
    """
    if not own.negations or not other.negations:
        return None
    here, there = len(WORD.findall(ours)), len(WORD.findall(theirs))
    if here > _LONGEST or there < max(2, _SHORTEST * here):
        return None
    said = _own_words(ours)
    # Most sentences deny nothing, or on both sides; words may be copied, as they are in titles and in code.
    if not _pattern(own.negations).search(said) or any(
        _pattern(known.negations).search(theirs) for known in (own, other)
    ):
        return None
    same = _rendered(ours, theirs, own, other) if lost else frozenset[str]()
    if _pattern(own.ended).search(said):  # what goes on has not come to an end
        same = same.union(other.lasting)
    found = _negation(said, own, same)
    return None if found is None or _may_deny(theirs, other, same) else found


def _turned(ours: str, theirs: str, own: Language, other: Language) -> Turned | None:
    """A word that says the contrary of a word on the other side, where neither side denies anything."""
    if _pattern(own.negations).search(ours):
        return None
    found = turned(ours, theirs, own, other)
    return None if found is None or denies(theirs, other) else found


def says_opposite(one: Sourced, place: Span, there: Span) -> Hit:
    """A hit for a word of the text that says the opposite of a word of the source."""
    word = there.of(one.source)
    message = _("The source says the opposite (“{source}”).")
    return one.hit(place, message.format(source=word), evidence={"source": word})


def denies(
    text: str, known: Language, beside: str | None = None, other: Language | None = None
) -> bool:
    """Whether anything in a text denies, by grammar, by itself or by its beginning.

    A word that has its translation in the text `beside` says nothing by itself: “remove”, « retirer ».
    """
    negative = listed(known.negative_words)
    return bool(_pattern(known.negations).search(text)) or any(
        (negative.fullmatch(word) or _contrary(word, known))
        and not (beside and other and _translated(word, known, beside, other))
        for word in WORD.findall(text.lower())
    )


def _translated(word: str, known: Language, beside: str, other: Language) -> bool:
    """Whether a text has a usual translation of a word."""
    lexicon = senses_between(known.code, other.code)
    theirs = frozenset[str]().union(
        *(forms(one, other.code) for one in WORD.findall(beside.lower()))
    )
    return any(
        lexicon.rendering(form, meaning) >= _RENDERED
        for form in forms(word, known.code)
        for meaning in theirs
    )


def _sides(one: Sourced, config: Config) -> tuple[str, str, Language, Language]:
    """Source and text, but for limits that both have (« moins de trois ans »), and their languages."""
    theirs, own = map(language, one.languages(config))
    source, text = without_shared(plain(one.source), plain(one.text), theirs, own)
    return source, text, theirs, own


@check(
    "ACC218",
    "negation-lost",
    category="accuracy/mistranslation",
    severity=Severity.MAJOR,
    needs={Need.SOURCE},
)
def negation_lost(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The source says that something is not so, and the text says that it is.

    What it does: looks for a negation in the source (not, no, without, unless, avoid), and reports the sentence where
    nothing in the text can stand for it: no negation, no word such as “sans”, “refuser” or “sauf”, no prefix as in
    “inutile”. Where the source has a contrary (“incompatible”), it reports the word of the text that means its positive
    (« compatibles »). Sentences of more than 45 words are left alone, and so are quotations and double negations
    (“cannot be ignored”).

    Why it matters: the reader is told the opposite, in a sentence that reads well.

    Example: « Ouvrez cette porte pendant que la machine fonctionne. » for “Do not open this door while the machine is
    running.”

    What to do: compare with the source, and put the negation back.
    """
    for one in sourced(cases):
        source, text, theirs, own = _sides(one, config)
        found = _denied_alone(source, text, theirs, own, lost=True)
        contrary = None if found else _turned(source, text, theirs, own)
        if contrary is not None:
            yield says_opposite(one, contrary.positive, contrary.contrary)
        if found is not None:
            yield one.hit(
                Span(0, len(one.text)),
                _("The source negates this (“{source}”); the text does not.").format(
                    source=found.of(one.source)
                ),
                evidence={"source": found.of(one.source)},
            )


@check(
    "ACC219",
    "negation-added",
    category="accuracy/mistranslation",
    severity=Severity.MINOR,
    needs={Need.SOURCE},
)
def negation_added(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The text says that something is not so, and the source says that it is.

    What it does: looks for a negation in the text (ne … pas, ne … jamais), and reports it where nothing in the source
    can stand for it: no negation, no word such as “without”, “fail” or “only”, no prefix as in “unable”. A contrary in
    the text (« désactivée ») is reported where the source has what its positive means (“enabled”). Sentences of
    more than 45 words are left alone, and so are quotations, double negations and phrases (« n'hésitez pas »).

    Why it matters: the reader is told the opposite, in a sentence that reads well.

    Example: « Ce produit ne convient pas aux enfants. » for “This product is suitable for children.”

    What to do: compare with the source, and delete the negation.
    """
    for one in sourced(cases):
        source, text, theirs, own = _sides(one, config)
        found = _denied_alone(text, source, own, theirs, lost=False)
        contrary = None if found else _turned(text, source, own, theirs)
        if contrary is not None:
            yield says_opposite(one, contrary.contrary, contrary.positive)
        if found is not None:
            yield one.hit(found, _("The source does not negate this."), evidence={})
