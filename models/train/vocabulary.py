"""Step 4: the pieces that texts are written in: SentencePiece for translation, byte pairs for the language model.

    python models/train/vocabulary.py RECIPE.toml

Kudo & Richardson 2018, SentencePiece, https://arxiv.org/abs/1808.06226
"""

from __future__ import annotations

import io
import itertools
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus import documents, read_pairs
from recipe import LanguageModelSettings, Recipe
from step import Figures, command, need

from checker.engines.pieces import MADE
from checker.errors import BadInput

ASCII = "".join(map(chr, range(33, 127)))
SPECIAL = ("<unk>", "<s>", "</s>", "<pad>")
"""Of the language model, in the order of their numbers."""


def run(recipe: Recipe, folder: Path) -> Figures:
    """Writes vocabulary/joint.spm, vocab.json and tokenizer.json, as far as the recipe needs them."""
    home = folder / "vocabulary"
    home.mkdir(exist_ok=True)
    figures: Figures = {}
    if recipe.translation:
        figures |= _translation(recipe, folder, home)
    if recipe.language_model:
        figures |= _language_model(recipe.language_model, folder, home)
    return figures


def _translation(recipe: Recipe, folder: Path, home: Path) -> Figures:
    import sentencepiece

    setting = recipe.vocabulary
    if setting.reuse:
        theirs = recipe.path(setting.reuse)
        for name, mine in (("source.spm", "joint.spm"), ("vocab.json", "vocab.json")):
            if not (theirs / name).is_file():
                raise BadInput(
                    f"{theirs} has no {name}", "`reuse` names a translation model's folder."
                )
            shutil.copyfile(theirs / name, home / mine)
    else:
        model = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(
            sentence_iterator=_sentences(recipe, folder),
            model_writer=model,
            # The rest are prefixes, the tag of what a model made, and padding.
            vocab_size=setting.pieces - len(recipe.prefixes) - 2,
            hard_vocab_limit=False,
            model_type="unigram",
            # SentencePiece's usual 0.9995 drops K, %, « and œ from French; nothing could ever write them.
            character_coverage=0.99995,
            required_chars="".join(sorted({*ASCII, *setting.required})),
            normalization_rule_name="nmt_nfkc",
            eos_id=0,
            unk_id=1,
            bos_id=-1,
            pad_id=-1,
            num_threads=1,
            minloglevel=2,
        )
        (home / "joint.spm").write_bytes(model.getvalue())
        _write_names(recipe, home)
    return {"pieces": len(json.loads((home / "vocab.json").read_text("utf-8")))} | _unwritable(
        recipe, folder, home
    )


def _write_names(recipe: Recipe, home: Path) -> None:
    """vocab.json: every piece by its number, then the prefixes and the tag, and `<pad>` last, as Marian has it."""
    processor = _processor(home)
    names = [processor.id_to_piece(i) for i in range(processor.get_piece_size())]
    names += [*recipe.prefixes, MADE, "<pad>"]
    table = {name: number for number, name in enumerate(names)}
    text = json.dumps(table, ensure_ascii=False, indent=0)
    (home / "vocab.json").write_text(text, encoding="utf-8")


def _processor(home: Path) -> Any:
    import sentencepiece

    return sentencepiece.SentencePieceProcessor(model_file=str(home / "joint.spm"))


def _sentences(recipe: Recipe, folder: Path) -> Iterator[str]:
    """An even sample of both sides of the pairs."""
    path = need(folder / "clean/pairs.tsv", "clean")
    total = sum(1 for _ in read_pairs(path))
    every = max(1, 2 * total // recipe.vocabulary.sample)
    for pair in itertools.islice(read_pairs(path), 0, None, every):
        yield pair.first
        yield pair.second


def _unwritable(recipe: Recipe, folder: Path, home: Path) -> Figures:
    """Characters of held-out text that the vocabulary cannot write: look at them before training."""
    processor = _processor(home)
    strange: Counter[str] = Counter()
    total = 0
    for pair in read_pairs(need(folder / "clean/held-out.tsv", "clean")):
        for text in pair.sides:
            total += len(text)
            for piece in processor.encode(text, out_type="proto").pieces:
                if piece.id == processor.unk_id():
                    strange.update(piece.surface.strip())
    return {
        "unknown characters per million": round(1e6 * sum(strange.values()) / max(total, 1)),
        "of these most often": "".join(char for char, _ in strange.most_common(10)),
    }


def _language_model(setting: LanguageModelSettings, folder: Path, home: Path) -> Figures:
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

    path = need(folder / f"clean/texts.{setting.language}.txt", "clean")
    tokenizer: Any = Tokenizer(models.BPE(unk_token="<unk>"))  # noqa: S106 - a piece, no password
    # The typography of the training text, for texts that come as people write them; offsets stay true.
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFC(),
            normalizers.Replace("’", "'"),
            normalizers.Replace(Regex("[\u00a0\u202f\u2009]"), " "),
            normalizers.Replace(Regex("[«»“”]"), '"'),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always"),
            pre_tokenizers.Digits(individual_digits=False),
            pre_tokenizers.Split(Regex(r"[.,;:!?()\[\]\"…–—/-]"), "isolated"),
            pre_tokenizers.Split(Regex("'"), "merged_with_previous"),
        ]
    )
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.BpeTrainer(
        vocab_size=setting.pieces,
        special_tokens=list(SPECIAL),
        limit_alphabet=220,
        min_frequency=2,
        show_progress=False,
    )
    sentences = itertools.chain.from_iterable(documents(path))
    tokenizer.train_from_iterator(itertools.islice(sentences, 200_000), trainer)
    tokenizer.save(str(home / "tokenizer.json"))
    return {"language model pieces": tokenizer.get_vocab_size()}


if __name__ == "__main__":
    command("vocabulary", run)
