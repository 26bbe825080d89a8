"""Forms of address: a reader who is a friend here and a stranger there."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import regex

from checker.checks.passage import FILLER, language_of, letters, passages, prose
from checker.config import Config
from checker.languages import Language, language
from checker.languages.morphology import Reading, Word, lexicon
from checker.languages.vocabulary import zipf
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

_LETTERS = regex.compile(r"\p{L}+")
_SPEAKER = regex.compile(r"\s*\p{Lu}[\p{L}.-]*+(?: \p{Lu}[\p{L}.-]*+){0,3}\s?:")
_MARKS = '«»“”„"—–'
_MARK = re.compile(f"[{_MARKS}]")
_LABEL = regex.compile(r"«[^«».!?]{1,30}»|“[^“”.!?]{1,30}”|\"[^\".!?]{1,30}\"")
"""The name of something that is shown: cliquez sur « Profil »."""
_JOINED = ("·", *(f"{verb}{hyphen}" for verb in ("rendez", "Rendez", "RENDEZ") for hyphen in "-‑"))
"""What stands before a pronoun that is part of another word: « cet·te », « un rendez-vous »."""
_RATHER = 0.6
"""By how much, as logarithm to base 10, an infinitive must be more usual than a plural to be what is meant."""
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
    order: Span | None = None
    """A verb at its beginning that may speak to a friend, or say what something does: « Essaie encore »."""


@check(
    "CON202",
    "mixed-form-of-address",
    category="style/language register",
    severity=Severity.MINOR,
    by_sentence=True,
)
def form_of_address(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The reader is addressed as a friend here and politely elsewhere.

    What it does: looks for both forms of address in one sentence, for a single imperative of the other form in a
    paragraph or after a polite sentence, and, in a document where nobody says “I”, for the form that is used less than
    a fourth as often. Quotations and dialogue are left out.

    Why it matters: the source has only one "you", and a translation program chooses afresh in every sentence.

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
    return bool(_MARK.search(text) and _MARK.search(_LABEL.sub("", text)))


def _address(case: Case, known: Language) -> _Address:
    """How a sentence speaks to its reader: the words that do so, by form of address.

    One function: all that a sentence says of its reader comes from one pass over its words.
    """
    informal: list[Span] = []
    formal: list[Span] = []
    speaker = False
    text = _unlabelled(prose(case.text))
    polite: list[int] = []
    for match in _LETTERS.finditer(text) if _tells(text, known.tag) else ():
        form = match.group()
        word = form.lower()
        speaker = speaker or word in known.speaker
        friend = word in known.informal
        # The capital that tells polite “Sie” from “sie” tells nothing where a sentence begins.
        stranger = word in known.formal or (
            form in known.formal and not _begins(text, match.start())
        )
        if (friend or stranger) and not text[: match.start()].endswith(_JOINED):
            (informal if friend else formal).append(Span(*match.span()))
    forms = lexicon(known.tag)
    if forms:
        items = forms.words(text)
        orders = [
            (at, found)
            for at, w in enumerate(items)
            if "V" in w.kinds and (found := _orders(w.readings))
        ]
        reach = _reach_of_order(items, known)
        asks = functools.partial(_asks, items)
        friendly = [
            at
            for at, found in orders
            if "m2s" in found and _friendly(items, at, known, ordered=at <= reach, asks=asks)
        ]
        friendly += [
            at
            for at, w in enumerate(items)
            if (w.shape == "elided" and _elided_friend(items, at, known))
            or (w.form in known.informal_owned and _owned(items, at, known))
        ]
        informal += [Span(items[at].start, items[at].end) for at in friendly]
        if informal:
            joined = {word.start for at, word in enumerate(items) if _one_of_two(items, at, known)}
            informal = [span for span in informal if span.start not in joined]
        polite = [at for at, found in orders if "m2p" in found and _politely(items, at, known)]
        formal += [Span(items[at].start, items[at].end) for at in polite]
        addressed = informal or formal
        if addressed and any(_named(items, at, known) for at in range(1, len(items) - 1)):
            informal, formal = [], []  # "on peut dire tu ou vous"
    order = _order(items, known) if forms and not informal else None
    if formal and not any(polite):  # at the beginning alone
        order = None
    friends = {span.of(text).lower() for span in informal}
    both = any(span.start == 0 for span in formal) and known.informal[0] in friends
    return _Address(case, tuple(sorted(informal)), tuple(sorted(formal)), speaker, both, order)


@functools.lru_cache(maxsize=16384)
def _orders(readings: tuple[Reading, ...]) -> frozenset[str]:
    """The orders that a word can be, to one friend or politely: m2s, m2p."""
    return frozenset(reading.tag[1:] for reading in readings).intersection(("m2s", "m2p"))


def _unlabelled(text: str) -> str:
    """A text with the names of what is shown painted over; same length."""
    if not any(mark in text for mark in '«“"'):
        return text
    return _LABEL.sub(lambda match: FILLER * len(match.group()), text)


def _asks(items: tuple[Word, ...]) -> bool:
    """Whether a polite imperative, which may be nothing but a verb, stands anywhere."""
    return any(map(_polite, items))


def _tells(text: str, tag: str) -> bool:
    """Whether one of the words stands in a text by which a language addresses a reader, or somebody says “I”."""
    return not _telling(tag).isdisjoint(map(str.lower, letters(text)))


@functools.lru_cache(maxsize=64)
def _telling(tag: str) -> frozenset[str]:
    known = language(tag)
    return frozenset(map(str.lower, (*known.informal, *known.formal, *known.speaker)))


def _begins(text: str, at: int) -> bool:
    """Whether a sentence begins at a word: only signs stand between it and the end of another, or the beginning."""
    while at and not text[at - 1].isalpha():
        at -= 1
        if text[at] in ".!?:…":
            return True
    return at == 0


def _reach_of_order(items: tuple[Word, ...], known: Language) -> int:
    """Up to which word a sentence that a polite order begins has no other verb, nor a clause; 0 without one.

    « Choisissez un nom puis clique sur Valider »: there is no subject that a verb could have up to there.
    """
    if not any(map(_polite, items[:1])):
        return 0
    others = (
        at
        for at in range(1, len(items))
        if (items[at].only("V") and not _polite(items[at]))
        or items[at].form in known.clause_openers
    )
    return next(others, len(items))


def _friendly(
    items: tuple[Word, ...], at: int, known: Language, *, ordered: bool, asks: Callable[[], bool]
) -> bool:
    """Whether a verb that may be an order can only speak to one friend: « puis choisis », « Essaie encore ».

    `ordered`: a polite order at the beginning reaches to it; `asks` tells whether there is one anywhere.
    One function: its guards, read one after the other.
    """
    word = items[at]
    if (
        word.shape != "word"
        or word.caps
        or at + 1 >= len(items)
        or word.form in known.not_imperative
    ):
        return False
    after = items[at + 1]
    verb = word.only("VPA")
    third = any(reading.tag[2:] == "3s" for reading in word.readings)
    if at == 0 and after.shape == "clitic":
        return verb and after.form.lstrip("-") not in known.subjects  # "Renouvelle-le"
    if at == 0:  # "Prends la première rue": no third person that a description could have
        yours = after.form in (*known.informal, *known.informal_owned)  # "Récupère ta récompense"
        described = third and not yours
        return verb and (after.form in (":", "!") or (not described and _governs(after, known)))
    left = items[at - 1]
    if left.form in ("n'", "ne") and (at == 1 or items[at - 2].form == ","):
        return word.form in known.urged  # "Ne bloque pas les messages": what a program does
    if word.capital or left.form not in (",", *known.imperative_links):
        return False
    if verb and not third and not word.any("PA"):
        return True
    # "Si vous aimez le café, essaie notre recette"
    if verb and left.form == "," and items[0].form in known.clause_openers:
        return _governs(after, known)
    # "causés ou subis": a participle, unless « puis » comes before it.
    then = left.form == known.imperative_links[0]
    if verb and not third:
        return then or ordered or (_governs(after, known) and asks())
    if word.any("A") and items[at - 2].any("A"):
        return False  # "une analyse approfondie et complète"
    bare = items[at - 3].form not in known.articles  # "mélangez sel et poivre dans"
    return (
        ordered
        and left.form != ","
        and (verb or _governs(after, known) or (after.any("E") and (then or not bare)))
    )


def _governs(after: Word, known: Language) -> bool:
    """Whether a word is a verb by what follows: a noun of its form has no article or possessive behind it."""
    determiners = (*known.articles, *known.before_noun)
    return after.form in (*determiners, *known.informal, *known.informal_owned)


def _order(items: tuple[Word, ...], known: Language) -> Span | None:
    """A verb at the beginning that may speak to a friend."""
    if len(items) < 3:
        return None
    word, after = items[:2]
    if word.caps or not word.capital or word.form in known.not_imperative:
        return None
    if not any(reading.tag[1:] == "m2s" for reading in word.readings):
        return None
    # "Clique sur le lien et saisissez": a noun of that form has no polite verb beside it.
    asked = any(map(_polite, items))
    verb = (word.only("VPA") or asked or _rather_verb(word, known)) and (
        after.only("B") or after.any("E")
    )
    return Span(word.start, word.end) if verb or _governs(after, known) else None


def _rather_verb(word: Word, known: Language) -> bool:
    """Whether a noun of a word's form is far less usual than its verb: « Clique sur », not « Marche vers »."""
    verbs = [item.lemma for item in word.readings if item.tag[1:] == "m2s"]
    if not word.only("NVPA") or not verbs:
        return False
    use = max(zipf(lemma, known.code) for lemma in verbs)
    return use - zipf(f"{word.form}s", known.code) >= _RATHER


