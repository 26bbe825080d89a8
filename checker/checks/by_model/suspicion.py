"""Stretches of a sentence that the calibrated models doubt: what the model-based rules share.

No rule lives here. A stretch is a run of words whose probability of being wrong, or part of a major error, reaches its
limit, with single short words between them and the neighbours that nearly reach it. It is major by the latter alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from checker.checks.conventions.habit import asked_for, same_elsewhere
from checker.checks.passage import language_of, pivot_of
from checker.config import Config
from checker.languages import primary
from checker.languages.senses import renders, says_the_same
from checker.languages.vocabulary import in_use, listed, unknown_words, zipf
from checker.languages.vocabulary import usual as usual_there
from checker.text.segment import words
from checker.types import Case, Hit, Severity, Span

BRIDGE = 3
"""A word of at most this many letters between two doubted words is doubted with them."""


PHRASE = 3
"""Words behind a small word among which the one that it leads to stands."""

GUESS = -2.0
"""Nats of its least probable piece, given the text, below which a word of the back-translation is a guess.

In 219 sentences of news 50 % of the words above it, of four letters or more, stand in the human translation; of 283
below it 20 %.
"""

SHORT = 5
"""Words of a line in which one word is much of what is said."""

FOREIGN = 1.0
"""By how much more usual a word is in the pivot language than here, as logarithm to base 10, to come from there."""

MOST_WORDS = 4
"""Words of the longest replacement that is shown as a suggestion: more is another sentence."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words `first`..`last` of a case, how probably they are wrong, and part of a major error; and their severity."""

    first: int
    last: int
    p: float
    p_major: float
    severity: Severity

    def span(self, case: Case) -> Span:
        """Where it stands in the segment's text."""
        return Span(case.words[self.first].start, case.words[self.last].end)

    def linked(self, case: Case) -> tuple[Span, ...]:
        """The words of the back-translation that its words are linked to, in order; none where none is readable."""
        evidence = case.evidence
        if evidence.alignment is None or evidence.back is None or case.readable is False:
            return ()
        links = {j for i in range(self.first, self.last + 1) for j in evidence.alignment.of(i)}
        return tuple(evidence.back_words[j] for j in sorted(links) if j < len(evidence.back_words))

    def read_as(self, case: Case) -> str:
        """The stretch of the back-translation that its words are linked to, whatever it is worth."""
        linked = self.linked(case)
        back = case.evidence.back or ""
        return back[linked[0].start : linked[-1].end] if linked else ""

    def back(self, case: Case) -> str:
        """The same as evidence: empty where a word of it is a guess, or where its words came back as they were."""
        back = self.read_as(case)
        if back.casefold() == self.span(case).of(case.text).casefold():
            return ""
        return "" if any(_guessed(case, word) for word in self.linked(case)) else back


def _guessed(case: Case, word: Span) -> bool:
    """Whether the translation model guessed a word that it wrote; one that the text has too is not a guess."""
    score, back = case.evidence.back_given_text, case.evidence.back or ""
    if score is None or word.of(back) in {mine.of(case.text) for mine in case.words}:
        return False
    return any(
        token.logprob is not None
        and token.logprob < GUESS
        and token.start < word.end
        and word.start < token.end
        for token in score.tokens
    )


def stretches(case: Case) -> Iterator[Stretch]:
    """The doubted stretches of a case, in order: of words that are probably wrong, or part of a major error."""
    if not case.word_p_bad or case.p_bad is None:
        return
    p, major = (_of_words(case, values) for values in (case.word_p_bad, case.word_p_major))
    # How serious an error is shows in the sentence more than in its words: it doubts the worst of them, not all.
    worst = max((case.limits.major, *major))
    doubted = [
        one >= case.limits.word or other >= worst for one, other in zip(p, major, strict=True)
    ]
    for first, last in _runs(case, _grown(case, doubted, p)):
        words = slice(first, last + 1)
        severe = max(major[words]) >= case.limits.major
        yield Stretch(
            first,
            last,
            round(max(p[words]), 4),
            round(max(major[words]), 4),
            Severity.MAJOR if severe else Severity.MINOR,
        )


def phrases(case: Case, config: Config) -> Iterator[Stretch]:
    """The doubted stretches, as a reader can look at them: small words alone are said with the word that they lead to.

    Where a mark stands before that word, or another stretch begins with it, they are not said at all. Such a phrase is
    major only where a serious error is probable in that word too. A phrase that renders the source, word for word, is
    said only where a serious error is probable: of 61 lesser doubts of such words in medicine, chat and product texts
    29 touched what people had marked, and on news they were 18 of 62. Nor is what is `_merely_chosen` or `_borrowed`.
    """
    for stretch in _whole(case, config):
        serious = stretch.severity >= Severity.MAJOR
        if not serious and renders_source(case, stretch, config):
            continue
        if _merely_chosen(case, stretch, config) or _borrowed(case, stretch, config):
            continue
        yield stretch


