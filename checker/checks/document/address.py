"""Forms of address: a reader who is a friend here and a stranger there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import regex

from checker.checks.passage import language_of, passages, prose
from checker.config import Config
from checker.languages import Language
from checker.languages.morphology import Word, lexicon
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

_LETTERS = regex.compile(r"\p{L}+")
_SPEAKER = regex.compile(r"\s*\p{Lu}[\p{L}.-]*+(?: \p{Lu}[\p{L}.-]*+){0,3}\s?:")
_MARKS = '«»“”„"—–'
_START = regex.compile(r"(?:^|[.!?:…])\P{L}*$")
_USUAL = 4
"""A document addresses its readers in one way where that form is so many times as frequent as the other."""


@dataclass(frozen=True, slots=True)
class _Address:
    """Where a sentence addresses its reader, informally and politely."""

    case: Case
    informal: tuple[Span, ...]
    formal: tuple[Span, ...]
    speaker: bool
    """Somebody says “I” in it."""
    both: bool
    """It begins with the polite pronoun and goes on with the friendly one as a subject."""


@check(
    "CON202",
    "mixed-form-of-address",
    category="style/language register",
    severity=Severity.MINOR,
)
def form_of_address(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The reader is addressed as a friend here and politely elsewhere.

    What it does: looks for both forms of address in one sentence, for a lonely imperative of the other form in a
    paragraph, and, in a document where nobody says “I”, for the form that is used less than a fourth as often.
    Quotations and dialogue are left out.

    Why it matters: the source has only one "you", and a translation program chooses anew in every sentence.

    Example: "Cliquez sur votre profil, puis choisis ton avatar."

    What to do: choose one form for the whole text.
    """
    found: list[_Address] = []
    for passage in passages(cases):
        known = language_of(passage.cases[0], config)
        if not known.informal or passage.text.lstrip()[:1] in "-" + _MARKS:
            continue
        if _SPEAKER.match(passage.text):
            continue  # an interview
        mine = [_address(case, known) for case in passage.cases if not _spoken(case.text)]
        found += mine
        yield from _within(mine)
    yield from _across(found)


def _spoken(text: str) -> bool:
    return any(mark in text for mark in _MARKS)


def _address(case: Case, known: Language) -> _Address:
    informal, formal, speaker = [], [], False
    text = prose(case.text)
    for match in _LETTERS.finditer(text):
        form = match.group()
        word = form.lower()
        if word in known.informal:
            informal.append(Span(*match.span()))
        elif word in known.formal or (
            # The capital that tells polite “Sie” from “sie” tells nothing where a sentence begins.
            form in known.formal and not _START.search(text, 0, match.start())
        ):
            formal.append(Span(*match.span()))
        speaker = speaker or word in known.speaker
    forms = lexicon(known.tag)
    if forms:
        items = forms.words(text)
        informal += [
            Span(w.start, w.end) for at, w in enumerate(items) if _friendly(items, at, known)
        ]
        formal += [Span(w.start, w.end) for w in items[:1] if _polite(w)]
    friends = {span.of(text).lower() for span in informal}
    both = any(span.start == 0 for span in formal) and known.informal[0] in friends
    return _Address(case, tuple(sorted(informal)), tuple(sorted(formal)), speaker, both)


def _friendly(items: tuple[Word, ...], at: int, known: Language) -> bool:
    """Whether a verb can only speak to one friend: « puis choisis », and « Regarde : » at the beginning."""
    word = items[at]
    if word.shape != "word" or not word.only("VPA") or word.caps or at + 1 >= len(items):
        return False
    if not any(reading.tag[1:] == "m2s" for reading in word.readings):
        return False
    if at == 0:
        return items[1].form in (":", "!") and word.form not in known.not_imperative
    third = any(reading.tag[2:] == "3s" for reading in word.readings)
    return not third and items[at - 1].form in (",", *known.imperative_links) and not word.capital


def _polite(word: Word) -> bool:
    return word.only("V") and any(reading.tag[1:] == "m2p" for reading in word.readings)


def _within(mine: Sequence[_Address]) -> Iterator[Hit]:
    """Both forms in one sentence, or a friendly imperative in a polite paragraph."""
    for address in mine:
        if address.speaker and not address.both:
            continue
        if address.informal and address.formal:
            yield _hit(address.case, max(address.informal[0], address.formal[0]))
        elif len(address.informal) == 1 and any(other.formal for other in mine):
            span = address.informal[0]
            if span.start == 0 and not any(
                other.informal for other in mine if other is not address
            ):
                yield _hit(address.case, span)


def _across(found: Sequence[_Address]) -> Iterator[Hit]:
    """The rarer form of a document in which nobody speaks of himself."""
    if any(address.speaker for address in found):
        return
    informal = sum(len(address.informal) for address in found)
    formal = sum(len(address.formal) for address in found)
    if min(informal, formal) == 0 or max(informal, formal) < _USUAL * min(informal, formal):
        return
    for address in found:
        rare = address.informal if informal < formal else address.formal
        if not (address.informal and address.formal):
            for span in rare:
                yield _hit(address.case, span)


def _hit(case: Case, span: Span) -> Hit:
    return Hit(
        case.segment.index,
        span,
        _("“{word}” addresses the reader in another way than the rest of the text.").format(
            word=span.of(case.text)
        ),
    )
