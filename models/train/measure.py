"""Step 11: how good the exported models are, through the engines that the checker uses.

    python models/train/measure.py RECIPE.toml

Translation: BLEU and chrF (sacreBLEU, Post 2018, https://aclanthology.org/W18-6319), nats a piece of the reference, and
how often attention misses an anchor (a word spelled alike on both sides). Language model: nats, perplexity a word on
held-out documents, and how many minimal pairs it wins.
"""

from __future__ import annotations

import itertools
import math
import statistics
from collections.abc import Sequence
from pathlib import Path

from alignment_head import twins
from corpus import documents, evaluation_pairs, rows
from export import language_model_folder, translation_folder
from recipe import Recipe
from step import Figures, command, need

from checker.config import Config
from checker.engines import build
from checker.models.resolve import ModelFolder
from checker.plugins import LanguageModel, TranslationEngine
from checker.text.segment import words
from checker.types import TextScore

CONTEXT = 2
"""Sentences before one that a language model is given, as the checker gives them."""

HELD_OUT = 200
"""Documents that perplexity is measured on."""


def run(recipe: Recipe, folder: Path) -> Figures:
    """Measures what `export` wrote, in 8 bits as users run it; returns figures by direction and for the language."""
    config = Config(beam=recipe.evaluation.beam, threads=recipe.evaluation.threads)
    figures: Figures = {}
    if recipe.translation:
        engine = translation_engine(need(translation_folder(recipe, folder), "export"), config)
        pairs = evaluation_pairs(recipe, folder)
        figures |= {d: translated(engine, pairs, d, recipe) for d in recipe.directions}
    if recipe.language_model:
        model = language_engine(need(language_model_folder(recipe, folder), "export"), config)
        held = folder / f"clean/held-out.{recipe.language_model.language}.txt"
        figures["held-out text"] = predicted(
            model, list(itertools.islice(documents(held), HELD_OUT))
        )
        if recipe.evaluation.minimal_pairs:
            path = recipe.path(recipe.evaluation.minimal_pairs)
            figures["minimal pairs"] = judged(model, [(r[0], r[1]) for r in rows(path, 2)])
    return figures


def translation_engine(folder: Path, config: Config) -> TranslationEngine:
    """The model in `folder` behind the checker's contract."""
    return build.translation(folder, ModelFolder("", folder, "translation").revision, config)


def language_engine(folder: Path, config: Config) -> LanguageModel:
    """The model in `folder` behind the checker's contract."""
    return build.language_model(folder, ModelFolder("", folder, "language-model").revision, config)


def sides(
    pairs: Sequence[tuple[str, str]], direction: str, recipe: Recipe
) -> list[tuple[str, str]]:
    """Pairs as source and reference of a direction."""
    first = direction.split("-")[0] == recipe.languages[0]
    return [pair if first else (pair[1], pair[0]) for pair in pairs]


def translated(
    engine: TranslationEngine, pairs: Sequence[tuple[str, str]], direction: str, recipe: Recipe
) -> Figures:
    """BLEU, chrF, nats a piece of the references, and the alignment error, in one direction."""
    source_lang, target_lang = direction.split("-")
    mine = sides(pairs, direction, recipe)
    written = engine.translate([source for source, _ in mine], source_lang, target_lang)
    scores = engine.score(mine, source_lang, target_lang)
    error, anchors = alignment_error(engine, mine, direction)
    return overlap([one.text for one in written], [reference for _, reference in mine]) | {
        "sentences": len(mine),
        "nats a piece": round(-sum(map(total, scores)) / sum(map(pieces, scores)), 3),
        "alignment error": round(error, 3) if anchors else None,
        "anchors": anchors,
        "engine": engine.signature,
    }


def overlap(written: Sequence[str], references: Sequence[str]) -> Figures:
    """BLEU and chrF with sacreBLEU's defaults, and its signatures."""
    from sacrebleu.metrics.bleu import BLEU
    from sacrebleu.metrics.chrf import CHRF

    out: Figures = {}
    for name, metric in (("BLEU", BLEU()), ("chrF", CHRF())):
        out[name] = round(metric.corpus_score(list(written), [list(references)]).score, 1)
        out[f"{name} signature"] = str(metric.get_signature())
    return out


def alignment_error(
    engine: TranslationEngine, pairs: Sequence[tuple[str, str]], direction: str
) -> tuple[float, int]:
    """Share of anchors whose pieces look elsewhere than at their twin, and the number of anchors."""
    source_lang, target_lang = direction.split("-")
    anchored = [pair for pair in pairs if twins(*pair)]
    wrong = anchors = 0
    for pair, seen in zip(
        anchored, engine.attention(anchored, source_lang, target_lang), strict=True
    ):
        for mine, theirs in twins(*pair):
            mass = [0.0] * len(seen.source)
            for span, row in zip(seen.target, seen.weights, strict=True):
                if span.start < span.end and span.overlaps(theirs):
                    mass = [a + b for a, b in zip(mass, row, strict=True)]
            if not any(mass):
                continue
            best = seen.source[max(range(len(mass)), key=mass.__getitem__)]
            anchors += 1
            wrong += not best.overlaps(mine)
    return wrong / max(anchors, 1), anchors


def total(score: TextScore) -> float:
    """Log-probability of a whole text with its end, in nats; pieces that the vocabulary lacks are left out."""
    return (
        math.fsum(token.logprob for token in score.tokens if token.logprob is not None) + score.end
    )


def pieces(score: TextScore) -> int:
    """How many log-probabilities `total` adds up."""
    return sum(token.logprob is not None for token in score.tokens) + 1


def in_context(texts: Sequence[Sequence[str]]) -> list[tuple[tuple[str, ...], str]]:
    """Sentences of documents with those before them."""
    return [
        (tuple(document[max(0, at - CONTEXT) : at]), sentence)
        for document in texts
        for at, sentence in enumerate(document)
    ]


def predicted(model: LanguageModel, texts: Sequence[Sequence[str]]) -> Figures:
    """Nats a piece and perplexity a word of documents; the latter compares models of different vocabularies."""
    jobs = in_context(texts)
    scores = model.score(jobs)
    nats = -math.fsum(map(total, scores))
    count = sum(len(words(text)) for _, text in jobs)
    return {
        "sentences": len(jobs),
        "nats a piece": round(nats / max(1, sum(map(pieces, scores))), 3),
        "perplexity a word": round(math.exp(min(nats / max(count, 1), 700)), 1),
        "engine": model.signature,
    }


def judged(model: LanguageModel, pairs: Sequence[tuple[str, str]]) -> Figures:
    """Share of minimal pairs whose acceptable sentence is the more probable one."""
    good = model.score([((), one) for one, _ in pairs])
    bad = model.score([((), other) for _, other in pairs])
    won = [total(a) > total(b) for a, b in zip(good, bad, strict=True)]
    return {"pairs": len(won), "accuracy": round(statistics.fmean(won), 4) if won else None}


if __name__ == "__main__":
    command("measure", run)