def _owned(items: tuple[Word, ...], at: int, known: Language) -> bool:
    """Whether a word can only be a friend's possessive here: « ton profil », but not « le ton monte »."""
    word = items[at]
    if word.caps or at + 1 >= len(items):
        return False
    after, left = items[at + 1], items[at - 1] if at else None
    described = left is not None and (left.only("DANE") or left.form in known.articles)
    # "avec ton code", though « le ton monte » and « un changement de ton montre »
    sure = left is not None and left.any("EVI") and left.form not in ("de", "d'")
    verb = after.any("V") and not sure
    return after.shape == "word" and after.any("N") and not verb and not described


def _named(items: tuple[Word, ...], at: int, known: Language) -> bool:
    """Whether both forms are joined: the sentence speaks of them."""
    if items[at].form not in known.joining:
        return False
    left, right = items[at - 1].form, items[at + 1].form
    both = (known.informal, known.formal)
    return any(left in one and right in other for one, other in (both, both[::-1]))


def _elided_friend(items: tuple[Word, ...], at: int, known: Language) -> bool:
    """Whether a shortened pronoun speaks to a friend: « nous allons t'aider », but not « va t'il »."""
    word = items[at]
    if word.form.rstrip("'") not in known.informal_elided:
        return False
    return at + 1 < len(items) and items[at + 1].form not in known.only_subjects


