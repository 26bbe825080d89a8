"""Step 13: the model cards, written from the log of the run, so that no figure is copied by hand.

python models/train/card.py RECIPE.toml
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from export import language_model_folder, translation_folder
from recipe import Cost, PairSource, Recipe, TextSource
from step import Figures, command, last, log, need

TEMPLATES = Path(__file__).resolve().parent / "cards"


def run(recipe: Recipe, folder: Path) -> Figures:
    """Writes README.md beside the exported weights; returns what the run cost."""
    spent = cost(log(folder), recipe.cost)
    known: Figures = {
        "recipe": recipe,
        "cost": spent,
        "clean": last(folder, "clean"),
        "vocabulary": last(folder, "vocabulary"),
        "encode": last(folder, "encode"),
        "export": last(folder, "export"),
        "evaluation": last(folder, "measure"),
        "quantisation": last(folder, "quantisation"),
    }
    if recipe.translation:
        home = need(translation_folder(recipe, folder), "export")
        rows = data(recipe.pairs, last(folder, "collect").get("pairs", {}), recipe)
        _write(
            home,
            "translation.md.j2",
            known | {"data": rows, "training": last(folder, "train_translation")},
        )
    if recipe.language_model:
        home = need(language_model_folder(recipe, folder), "export")
        mine = [text for text in recipe.texts if text.language == recipe.language_model.language]
        rows = data(mine, last(folder, "collect").get("documents", {}), recipe)
        more = known | {"data": rows, "training": last(folder, "train_language_model")}
        more["ordered"] = [source for source in recipe.pairs if source.documents]
        _write(home, "language-model.md.j2", more)
    return spent


def cost(lines: list[dict[str, Any]], setting: Cost) -> Figures:
    """Hours, energy and carbon of all the steps of a run, also of those that were stopped and of failed ones.

    kWh = (core hours x watts a core + GPU hours x watts a GPU) x PUE / 1000; grams = kWh x grams a kWh.
    """
    cores = sum(line["core_seconds"] for line in lines) / 3600
    cards = sum(line["seconds"] for line in lines if line["figures"].get("device") == "cuda") / 3600
    watt_hours = (cores * setting.watts_per_core + cards * setting.watts_per_gpu) * setting.pue
    return {
        "core hours": round(cores, 2),
        "GPU hours": round(cards, 2),
        "kWh": round(watt_hours / 1000, 3),
        "grams of CO2": round(watt_hours / 1000 * setting.grams_per_kwh, 1),
    }


def data(sources: Any, counts: Mapping[str, int], recipe: Recipe) -> list[tuple[str, int, str]]:
    """Name, size and licence of each corpus; what a corpus' own column tells apart is added up."""
    totals: Counter[str] = Counter()
    for origin, count in counts.items():
        totals[origin.split("/")[0]] += count
    found: list[PairSource | TextSource] = list(sources)
    return [(source.name, totals[source.name], source.licence) for source in found]


def _write(home: Path, template: str, known: Figures) -> None:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - Markdown; `cell` keeps names inside their cells
        finalize=cell,
    )
    text = environment.get_template(template).render(known)
    (home / "README.md").write_text(text, encoding="utf-8", newline="\n")


def cell(value: object) -> object:
    """A value for a table of Markdown: nothing that ends its cell or its line."""
    return re.sub(r"\s+", " ", value).replace("|", "\\|") if isinstance(value, str) else value


if __name__ == "__main__":
    command("card", run)
