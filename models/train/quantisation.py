"""Step 12: what eight bits cost: CTranslate2 in int8 against transformers in fp32, on the same sentences.

    python models/train/quantisation.py RECIPE.toml

Users run int8; calibrated limits must not depend on which of the two runs.
"""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence
from pathlib import Path

from corpus import documents, evaluation_pairs, rows
from export import language_model_folder, translation_folder
from measure import (
    HELD_OUT,
    in_context,
    judged,
    language_engine,
    overlap,
    predicted,
    sides,
    translation_engine,
)
from recipe import Recipe
from step import Figures, command, need

from checker.config import Config
from checker.plugins import LanguageModel, TranslationEngine
from checker.types import TextScore

ENGINES = {"int8": "ctranslate2", "fp32": "transformers"}


def run(recipe: Recipe, folder: Path) -> Figures:
    """Compares what `export` wrote in both numeric types; returns both sets of figures and the differences."""
    figures: Figures = {}
    if recipe.translation:
        home = need(translation_folder(recipe, folder), "export")
        pairs = evaluation_pairs(recipe, folder)
        figures |= translation(home, pairs, recipe)
    if recipe.language_model:
        home = need(language_model_folder(recipe, folder), "export")
        held = folder / f"clean/held-out.{recipe.language_model.language}.txt"
        texts = list(itertools.islice(documents(held), HELD_OUT))
        named = recipe.evaluation.minimal_pairs
        minimal = [(row[0], row[1]) for row in rows(recipe.path(named), 2)] if named else []
        figures["language model"] = language_model(home, texts, minimal, recipe)
    return figures


def translation(home: Path, pairs: Sequence[tuple[str, str]], recipe: Recipe) -> Figures:
    """BLEU and chrF of both types by direction, how many translations are the same, how far probabilities differ."""
    engines: dict[str, TranslationEngine] = {
        name: translation_engine(home, _config(engine, recipe)) for name, engine in ENGINES.items()
    }
    figures: Figures = {}
    for direction in recipe.directions:
        source_lang, target_lang = direction.split("-")
        mine = sides(pairs, direction, recipe)
        sources = [source for source, _ in mine]
        written = {
            name: [one.text for one in engine.translate(sources, source_lang, target_lang)]
            for name, engine in engines.items()
        }
        found: Figures = {
            name: overlap(texts, [reference for _, reference in mine])
            for name, texts in written.items()
        }
        same = [a == b for a, b in zip(*written.values(), strict=True)]
        found["same translations"] = round(statistics.fmean(same), 3)
        scores = [engine.score(mine, source_lang, target_lang) for engine in engines.values()]
        figures[direction] = found | apart(*scores)
    return figures


def language_model(
    home: Path,
    texts: Sequence[Sequence[str]],
    minimal: Sequence[tuple[str, str]],
    recipe: Recipe,
) -> Figures:
    """Perplexity and minimal pairs of both types, and how far probabilities differ."""
    models: dict[str, LanguageModel] = {
        name: language_engine(home, _config(engine, recipe)) for name, engine in ENGINES.items()
    }
    found: Figures = {
        name: predicted(model, texts)
        | ({"minimal pairs": judged(model, minimal)} if minimal else {})
        for name, model in models.items()
    }
    return found | apart(*(model.score(in_context(texts)) for model in models.values()))


def apart(one: Sequence[TextScore], other: Sequence[TextScore]) -> Figures:
    """How far two scorings of the same texts differ, in nats: a piece (mean and largest), a sentence's mean."""
    each, means = [], []
    for a, b in zip(one, other, strict=True):
        each += [
            abs(s.logprob - t.logprob)
            for s, t in zip(a.tokens, b.tokens, strict=True)
            if s.logprob is not None and t.logprob is not None
        ]
        means.append(abs(a.mean - b.mean))
    return {
        "nats apart, a piece": round(statistics.fmean(each), 4) if each else None,
        "nats apart, largest": round(max(each), 2) if each else None,
        "nats apart, a sentence's mean": round(statistics.fmean(means), 4) if means else None,
    }


def _config(engine: str, recipe: Recipe) -> Config:
    setting = recipe.evaluation
    return Config(engine=engine, beam=setting.beam, threads=setting.threads)  # type: ignore[arg-type]


if __name__ == "__main__":
    command("quantisation", run)
