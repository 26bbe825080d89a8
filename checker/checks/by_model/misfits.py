"""Grammar, by models: words that do not fit the words around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from checker.config import Config
from checker.messages import _
from checker.plugins import Need, check
from checker.types import Case, Hit, Mending, Misfit, Severity, Span

CERTAIN = 3.0
"""Log-odds of the grammar model from which it is believed without a language model."""

BIAS, ODDS = -0.87, 1.0
HELPS: Mapping[str, float] = {
    "form": 0.12,
    "word": 0.16,
    "family": 0.06,
    "order": 0.08,
    "less": 0.04,
    "more": 0.04,
}
"""What counts: the log-odds, and a nat of gain by each kind of mending. Logistic regression over 1,137 doubted words of
planted slips and of good French."""

LIMIT = 1.5
"""From which sum a word is reported: 30 % of planted slips are then found, and .23 words are reported in 1,000 of
mixed good French, two in three of them slips of people."""

LEAST, MOST = -4.0, 12.0
"""Nats between which a gain counts: beyond them a language model says more of a name than of a slip."""


@check(
    "FLU102",
    "misfit",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    needs={Need.MISFITS},
    languages={"fr"},
    yields=True,
)
def misfit(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A word that does not fit the words around it: of another form, missing, too many, or out of its place.

    What it does: a small network has learnt from planted slips which words do not go with the others. Where it doubts a
    word, the language model reads the sentence with other forms of that word, with words that are mistaken for it,
    with a small word more or less, and with its neighbour in its place. What helps most is suggested. In tier
    `estimate`, which has no language model, it must be surer. Where another rule has something to say of the same
    words, that is shown.

    Why it matters: machines, and hurried people, leave words in a form that the sentence does not allow, and rules know
    only the slips that somebody thought of.

    Example: « Les nouvelles règles qui a été adoptées hier protège les patients. »

    What to do: read the sentence again. If the suggestion is not it, something else is wrong nearby.
    """
    for case in cases:
        shown: list[Span] = []
        for one in sorted(case.evidence.misfits or (), key=weight, reverse=True):
            mending = max(one.mendings, key=_helps, default=None)
            span = one.place if mending is None else mending.span
            if weight(one) < LIMIT or _a_name(case.text, one.place) or _beside(shown, span):
                continue
            shown.append(span)
            yield Hit(
                case.segment.index,
                span,
                _message(span.of(case.text), mending),
                evidence={"odds": one.odds},
                suggestion=None if mending is None else mending.written,
            )


def weight(one: Misfit) -> float:
    """How sure it is, where `LIMIT` is enough: by the grammar model and what mending helps, or by it alone."""
    if not one.mendings:
        return one.odds - CERTAIN + LIMIT
    return BIAS + ODDS * one.odds + sum(_helps(each) for each in one.mendings)


def _helps(mending: Mending) -> float:
    return HELPS[mending.kind] * min(max(mending.gain, LEAST), MOST)


def _a_name(text: str, place: Span) -> bool:
    """Whether it is a word with a capital inside the text: names bend as they like."""
    return text[place.start].isupper() and bool(text[: place.start].strip(" «\u00a0\"“'(-–—"))


def _beside(shown: Sequence[Span], span: Span) -> bool:
    """Whether it overlaps one that is shown, or stands right beside it: one slip makes several words doubtful."""
    return any(span.start <= other.end + 1 and other.start <= span.end + 1 for other in shown)


def _message(words: str, mending: Mending | None) -> str:
    if mending is None:
        return _("“{words}” does not fit the words around it.").format(words=words)
    return _("“{words}” does not fit the words around it; perhaps “{written}” was meant.").format(
        words=words, written=mending.written
    )
