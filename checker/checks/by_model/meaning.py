"""Accuracy, by models: meaning that does not survive back-translation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.checks.by_model.suspicion import (
    Stretch,
    estimated,
    meaning_is_lost,
    phrases,
    read_as_written,
    said_once,
    usual,
)
from checker.config import Config
from checker.messages import _
from checker.plugins import Need, check
from checker.text.repetition import loop
from checker.types import Case, Hit, Severity, Span

STRANGE = 0.5
"""From this probability on a source counts as another text's."""

MOST_OF = 3
"""A document of fewer sentences that are no translations of their sources is not judged as a whole."""

LOOP = 3
"""Words from which a group that stands twice in a row is a loop; a shorter one must stand there three times."""


@check(
    "ACC101",
    "meaning-lost",
    category="accuracy/mistranslation",
    severity=Severity.MINOR,
    needs={Need.PROBABILITIES},
)
def meaning_lost(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """Words that do not follow from what the sentence says when translated back.

    What it does: translates the sentence back, asks the translation model how probable each word of the text is given
    that, and marks the words whose calibrated probability of being wrong reaches the threshold. The finding is major
    where a serious error is probable. A sentence that could not be translated back (words that do not exist, a loop, an
    unsure model) keeps its score and gets no finding, unless a quality-estimation model suspects it. Nor are words
    reported whose meaning the back-translation renders. Without a source a single word in common use is left alone, and
    the same words are reported once, with the number of places.

    Why it matters: a wrong word sense often makes a fluent sentence. Nobody who reads only the translation can see that
    something else was meant; the back-translation shows it.

    Example: "une cuillère à soupe de sel" for "a tablespoon" comes back as it was; "une table de sel" does not.

    What to do: read what the sentence says when translated back, and ask whether that can be what was meant.
    """
    yield from said_once(_meaning_lost(cases, config), "ACC101", config)


def _meaning_lost(cases: Sequence[Case], config: Config) -> Iterator[tuple[Case, Hit]]:
    for case in cases:
        if case.readable is False and not estimated(case):
            continue
        for stretch in phrases(case, config):
            if not meaning_is_lost(case, stretch):
                continue
            span = stretch.span(case)
            back = stretch.back(case)
            # The way back agrees with the words: it cannot be what speaks against them.
            agrees = bool(stretch.linked(case)) and read_as_written(case, stretch, config)
            if agrees and not estimated(case):
                continue
            message = _message(case, stretch, agrees=agrees)
            yield (
                case,
                Hit(
                    case.segment.index,
                    span,
                    message.format(words=span.of(case.text), back=back),
                    p=stretch.p,
                    severity=stretch.severity,
                    evidence={
                        "back": back,
                        "back_sentence": case.evidence.back or "",
                        "p_major": stretch.p_major,
                    },
                    suggestion=usual(case, stretch, config),
                ),
            )


def _message(case: Case, stretch: Stretch, *, agrees: bool) -> str:
    if stretch.back(case) and not agrees:
        return _("“{words}” may not be what was meant: translated back, it reads “{back}”")
    aligned = case.evidence.alignment is not None
    if aligned and case.readable is not False and not stretch.linked(case):
        return _("“{words}” is missing from the back-translation")
    return _("“{words}” may not be what was meant")


@check(
    "ACC103",
    "other-source",
    category="accuracy/mistranslation",
    severity=Severity.MAJOR,
    needs={Need.PROBABILITIES, Need.ESTIMATE_GIVEN_SOURCE},
)
def other_source(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A sentence that does not translate its source: the source belongs to another text.

    What it does: quality estimation reads the source and the sentence together and says how probably one belongs to the
    other. Where most sentences of a document do not, that is said once, at its first one.

    Why it matters: a shifted row in a table, a file beside the wrong original or two strings swapped in a catalogue put
    perfect sentences in wrong places.

    Example: "Se connecter" for "Added lines".

    What to do: find the source that belongs here. Where all the following rows are wrong too, one row was lost above.
    """
    sourced = [(case, case.p_unrelated) for case in cases if case.p_unrelated is not None]
    strangers = [(case, p) for case, p in sourced if p >= STRANGE]
    whole = len(strangers) >= MOST_OF and 2 * len(strangers) > len(sourced)
    for case, p in strangers[:1] if whole else strangers:
        yield Hit(
            case.segment.index,
            Span(0, len(case.text)),
            _(
                "most of this document does not translate its source: {count} of {all} sentences"
            ).format(count=len(strangers), all=len(sourced))
            if whole
            else _("this does not translate its source: “{source}”").format(
                source=case.segment.source or ""
            ),
            p=round(p, 4),
            evidence={"source": case.segment.source or ""},
        )


@check(
    "ACC102",
    "unreadable-back",
    category="linguistic conventions/unintelligible",
    severity=Severity.MAJOR,
    needs={Need.BACK},
    default=False,
)
def unreadable_back(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A sentence whose back-translation loops, as translation models do when they cannot make sense of a text.

    What it does: looks for a group of words that the back-translation repeats three times in a row (twice, if it has
    three words or more), where the text itself repeats nothing. The model has by then tried again without repetition.

    Why it matters: a model that loops has lost the thread; so, often, will a reader. With a small
    translation model it happens on good text too, so the rule must be asked for.

    Example: "the reform of the reform of the reform of the ..." as the back-translation of a sentence with one reform.

    What to do: read the sentence. If it is clear, ignore the finding; if not, have it translated again.
    """
    for case in cases:
        back = case.evidence.back or ""
        words = back.lower().split()
        repeated = loop(words, LOOP)
        if repeated and not loop(case.text.lower().split(), LOOP):
            group = " ".join(words[at] for at in repeated)
            yield Hit(
                case.segment.index,
                Span(0, len(case.text)),
                _("the back-translation of this sentence repeats itself: {group}").format(
                    group=group
                ),
                evidence={"back_sentence": back},
            )