def _one_of_two(items: tuple[Word, ...], at: int, known: Language) -> bool:
    """Whether a pronoun at `at` is joined to another: « elle ou toi »."""
    return at > 1 and items[at - 1].form in known.joining and items[at - 2].form in known.subjects


def _politely(items: tuple[Word, ...], at: int, known: Language) -> bool:
    """Whether a polite imperative stands at `at`: where a sentence begins, or behind a comma or a conjunction."""
    then = items[at + 1] if at + 1 < len(items) else None
    called = then is not None and then.form in (",", "!") and items[at].form in known.calls
    # "Dites-nous": what else the form may be has no pronoun behind it.
    asked = then is not None and then.shape == "clitic" and _may_be_polite(items[at])
    if called or not (_polite(items[at]) or asked):
        return False
    left = items[at - 1].form if at else ""
    return at == 0 or left in (",", ";", ":", "n'", "ne", *known.imperative_links)


def _may_be_polite(word: Word) -> bool:
    return "V" in word.kinds and "m2p" in _orders(word.readings)


def _polite(word: Word) -> bool:
    return word.only("V") and _may_be_polite(word)


def _within(mine: Sequence[_Address]) -> Iterator[Hit]:
    """Both forms in one sentence, or a friendly imperative in a polite paragraph."""
    polite = sum(len(address.formal) for address in mine)
    friendly = sum(len(address.informal) for address in mine)
    for before, address in zip([None, *mine], mine, strict=False):
        if address.speaker and not address.both:
            continue
        behind = before is not None and bool(before.formal)
        if address.order and (behind or address.formal):
            yield _hit(address.case, address.order)
        elif address.informal and address.formal:
            first = address.informal[0], address.formal[0]
            yield _hit(address.case, max(first) if polite == friendly else first[polite < friendly])
        elif address.informal and polite:
            span = address.informal[0]
            # "Ne t'inquiète pas"
            begins = address.case.text[: span.start].strip().lower() in ("", "ne", "n'", "n’")
            if begins and friendly == len(address.informal):
                yield _hit(address.case, span)


def _across(found: Sequence[_Address]) -> Iterator[Hit]:
    """The rarer form of address in a document without “I”."""
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
        _("“{word}” addresses the reader differently from the rest of the text.").format(
            word=span.of(case.text)
        ),
    )