def _whole(case: Case, config: Config) -> Iterator[Stretch]:
    """The stretches as `phrases` says them."""
    language = language_of(case, config)
    small = {*language.grammar_words, *language.prepositions}
    found = list(stretches(case))
    taken = {at for stretch in found for at in range(stretch.first, stretch.last + 1)}
    for stretch in found:
        if not all(_folded(case, at) in small for at in range(stretch.first, stretch.last + 1)):
            yield stretch
            continue
        head = stretch.last + 1
        while head < len(case.words) and _folded(case, head) in small:
            head += 1
        if head < len(case.words) and head not in taken and _led_to(case, stretch.last, head):
            serious = case.word_p_major and case.word_p_major[head] >= case.limits.major
            severity = stretch.severity if serious else Severity.MINOR
            yield replace(stretch, last=head, severity=severity)


def _folded(case: Case, at: int) -> str:
    return case.words[at].of(case.text).casefold()


def _led_to(case: Case, last: int, head: int) -> bool:
    """Whether a word stands so close behind another that both are one phrase."""
    between = case.text[case.words[last].end : case.words[head].start]
    return head - last <= PHRASE and not any(mark in between for mark in '.,;:!?()«»"“”')


def _of_words(case: Case, values: Sequence[float]) -> tuple[float, ...]:
    """Probabilities by word, 0 for names: no model knows them, so what looks improbable there is not worth a look."""
    count = len(case.word_p_bad)
    names = case.measurements.words.get("name", (0.0,) * count)
    known = values or (0.0,) * count
    return tuple(0.0 if name else p for p, name in zip(known, names, strict=True))


def _merely_chosen(case: Case, stretch: Stretch, config: Config) -> bool:
    """Whether a stretch is a single word that people use, in a text without source: nobody can say what is better.

    Of 34 such findings in machine translation where the wording alone was doubted, 16 touched what people had marked;
    of 21 with several words, 17 did. Where the meaning was, 65 of 129 did, most in texts of which every third word is
    marked, and 142 of 174 with several words; on pages that people wrote, 13 of 15 single ones were right words.
    Where a serious error is probable in a line of few words, the word is much of it: all of 12 such in dialogue stood
    in one with a major error (“Tap Settings.” left in English). In longer sentences of 28 pages none of nine did.
    """
    if stretch.first != stretch.last or _judged_alone(case, stretch):
        return False
    return in_use(case.words[stretch.first].of(case.text), language_of(case, config).tag)


def _borrowed(case: Case, stretch: Stretch, config: Config) -> bool:
    """Whether a stretch, in a text without source, holds a word of the pivot language: « la draft », « You saison 3 ».

    Models know few words that people borrow, and titles less. Of 15 such stretches on 44 pages two touched a mark; what
    a machine left in that language is for other rules to say.
    """
    if _judged_alone(case, stretch):
        return False
    lang, pivot = (primary(tag) for tag in (language_of(case, config).tag, pivot_of(case, config)))
    if lang == pivot or not (listed(lang) and listed(pivot)):
        return False
    for word in case.words[stretch.first : stretch.last + 1]:
        for part in word.of(case.text).casefold().split("-"):
            if usual_there(part, pivot) > zipf(part, lang) + FOREIGN:
                return True
    return False


def _judged_alone(case: Case, stretch: Stretch) -> bool:
    """Whether a doubt is said whatever its words are: beside a source, or as serious in a line of few words."""
    return bool(case.segment.source) or (
        stretch.severity >= Severity.MAJOR and len(case.words) <= SHORT
    )


def said_once(found: Iterable[tuple[Case, Hit]], code: str, config: Config) -> Iterator[Hit]:
    """Doubts about the same words in a text without source, as one: at the first place, as bad as the worst of them.

    A text says again and again what it is about, and a model that has seen little of it doubts it each time. Every
    place is said with a source, in lines of few words, where a word does not exist, where the rule was asked for.
    """
    alike: dict[tuple[int, str], list[Hit]] = {}
    for number, (case, hit) in enumerate(found):
        words = hit.span.of(case.text)
        apart = (
            bool(case.segment.source)
            or len(case.words) <= SHORT
            or asked_for(code, config)
            or bool(unknown_words(words, language_of(case, config).tag))
        )
        key = (number, "") if apart else (-1, words.casefold())
        alike.setdefault(key, []).append(hit)
    for hits in alike.values():
        if len(hits) == 1:
            yield hits[0]
            continue
        worst = max(hits, key=lambda hit: hit.severity or Severity.MINOR)
        yield replace(
            hits[0],
            severity=worst.severity,
            message=same_elsewhere(f"{hits[0].message}.", len(hits), code),
            evidence={**hits[0].evidence, "places": len(hits)},
        )


