"""Finds the cross-attention head that aligns words, and moves it to the front of its layer.

    python models/train/alignment_head.py MODEL_FOLDER PAIRS.tsv

PAIRS.tsv holds English and French sentences, tab between. Words of three letters or more that stand once in
each sentence of a pair, spelled alike (names, numbers), are the gold: a head is right where its weight, read
with the piece as *input* to the decoder, is highest on the twin (Shift-Att: Chen et al. 2020,
https://arxiv.org/abs/2004.14837). The order of heads changes nothing that a network computes, so the best one
becomes head 0, and config.json says so: `checker_alignment_layer`, `checker_alignment_heads`.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file, save_file

from checker.config import Config
from checker.engines.build import translation
from checker.segment import words


def accuracy(folder: Path, pairs: list[tuple[str, str]], target_lang: str) -> tuple[Any, int]:
    """Share of anchors that each head [layers, heads] gets right, and the number of anchors."""
    engine: Any = translation(folder, "train", Config(engine="transformers", beam=1))
    jobs, sides = engine._jobs(pairs, target_lang)
    right, anchors = 0.0, 0
    for at in range(0, len(sides), 16):
        _, output = engine.backend._force(sides[at : at + 16], attention=True)
        # layers x [batch, heads, target, source]
        stack = np.stack([layer.float().cpu().numpy() for layer in output.cross_attentions], 1)
        for weights, (index, source, target) in zip(stack, jobs[at : at + 16], strict=True):
            twins = list(_twins(*pairs[index]))
            for mine, theirs in twins:
                rows = [
                    i + 1
                    for i, span in enumerate(target.spans)
                    if span.start < span.end and span.overlaps(theirs)
                ]
                cells = [1 + i for i, span in enumerate(source.spans) if span.overlaps(mine)]
                if not rows or not cells:
                    continue
                seen = weights[:, :, rows, :].sum(2)  # [layers, heads, source]
                right = right + np.isin(seen.argmax(-1), cells)
                anchors += 1
    return right / max(anchors, 1), anchors


def _twins(source: str, target: str) -> Any:
    left = [(span.of(source), span) for span in words(source)]
    right = [(span.of(target), span) for span in words(target)]
    for text, span in left:
        twins = [other for word, other in right if word == text]
        if len(text) >= 3 and len(twins) == 1 and sum(word == text for word, _ in left) == 1:
            yield span, twins[0]


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
    """Measures both directions, moves the head that is best in their mean, prints the table."""
    folder, table = Path(sys.argv[1]), Path(sys.argv[2])
    with table.open(encoding="utf-8") as file:
        pairs = [
            (row[0], row[1]) for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]
    to_french, anchors = accuracy(folder, pairs, "fr")
    to_english, _ = accuracy(folder, [(french, english) for english, french in pairs], "en")
    mean = (to_french + to_english) / 2
    layer, head = np.unravel_index(mean.argmax(), mean.shape)
    print(f"{anchors} anchors; share right by [layer, head]\nto French\n{to_french.round(3)}")
    print(f"to English\n{to_english.round(3)}\nbest: layer {layer} head {head}")
    move_to_front(folder, int(layer), int(head))


if __name__ == "__main__":
    main()
