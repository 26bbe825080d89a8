"""Finds the cross-attention head that aligns words, and moves it to the front of its layer.

    python models/train/alignment_head.py MODEL_FOLDER PAIRS.tsv fr en

PAIRS.tsv holds sentences in these two languages, tab between. Words of three letters or more that stand once in
each sentence of a pair, spelled alike (names, numbers), are the gold: a head is right where its weight, read
with the piece as *input* to the decoder, is highest on the twin (Shift-Att: Chen et al. 2020,
https://arxiv.org/abs/2004.14837). The order of heads changes nothing that a network computes, so the best one
becomes head 0, and config.json says so: `checker_alignment_layer`, `checker_alignment_heads`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from align_words import identical
from corpus import rows
from safetensors.numpy import load_file, save_file
from step import Figures, say, told

from checker.config import Config
from checker.engines.build import translation
from checker.text.segment import words
from checker.types import Span

BATCH = 16


def choose(folder: Path, pairs: Sequence[tuple[str, str]], directions: Sequence[str]) -> Figures:
    """Measures all heads in all directions and moves the one that is best in their mean; returns what it found.

    `directions` begin with the one that reads the first text of each pair. Without an anchor nothing changes.
    """
    first = directions[0].split("-")[0]
    found = []
    anchors = 0
    for direction in directions:
        source, target = direction.split("-")
        sides = pairs if source == first else [(b, a) for a, b in pairs]
        share, anchors = accuracy(folder, sides, target)
        if not anchors:
            return {"anchors": 0}
        found.append(share)
    mean = sum(found) / len(found)
    layer, head = (int(i) for i in np.unravel_index(mean.argmax(), mean.shape))
    move_to_front(folder, layer, head)
    best = {d: round(float(s[layer, head]), 3) for d, s in zip(directions, found, strict=True)}
    return {"anchors": anchors, "layer": layer, "head": head, "right": best}


def accuracy(folder: Path, pairs: Sequence[tuple[str, str]], target_lang: str) -> tuple[Any, int]:
    """Share of anchors that each head [layers, heads] gets right, and the number of anchors."""
    engine: Any = translation(folder, "train", Config(engine="transformers", beam=1))
    pairs = [(source, target) for source, target in pairs if source.strip() and target.strip()]
    jobs, sides = engine._jobs(pairs, target_lang)
    right: Any = 0.0
    anchors = 0
    for at in range(0, len(sides), BATCH):
        _, output = engine.backend._force(sides[at : at + BATCH], attention=True)
        # layers x [batch, heads, target, source]
        stack = np.stack([layer.float().cpu().numpy() for layer in output.cross_attentions], 1)
        for weights, (index, source, target) in zip(stack, jobs[at : at + BATCH], strict=True):
            skip = len(engine._prefix(target_lang))
            for mine, theirs in twins(*pairs[index]):
                read = [i + 1 for i in _over(target.spans, theirs)]
                cells = [i + skip for i in _over(source.spans, mine)]
                if not read or not cells:
                    continue
                seen = weights[:, :, read, :].sum(2)  # [layers, heads, source]
                right = right + np.isin(seen.argmax(-1), cells)
                anchors += 1
    return right / max(anchors, 1), anchors


def twins(source: str, target: str) -> list[tuple[Span, Span]]:
    """Words spelled alike that stand once in each text: the anchors."""
    left, right = words(source), words(target)
    return [(left[a], right[b]) for a, b in identical(source, target)]


def _over(spans: Sequence[Span], word: Span) -> list[int]:
    return [i for i, span in enumerate(spans) if span.start < span.end and span.overlaps(word)]


def move_to_front(folder: Path, layer: int, head: int) -> None:
    """Swaps `head` with head 0 of the layer's cross-attention, in the weights file."""
    file = folder / "model.safetensors"
    weights = load_file(file)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    heads = config["decoder_attention_heads"]
    order = list(range(heads))
    order[0], order[head] = order[head], order[0]
    width = config["d_model"] // heads
    rows = np.concatenate([np.arange(h * width, (h + 1) * width) for h in order])
    stem = f"model.decoder.layers.{layer}.encoder_attn."
    for name in ("q_proj", "k_proj", "v_proj"):
        for part in ("weight", "bias"):
            weights[f"{stem}{name}.{part}"] = weights[f"{stem}{name}.{part}"][rows]
    weights[f"{stem}out_proj.weight"] = weights[f"{stem}out_proj.weight"][:, rows]
    save_file({k: np.ascontiguousarray(v) for k, v in weights.items()}, file, {"format": "pt"})
    config.update(checker_alignment_layer=layer, checker_alignment_heads=1)
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """The command line: both directions of a model."""
    arguments = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("pairs", type=Path)
    arguments.add_argument("languages", nargs=2)
    given = arguments.parse_args()
    first, second = given.languages
    with told():
        pairs = [(row[0], row[1]) for row in rows(given.pairs, 2)]
        say(str(choose(given.folder, pairs, (f"{first}-{second}", f"{second}-{first}"))))


if __name__ == "__main__":
    main()