def usual(case: Case, stretch: Stretch, config: Config) -> str | None:
    """What the model writes in place of the stretch when it translates the back-translation home again.

    None where the round trip keeps the stretch, changes what stands around it too, has words that do not exist, or says
    what the lexicon of senses does not know for what was read back: without it none of twelve was of use. Nor where the
    stretch renders the source as it is.
    """
    trip = case.evidence.roundtrip
    if trip is None or case.readable is False or renders_source(case, stretch, config):
        return None
    theirs = words(trip)
    mine = [word.of(case.text).casefold() for word in case.words]
    other = [word.of(trip).casefold() for word in theirs]
    for what, first, end, start, stop in SequenceMatcher(None, mine, other, False).get_opcodes():
        if what == "replace" and first <= stretch.first <= stretch.last < end <= first + MOST_WORDS:
            if stop - start > end - first + 1:
                return None
            reading = trip[theirs[start].start : theirs[stop - 1].end]
            lang = language_of(case, config).tag
            there = stretch.back(case)
            back = [word.of(there) for word in words(there)]
            mine = [word.of(reading) for word in words(reading)]
            known = mine != back and says_the_same(mine, back, lang, config.pivot)
            strange = unknown_words(reading, lang, beside=case.text)
            return (
                reading
                if known and not strange and not _names_another(reading, case, stretch)
                else None
            )
    return None


def _names_another(reading: str, case: Case, stretch: Stretch) -> bool:
    """Whether a replacement inside a sentence has a capital that the text does not have: a name from nowhere."""
    capitals = [word.of(reading) for word in words(reading) if word.of(reading)[:1].isupper()]
    return stretch.first > 0 and any(name not in case.text for name in capitals)


def estimated(case: Case) -> bool:
    """Whether a quality-estimation model has an opinion of the case."""
    return "estimate.error" in case.measurements.words


def read_as_written(case: Case, stretch: Stretch, config: Config) -> bool:
    """Whether the lexicon of senses says that the stretch and its back-translation mean each other."""
    here = [word.of(case.text) for word in case.words[stretch.first : stretch.last + 1]]
    back = stretch.read_as(case)
    there = [word.of(back) for word in words(back)]
    return says_the_same(here, there, language_of(case, config).tag, config.pivot)


def renders_source(case: Case, stretch: Stretch, config: Config) -> bool:
    """Whether the lexicon of senses says that each word of the stretch translates one of the source at hand."""
    source = case.segment.source
    if not source:
        return False
    here = [word.of(case.text) for word in case.words[stretch.first : stretch.last + 1]]
    there = [word.of(source) for word in words(source)]
    return renders(here, there, language_of(case, config).tag, pivot_of(case, config))


def meaning_is_lost(case: Case, stretch: Stretch) -> bool:
    """Whether the back-translation rather than the wording makes a word suspect: which signal stands out more.

    Both are compared with the sentence's own level, in units of their usual spread (nats). Where neither was measured,
    the sentence as a whole decides: an error of meaning is the more probable one, or one of language.
    """
    way_back = _lowest(case, "back.logprob", stretch) / 2.5
    wording = _lowest(case, "lm.logprob", stretch) / 2.5
    if math.isnan(wording) and math.isnan(way_back) and estimated(case):
        return (case.p_adequacy or 0.0) >= (case.p_fluency or 0.0)
    if math.isnan(wording):
        return True
    return not math.isnan(way_back) and way_back < wording


def _lowest(case: Case, name: str, stretch: Stretch) -> float:
    values = case.measurements.words.get(name, ())
    known = sorted(value for value in values if not math.isnan(value))
    mine = [v for v in values[stretch.first : stretch.last + 1] if not math.isnan(v)]
    return min(mine) - known[len(known) // 2] if mine and known else math.nan


def _grown(case: Case, doubted: Sequence[bool], p: Sequence[float]) -> list[bool]:
    """The doubted words with those beside them that reach a lower limit, and those beside these."""
    limit = case.limits.beside
    out = list(doubted)
    last = len(out) - 1
    for order, step in ((range(last), 1), (range(last, 0, -1), -1)):
        for i in order:
            left, right = min(i, i + step), max(i, i + step)
            if out[i] and p[i + step] >= limit and _bridged(case, left, right):
                out[i + step] = True
    return out


def _runs(case: Case, doubted: list[bool]) -> Iterator[tuple[int, int]]:
    start: int | None = None
    last = 0
    for i, bad in enumerate(doubted):
        if not bad:
            continue
        if start is not None and _bridged(case, last, i):
            last = i
            continue
        if start is not None:
            yield start, last
        start = last = i
    if start is not None:
        yield start, last


def _bridged(case: Case, left: int, right: int) -> bool:
    if right - left > 2:
        return False
    between = case.text[case.words[left].end : case.words[right].start]
    if any(mark in between for mark in '.,;:!?()«»"“”'):
        return False
    middle = case.words[left + 1 : right]
    return all(word.end - word.start <= BRIDGE for word in middle)
