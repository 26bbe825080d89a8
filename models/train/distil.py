"""Step 3, optional: pairs that a teacher model makes, by distillation or by back-translation.

    python models/train/distil.py RECIPE.toml

The teacher is any model that the checker's engines load: a larger one of this recipe, or one of the hub. What it
writes is kept in order, so that a stopped step goes on where it was.
"""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Iterator
from pathlib import Path

from clean import normal
from corpus import Pair, documents, lines, read_pairs, write_pairs
from recipe import Recipe, Synthetic
from step import Figures, chunks, command, need, say

from checker.config import Config
from checker.engines import build
from checker.models.resolve import resolve
from checker.plugins import TranslationEngine

BATCH = 256


def run(recipe: Recipe, folder: Path) -> Figures:
    """Writes synthetic/NAME.tsv for each set; returns their sizes and teachers."""
    figures: Figures = {}
    for item in recipe.synthetic:
        count = _make(item, recipe, folder)
        figures[item.name] = {"pairs": count, "kind": item.kind, "teacher": item.teacher}
    return figures


def _make(item: Synthetic, recipe: Recipe, folder: Path) -> int:
    source, target = item.direction.split("-")
    texts = list(itertools.islice(_texts(item, recipe, folder, source), item.limit))
    # Another teacher or other texts are another file: nothing stale is gone on with.
    asked = "\n".join([item.teacher, item.direction, str(item.beam), *texts])
    out = (
        folder
        / f"synthetic/{item.name}-{hashlib.blake2b(asked.encode(), digest_size=6).hexdigest()}.txt"
    )
    out.parent.mkdir(exist_ok=True)
    done = _whole_lines(out)
    if done < len(texts):
        teacher = _teacher(item, recipe)
        with out.open("a", encoding="utf-8", newline="\n") as file:
            for block in chunks(iter(texts[done:]), BATCH):
                written = teacher.translate(block, source, target)
                file.write("".join(normal(one.text) + "\n" for one in written))
                file.flush()
                done += len(block)
                say(f"  {item.name}: {done} of {len(texts)}")
    # Distilled text is what to write; back-translated text is what to read.
    learns = item.direction if item.kind == "distillation" else f"{target}-{source}"

    def pairs() -> Iterator[Pair]:
        for own, made in zip(texts, lines(out), strict=True):
            # A teacher that loops or gives up teaches nothing.
            if made and len(made) < 3 * len(own) + 20 and len(own) < 3 * len(made) + 20:
                sides = (own, made) if source == recipe.languages[0] else (made, own)
                yield Pair(*sides, item.name, (learns,))

    return write_pairs(folder / f"synthetic/{item.name}.tsv", pairs())


def _whole_lines(path: Path) -> int:
    """How many lines are complete; a last one that a stop cut short goes."""
    if not path.is_file():
        return 0
    data = path.read_bytes()
    os.truncate(path, data.rfind(b"\n") + 1)
    return data.count(b"\n")


def _texts(item: Synthetic, recipe: Recipe, folder: Path, language: str) -> Iterator[str]:
    if item.kind == "distillation":
        side = recipe.languages.index(language)
        for pair in read_pairs(need(folder / "clean/pairs.tsv", "clean")):
            yield pair.sides[side]
    else:
        for document in documents(need(folder / f"clean/texts.{language}.txt", "clean")):
            yield from document


def _teacher(item: Synthetic, recipe: Recipe) -> TranslationEngine:
    source, target = item.direction.split("-")
    config = Config(beam=item.beam)
    local = recipe.path(item.teacher)
    spec = str(local.resolve()) if local.is_dir() else item.teacher
    found = resolve(spec, kind="translation", source_lang=source, target_lang=target, config=config)
    return build.translation(found.path, found.revision, config)


if __name__ == "__main__":
    command("distil", run)
