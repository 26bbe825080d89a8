"""Step 10: weights as Hugging Face folders that the checker's engines load: safetensors in 16 or in eight bits.

    python models/train/export.py RECIPE.toml

In eight bits every matrix is rows of int8 with a scale each, the embedding too, and what is left is in fp16; both
engines read either form. Without guided alignment the head that aligns best on held-out text is found and written
into config.json.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, cast

import alignment_head
import train_language_model
import train_translation
from corpus import evaluation_pairs
from recipe import Recipe
from step import Figures, command, need

from checker.engines.device import quiet
from checker.engines.packed import of_matrices, packed

ANCHORED = 2000
"""Pairs on which heads are compared."""


def run(recipe: Recipe, folder: Path) -> Figures:
    """Writes models/NAME and models/LANGUAGE-lm; returns their sizes in megabytes."""
    figures: Figures = {}
    if recipe.translation:
        out = fresh(translation_folder(recipe, folder))
        figures |= _translation(recipe, folder, out)
        _pack(out, recipe.export.bits)
        figures[f"{out.name}, megabytes"] = _megabytes(out)
    if recipe.language_model:
        out = fresh(language_model_folder(recipe, folder))
        _language_model(recipe, folder, out)
        _pack(out, recipe.export.bits)
        figures[f"{out.name}, megabytes"] = _megabytes(out)
    return figures


def translation_folder(recipe: Recipe, folder: Path) -> Path:
    """Where the translation model goes."""
    return folder / "models" / recipe.name


def language_model_folder(recipe: Recipe, folder: Path) -> Path:
    """Where the language model goes."""
    assert recipe.language_model
    return folder / "models" / f"{recipe.language_model.language}-lm"


def fresh(out: Path) -> Path:
    """An empty folder."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    return out


def _translation(recipe: Recipe, folder: Path, out: Path) -> Figures:
    import transformers

    library = cast("Any", transformers)

    home = folder / "vocabulary"
    size = len(json.loads((home / "vocab.json").read_text(encoding="utf-8")))
    model = train_translation.network(recipe, size)
    _load(model, need(folder / "translation/weights.safetensors", "average"))
    model.generation_config = library.GenerationConfig(
        num_beams=4,
        max_length=256,
        bad_words_ids=[[size - 1]],
        decoder_start_token_id=size - 1,
        pad_token_id=size - 1,
        eos_token_id=train_translation.END,
        forced_eos_token_id=train_translation.END,
    )
    with quiet():
        model.save_pretrained(out)
    for name in ("source.spm", "target.spm"):
        shutil.copyfile(home / "joint.spm", out / name)
    shutil.copyfile(home / "vocab.json", out / "vocab.json")
    source, target = recipe.directions[0].split("-")
    about = {
        "tokenizer_class": "MarianTokenizer",
        "source_lang": source,
        "target_lang": target,
        "model_max_length": 512,
        "separate_vocabs": False,
    }
    (out / "tokenizer_config.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    if recipe.guided_alignment:
        layer = recipe.guided_alignment.layer
        _add(out, checker_alignment_layer=layer, checker_alignment_heads=1)
        return {}
    pairs = evaluation_pairs(recipe, folder)[:ANCHORED]
    return {"alignment head": alignment_head.choose(out, pairs, recipe.directions)}


def _language_model(recipe: Recipe, folder: Path, out: Path) -> None:
    import transformers

    home, library = folder / "vocabulary", cast("Any", transformers)
    tokenizer = library.PreTrainedTokenizerFast(
        tokenizer_file=str(home / "tokenizer.json"),
        unk_token="<unk>",  # noqa: S106 - a piece of the vocabulary
        bos_token="<s>",  # noqa: S106
        eos_token="</s>",  # noqa: S106
        pad_token="<pad>",  # noqa: S106
        model_max_length=1024,
    )
    model = train_language_model.network(recipe, len(tokenizer))
    _load(model, need(folder / "language-model/weights.safetensors", "average"))
    with quiet():
        model.save_pretrained(out)
        tokenizer.save_pretrained(out)
    _add(out, checker_sentence_separator="</s>")


def _load(model: Any, path: Path) -> None:
    """Trained weights into a network; what is not trained (positions) it makes itself."""
    from safetensors.torch import load_file

    weights = load_file(path)
    missing, unexpected = model.load_state_dict(weights, strict=False)
    trained = {name for name, weight in model.named_parameters() if weight.requires_grad}
    assert not unexpected and not trained & set(missing), (missing, unexpected)


def _pack(out: Path, bits: int) -> None:
    """The weights of a folder, which are in fp32, in so many bits; the last thing done to them."""
    from safetensors.numpy import load_file, save_file

    form = of_matrices if bits == 8 else lambda _name, _tensor: "float16"
    file = out / "model.safetensors"
    save_file(packed(load_file(file), form), file, {"format": "pt"})
    _add(out, dtype="float16")


def _add(out: Path, **values: Any) -> None:
    path = out / "config.json"
    config = json.loads(path.read_text(encoding="utf-8")) | values
    path.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def _megabytes(out: Path) -> float:
    return round((out / "model.safetensors").stat().st_size / 1e6, 1)


if __name__ == "__main__":
    command("export", run)
