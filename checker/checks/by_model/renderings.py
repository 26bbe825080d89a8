"""Consistency of terms, by models: one word of the source, or of the back-translation, rendered by two words of the
text.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checker.checks.passage import language_of
from checker.config import Config
from checker.languages.morphology import dictionary_form, lemmas, only_noun, with_readings
from checker.messages import _
from checker.plugins import Need, check
from checker.types import Alignment, Case, Hit, Severity, Span

SHORTEST = 5
"""Letters of a word that can be a term, on either side."""

USUAL = 2
"""How often a rendering must stand in the document before another one is odd."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """A noun of the text and the word of the other side that it alone is linked to."""

    case: Case
    span: Span
    lemmas: frozenset[str]
    term: str

    @property
    def written(self) -> str:
        """The noun as it stands."""
        return self.span.of(self.case.text)


@check(
    "CON104",
    "term-rendered-two-ways",
    category="terminology/inconsistent use of terminology",
    severity=Severity.MINOR,
    needs={Need.BACK, Need.ALIGNMENT, Need.SOURCE_ALIGNMENT},
    languages=with_readings(),
    default=False,
)
def term_rendered_two_ways(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A term that the document otherwise renders by another word.

    What it does: links the nouns of the text to the words of its source or, without one, of its back-translation, and
    collects how each of those is rendered. A noun that occurs once is reported where the same word has another
    rendering at least twice. Names, short words and words linked to several others are left out.

    Why it matters: in a contract, a manual or a count of votes, two words for one thing are read as two things.

    Example: "les électeurs ont voté" and later "les votants", both translated back as "the voters".

    What to do: use one word, or ignore the finding where the change is intended. Good style varies its words, and
    back-translation does not know every sense: the rule is off unless selected, and is meant for texts with fixed
    terminology.
    """
    by_term: dict[tuple[object, str], list[Rendering]] = defaultdict(list)
    for case in cases:
        for rendering in _renderings(case, language_of(case, config).code, config.pivot):
            # One file of records may hold many documents.
            by_term[case.segment.block.extra.get("doc"), rendering.term].append(rendering)
    hits = []
    for (_doc, term), found in by_term.items():
        counts = Counter(lemma for one in found for lemma in one.lemmas)
        for one in found:
            others = [o for o in found if not o.lemmas & one.lemmas]
            usual = max(
                others, key=lambda o: max(counts[lemma] for lemma in o.lemmas), default=None
            )
            if usual is None or max(counts[lemma] for lemma in one.lemmas) > 1:
                continue
            if max(counts[lemma] for lemma in usual.lemmas) >= USUAL:
                hits.append((one, usual, term))
    for one, usual, term in sorted(hits, key=lambda h: (h[0].case.segment.index, h[0].span)):
        yield Hit(
            one.case.segment.index,
            one.span,
            _("“{here}” here, “{there}” elsewhere, both for “{term}”").format(
                here=one.written, there=usual.written, term=term
            ),
            evidence={"term": term, "elsewhere": usual.written},
        )


def _renderings(case: Case, lang: str, pivot: str) -> Iterator[Rendering]:
    evidence = case.evidence
    other, spans, links = case.segment.source, evidence.source_words, evidence.source_alignment
    if other is None or links is None:
        other, spans, links = evidence.back, evidence.back_words, evidence.alignment
        if case.readable is False:
            return
    if other is None or links is None:
        return
    for i, j in _lonely(links):
        if i >= len(case.words) or j >= len(spans):
            continue
        span, term = case.words[i], spans[j].of(other)
        form = span.of(case.text)
        if min(len(form), len(term)) < SHORTEST or not (form.islower() and term.islower()):
            continue
        if only_noun(form, lang):
            yield Rendering(case, span, lemmas(form, lang), dictionary_form(term, pivot))


def _lonely(links: Alignment) -> list[tuple[int, int]]:
    """Links between two words that have no other."""
    left = Counter(i for i, _j in links.links)
    right = Counter(j for _i, j in links.links)
    return [(i, j) for i, j in links.links if left[i] == right[j] == 1]
