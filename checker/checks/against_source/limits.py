"""What limits a statement: at least, at most, before, only, must, may; changed into another, or lost."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

import regex

from checker.checks.against_source.contraries import WORD, forms, senses_between
from checker.checks.against_source.sourced import Sourced, plain, sourced
from checker.checks.passage import FILLER
from checker.config import Config
from checker.languages import Language, language
from checker.messages import _
from checker.plugins import Need, check
from checker.types import Case, Hit, Severity, Span

_INSTEAD = {
    "at least": ("at most", "less than"),
    "at most": ("at least", "more than"),
    "more than": ("less than", "at most", "less so"),
    "less than": ("more than", "at least", "more so"),
    "before": ("after",),
    "after": ("before",),
    "within": ("only after",),
    "must": ("may",),
    "should": ("may",),
    "may": ("must",),
    "must not": ("need not",),
    "need not": ("must not",),
    "all": ("some",),
    "some": ("all",),
    "less so": ("more so",),
    "more so": ("less so",),
    "next": ("last",),
    "last": ("next",),
    "most": ("all",),
    "since": ("until",),
    "until": ("since",),
    "always": ("sometimes",),
    "sometimes": ("always",),
    "because of": ("despite",),
    "despite": ("because of",),
    "too": ("enough",),
    "enough": ("too",),
    "twice": ("half",),
    "half": ("twice",),
    "to the right": ("to the left",),
    "to the left": ("to the right",),
    "switch on": ("switch off",),
    "switch off": ("switch on",),
    "rise": ("fall",),
    "fall": ("rise",),
    "push": ("pull",),
    "pull": ("push",),
    "should be": ("may be",),
}
"""Limits, each with those that are wrong in its place."""
_DENYING = frozenset({"must not", "need not", "at most", "at least"})
"""Those that are said by a negation, or beside one."""
_OF_AMOUNTS = ("at least", "at most", "more than", "less than")
_LOST = ("only", "except", "unless", "every other")
"""Limits without which a statement says more than its source."""
_LONGEST = 45
"""Words of a source beyond which a limit may be put in many other ways."""
_LONGEST_LOST = 30
_RENDERED = 0.02
"""Share of a word's translations that another must have to be taken for it."""
_SHORTEST, _SHORTEST_LOST = 0.5, 0.7
"""Words of the text, by those of the source, below which it says less, or something else."""


@check(
    "ACC222",
    "limit-changed",
    category="accuracy/mistranslation",
    severity=Severity.MAJOR,
    needs={Need.SOURCE},
)
def limit_changed(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """Another limit than that of the source: at most for at least, may for must, after for before.

    What it does: knows how limits are put (at least, at most, more than, less than, before, after, within, must, may,
    all, some, next, last). It marks one in the text that is the opposite of one in the source, or says another thing,
    where nothing in the text can stand for the source's own and nothing in the source for that of the text.
    Sentences of more than 45 words are left alone.

    Why it matters: the reader does something else, in a sentence that reads well.

    Example: « Le mot de passe doit contenir au plus huit caractères. » for “The password must contain at least eight
    characters.”

    What to do: compare with the source, and put its limit.
    """
    for one in sourced(cases):
        there, here = map(language, one.languages(config))
        if not _of_length(one, _LONGEST, _SHORTEST):
            continue
        found = _changed(plain(one.source), plain(one.text), there, here)
        if found is not None:
            said = found[0].of(one.source).strip()
            message = _("The source says something else here: “{source}”.").format(source=said)
            yield one.hit(found[1], message, {"source": said})


@check(
    "ACC223",
    "limit-lost",
    category="accuracy/omission",
    severity=Severity.MINOR,
    needs={Need.SOURCE},
)
def limit_lost(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The source limits what it says (only, except, unless, every other), and the text does not.

    What it does: looks for such a word in the source where it changes what is said (“only if”, “can only”, “may be
    used only by”), and reports the sentence where nothing in the text can stand for it: no « seul », « uniquement »,
    « ne … que », « sauf ». Sentences of more than 30 words are left alone.

    Why it matters: the text promises or forbids more than its source.

    Example: « Les administrateurs peuvent supprimer des comptes. » for “Only administrators can delete accounts.”

    What to do: compare with the source, and put the limit back.
    """
    for one in sourced(cases):
        there, here = map(language, one.languages(config))
        if not _of_length(one, _LONGEST_LOST, _SHORTEST_LOST):
            continue
        source, text = plain(one.source), plain(one.text)
        for name in _LOST:
            said = _says(there, name).search(source)
            if said and name in here.limits_perhaps and not _perhaps(here, name).search(text):
                message = _("The source limits this (“{source}”); the text does not.")
                word = Span(*said.span()).of(one.source).strip()
                whole = Span(0, len(one.text))
                yield one.hit(whole, message.format(source=word), {"source": word})
                break


def without_shared(source: str, text: str, there: Language, here: Language) -> tuple[str, str]:
    """Both sides without the limits of an amount that they share, which say yes or no of nothing else; same length."""
    for name in _OF_AMOUNTS:
        theirs, own = _says(there, name), _says(here, name)
        if theirs.search(source) and own.search(text):
            source, text = theirs.sub(_painted, source), own.sub(_painted, text)
    return source, text


def _painted(match: regex.Match[str]) -> str:
    return FILLER * len(match.group())


def _of_length(one: Sourced, longest: int, shortest: float) -> bool:
    theirs = len(WORD.findall(one.source))
    return theirs <= longest and len(WORD.findall(one.text)) >= shortest * theirs


def _changed(source: str, text: str, there: Language, here: Language) -> tuple[Span, Span] | None:
    """A limit of the source, and the one that stands in its place; None without such a pair."""
    for name, others in _INSTEAD.items():
        said = _says(there, name).search(source)
        if not said or _perhaps(here, name).search(text):
            continue
        for other in others:
            found = _says(here, other).search(text)
            if not found or _perhaps(there, other).search(source):
                continue
            if not _of_one_word(said, found, there, here):
                continue
            if name in _DENYING or other in _DENYING or not _denied(source, text, there, here):
                return Span(*said.span()), Span(*found.span())
    return None


def _of_one_word(
    said: regex.Match[str], found: regex.Match[str], there: Language, here: Language
) -> bool:
    """Whether the words that two limits apply to translate each other: “less dangerous”, « plus dangereux »."""
    one, other = said.groupdict().get("word"), found.groupdict().get("word")
    if one is None or other is None:
        return True
    known = senses_between(here.code, there.code)
    return any(
        known.rendering(form, meaning) >= _RENDERED
        for form in forms(other.lower(), here.code)
        for meaning in forms(one.lower(), there.code)
    )


def _denied(source: str, text: str, there: Language, here: Language) -> bool:
    """Whether one side denies what it says: “not before” may be « après »."""
    sides = ((source, there), (text, here))
    return any(_any(known.negations).search(side) for side, known in sides)


def _says(known: Language, name: str) -> regex.Pattern[str]:
    """How a limit is put."""
    return _any(known.limits.get(name, ()))


def _perhaps(known: Language, name: str) -> regex.Pattern[str]:
    """All that may stand for a limit."""
    return _any((*known.limits.get(name, ()), *known.limits_perhaps.get(name, ())))


@functools.lru_cache(maxsize=128)
def _any(patterns: tuple[str, ...]) -> regex.Pattern[str]:
    return regex.compile("|".join(patterns) or "(?!)", regex.IGNORECASE)
