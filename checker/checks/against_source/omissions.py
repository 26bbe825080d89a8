"""Coverage: what the source says and the text does not, and the other way round: sentences and phrases.

Rules about sentences speak only where a source document was given. They trust an alignment as far as the left-over
sentence is not echoed by its neighbourhood: where half of its content stands nearby it was merged or moved, not left
out. Rules about phrases need the source of a sentence, from wherever.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from checker.config import Config
from checker.messages import _
from checker.plugins import Need, check
from checker.types import Case, Contrast, Hit, Severity, SourceSentence, Span

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*+")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
_SHORTEST = 4
"""Words (or characters, in scripts without spaces) from which a sentence can be missed."""
_CERTAIN = 0.5
_POSSIBLE = 0.75
"""The echo (0..1) below which a left-over sentence is surely, or perhaps, left out or added."""
_MISSING_GAIN, _ADDED_GAIN = 0.4, 0.5
"""Nats per piece from which a phrase counts as left out or added.

On news every fourth planted phrase is found from here on, and 0.5 and 1.2 findings in 1,000 words are false
(benchmarks/phrase_limits.py; docs/with-source.md).
"""
_SHOWN = 120
"""Characters of a source sentence that a message quotes."""


@check(
    "ACC301",
    "sentence-missing",
    category="accuracy/omission",
    severity=Severity.MAJOR,
    needs={Need.SOURCE},
)
def sentence_missing(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A sentence of the source document that has no translation in the text.

    What it does: with a source document (--source), pairs its sentences with those of the text, and reports sentences
    of four words and more that are left without a partner. The finding is major where less than half of the sentence's
    content is said nearby, minor where it may have been merged into a neighbour or moved. Neighbouring sentences make
    one finding. It marks the empty place where the translation should be.

    Why it matters: nobody who reads only the translation can see what is not there.

    Example: a paragraph of three sentences for four in the source.

    What to do: compare with the source at the line that the finding names, and add the missing sentence.
    """
    for case in cases:
        pairing = case.segment.pairing
        if pairing is None:
            continue
        for at, missing in (
            (0, pairing.missing_before),
            (len(case.text), pairing.missing_after),
        ):
            gone = [one for one in missing if _says_something(one.text) and one.echo < _POSSIBLE]
            if gone:
                yield _missing(case, at, gone)


@check(
    "ACC302",
    "sentence-added",
    category="accuracy/addition",
    severity=Severity.MAJOR,
    needs={Need.SOURCE},
)
def sentence_added(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A sentence that has no counterpart in the source document.

    What it does: with a source document (--source), pairs its sentences with those of the text, and reports sentences
    of four words and more that are left without a partner. The finding is major where less than half of the sentence's
    content is said by the source nearby, and minor otherwise. Fragments that begin in lower case are left alone: they
    belong to the sentence before.

    Why it matters: the text says something that its author never said.

    Example: a closing remark of the translation program's own.

    What to do: compare with the source, and delete the sentence if it is not intended.
    """
    for case in cases:
        pairing = case.segment.pairing
        if pairing is None or pairing.source or pairing.echo >= _POSSIBLE:
            continue
        if not _says_something(case.text) or case.text[0].islower():
            continue
        yield Hit(
            case.segment.index,
            Span(0, len(case.text)),
            _("The source has no sentence that says this."),
            severity=Severity.MAJOR if pairing.echo < _CERTAIN else Severity.MINOR,
            evidence={"echo": round(pairing.echo, 2)},
        )


def _missing(case: Case, at: int, gone: Sequence[SourceSentence]) -> Hit:
    first = gone[0]
    quoted = first.text if len(first.text) <= _SHOWN else first.text[: _SHOWN - 1].rstrip() + "…"
    message = (
        _("A sentence of the source is missing here (line {line} there): “{source}”")
        if len(gone) == 1
        else _(
            "{count} sentences of the source are missing here (from line {line} there): “{source}”"
        )
    )
    certain = any(one.echo < _CERTAIN for one in gone)
    return Hit(
        case.segment.index,
        Span(at, at),
        message.format(count=len(gone), line=first.line, source=quoted),
        severity=Severity.MAJOR if certain else Severity.MINOR,
        evidence={
            "source": [one.text for one in gone],
            "source_lines": [one.line for one in gone],
            "source_columns": [one.column for one in gone],
            "echo": [round(one.echo, 2) for one in gone],
        },
    )


def _says_something(text: str) -> bool:
    return len(_WORD.findall(text)) + len(_UNSPACED.findall(text)) >= _SHORTEST


@check(
    "ACC303",
    "phrase-missing",
    category="accuracy/omission",
    severity=Severity.MINOR,
    needs={Need.SOURCE, Need.SOURCE_CONTRASTS},
    default=False,
)
def phrase_missing(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A phrase of the source that has no translation in the sentence.

    What it does: takes phrases out of the source whose words no word of the text is linked to: what is between two
    punctuation marks, or a short run of words. Where the text then becomes clearly more probable to the translation
    model, the text leaves that phrase out. The finding marks the empty place where it should be. It needs the source of
    the sentence, asks the model many times, and must be asked for.

    Why it matters: half a sentence can be lost without a trace in the translation.

    Example: "Le pont a ouvert." for "The bridge, closed since May, has opened."

    What to do: compare with the source, and add what is missing.
    """
    for case in cases:
        found = _best(case.evidence.source_contrasts, _MISSING_GAIN)
        source = case.segment.source
        if found is None or source is None:
            continue
        place = _place(case, found.span)
        yield Hit(
            case.segment.index,
            Span(place, place),
            _("The source says more here: “{source}”").format(source=found.span.of(source)),
            evidence={
                "source": found.span.of(source),
                "source_start": found.span.start,
                "source_end": found.span.end,
                "gain": round(found.gain, 3),
            },
        )


@check(
    "ACC304",
    "phrase-added",
    category="accuracy/addition",
    severity=Severity.MINOR,
    needs={Need.SOURCE, Need.TEXT_CONTRASTS},
    default=False,
)
def phrase_added(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A phrase of the sentence that the source does not have.

    What it does: takes phrases out of the text whose words are linked to no word of the source, and asks the
    translation model for the source given the rest. Where the source becomes clearly more probable, the text
    added that phrase. It needs the source of the sentence, asks the model many times, and must be asked for.

    Why it matters: the sentence says something that its author never said.

    Example: "Le pont, fermé depuis mai, a ouvert." for "The bridge has opened."

    What to do: compare with the source, and delete what it does not say.
    """
    for case in cases:
        found = _best(case.evidence.text_contrasts, _ADDED_GAIN)
        if found is not None:
            yield Hit(
                case.segment.index,
                found.span,
                _("The source does not say this."),
                evidence={"gain": round(found.gain, 3)},
            )


def _best(contrasts: Sequence[Contrast] | None, least: float) -> Contrast | None:
    """The phrase without which the other side is most probable; None where no gain reaches `least`."""
    best = max(contrasts or (), key=lambda one: one.gain, default=None)
    return best if best is not None and best.gain >= least else None


def _place(case: Case, span: Span) -> int:
    """Where in the text a stretch of the source should stand: after the word linked to the last one before it."""
    evidence = case.evidence
    links = evidence.source_alignment.links if evidence.source_alignment else ()
    before = [(j, i) for i, j in links if evidence.source_words[j].end <= span.start]
    return case.words[max(before)[1]].end if before else 0
