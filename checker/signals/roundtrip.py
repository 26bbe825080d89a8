"""How much of a text comes back after translation there and back.

chrF (Popović 2015, https://aclanthology.org/W15-3049) and BLEU, by sacreBLEU (Post 2018,
https://aclanthology.org/W18-6319), on text whose typography was made plain on both sides: curly quotes alone
would cost 38 points of chrF. Nothing is gated on these: they are poor predictors by themselves (Moon et al.
2020, https://arxiv.org/abs/2004.13937).
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from checker.config import Config
from checker.languages import primary
from checker.plugins import Need, signal
from checker.signals.likelihood import NAN
from checker.types import Evidence, Measurements, Span

PLAIN = str.maketrans(
    {
        "’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"',
        "–": "-", "—": "-", "‑": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ",
    }
)  # fmt: skip


@signal("roundtrip", needs={Need.ROUNDTRIP}, detail=True)
def measure(cases: Sequence[Evidence], config: Config) -> list[Measurements]:
    """How like the text its round trip is, in whole and word by word."""
    out = []
    for case in cases:
        text, trip = case.segment.text, case.roundtrip
        if trip is None:
            names = ("chrf", "bleu", "kept", "length")
            nothing = {f"roundtrip.{name}": NAN for name in names}
            out.append(Measurements(nothing, {"roundtrip.kept": (NAN,) * len(case.words)}))
            continue
        kept = words_kept(text, case.words, trip)
        out.append(
            Measurements(
                {
                    "roundtrip.chrf": chrf(trip, text),
                    "roundtrip.bleu": bleu(trip, text),
                    "roundtrip.kept": sum(kept) / len(kept) if kept else NAN,
                    "roundtrip.length": _ratio(len(trip), len(text)),
                },
                {"roundtrip.kept": kept},
            )
        )
    return out


@signal("source.similarity", needs={Need.BACK}, detail=True)
def measure_source(cases: Sequence[Evidence], config: Config) -> list[Measurements]:
    """How like the source the back-translation is; nothing where there is no source."""
    out = []
    for case in cases:
        source, back = case.segment.source, case.back
        theirs = primary(case.segment.block.source_lang or config.pivot)
        if not source or not back or theirs != primary(config.pivot):
            out.append(Measurements({"source.chrf": NAN, "source.bleu": NAN, "source.length": NAN}))
            continue
        out.append(
            Measurements(
                {
                    "source.chrf": chrf(back, source),
                    "source.bleu": bleu(back, source),
                    "source.length": _ratio(len(case.segment.text), len(source)),
                }
            )
        )
    return out


def chrf(one: str, other: str) -> float:
    """chrF2 of two texts with plain typography, 0..100; two empty texts are alike (100)."""
    return _sentence_score("chrf", one, other)


def bleu(one: str, other: str) -> float:
    """Sentence BLEU with effective order, 0..100."""
    return _sentence_score("bleu", one, other)


def signature() -> str:
    """How the scores were made, in sacreBLEU's form."""
    out = []
    for name, metric in _metrics().items():
        metric.sentence_score("a b c d", ["a b c d"])  # a signature exists after a first score
        out.append(f"{name}:{metric.get_signature().format(short=True)}")
    return "+".join(out)


def words_kept(text: str, words: Sequence[Span], other: str) -> tuple[float, ...]:
    """1 for each word that the other text has too, its first letters for the whole of an inflected one (0..1)."""
    parts = _plain(other).lower().replace("'", " ").replace("-", " ").split()
    theirs = {part.strip('.,;:!?()"') for part in parts}
    stems = {part[: max(4, len(part) - 3)] for part in theirs if len(part) > 3}
    out = []
    for word in words:
        mine = _plain(word.of(text)).lower().strip("'")
        near = len(mine) > 3 and mine[: max(4, len(mine) - 3)] in stems
        out.append(1.0 if mine in theirs else 0.8 if near else 0.0)
    return tuple(out)


@functools.cache
def _metrics() -> dict[str, Any]:
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    return {"chrf": CHRF(), "bleu": BLEU(effective_order=True)}


def _sentence_score(metric: str, one: str, other: str) -> float:
    one, other = _plain(one), _plain(other)
    if not one.strip() and not other.strip():
        return 100.0
    return round(float(_metrics()[metric].sentence_score(one, [other]).score), 3)


def _plain(text: str) -> str:
    return " ".join(text.translate(PLAIN).split())


def _ratio(one: int, other: int) -> float:
    return one / other if other else NAN
