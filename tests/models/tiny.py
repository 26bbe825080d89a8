"""Real checkpoints, only small: a MarianMT of 2 + 2 layers, a Llama and a BERT of 2, with vocabularies of their own.

Their weights are random but steep, so that they prefer some words to others; what they write means nothing. They
go through the same doors as a downloaded model: SentencePiece, vocab.json, conversion, positions.
"""

from __future__ import annotations

import io
import itertools
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import sentencepiece
import torch
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    BertConfig,
    BertModel,
    LlamaConfig,
    LlamaForCausalLM,
    MarianConfig,
    MarianMTModel,
    MarianTokenizer,
)

from checker.engines.packed import FOUR_BIT, INT8, of_matrices, packed
from checker.engines.pieces import MADE

FRENCH = (
    ("le chat", "la maison", "une rivière", "l'élève", "notre voisin", "ce musée", "la forêt"),
    ("regarde", "traverse", "aime bien", "n'oublie pas", "dessine"),
    ("le jardin.", "la rue, déjà.", "un grand pont !", "« la mer ».", "l'été où tout brûle.", "12 œufs."),
)  # fmt: skip
ENGLISH = (
    ("the cat", "the house", "a river", "the pupil", "our neighbour", "this museum", "the forest"),
    ("looks at", "crosses", "quite likes", "does not forget", "draws"),
    ("the garden.", "the street, already.", "a big bridge!", '"the sea".', "the summer.", "12 eggs."),
)  # fmt: skip


def sentences(grammar: tuple[tuple[str, ...], ...]) -> list[str]:
    """All sentences of a toy grammar, some two hundred."""
    return [" ".join(parts) for parts in itertools.product(*grammar)]


def marian(
    folder: Path,
    *,
    positions: int = 64,
    languages: tuple[str, ...] = (),
    separate: bool = False,
    tagged: bool = False,
    started: bool = False,
    seed: int = 1,
) -> Path:
    """A MarianMT checkpoint. `languages` gives it prefixes (`>>fra<<`), `separate` a vocabulary for each side.

    One that is `tagged` knows the tag of what a model made, and would rather write it than anything else. Padding,
    which starts the decoder, has a row of zeros unless it is `started`.
    """
    folder.mkdir(parents=True)
    french, english = sentences(FRENCH), sentences(ENGLISH)
    both = [*french, *english]
    source = _pieces(folder / "source.spm", french if separate else both, 120)
    target = _pieces(folder / "target.spm", english if separate else both, 150 if separate else 120)
    prefixes = [f">>{name}<<" for name in languages] + [MADE] * tagged
    names = _vocabulary(prefixes, source, [] if separate else target)
    target_names = _vocabulary([], target, []) if separate else names
    (folder / "vocab.json").write_text(json.dumps(names), encoding="utf-8")
    if separate:
        (folder / "target_vocab.json").write_text(json.dumps(target_names), encoding="utf-8")
    tokenizer = MarianTokenizer(
        str(folder / "source.spm"),
        str(folder / "target.spm"),
        str(folder / "vocab.json"),
        str(folder / "target_vocab.json") if separate else None,
        separate_vocabs=separate,
        model_max_length=positions,
    )
    tokenizer.save_pretrained(str(folder))
    torch.manual_seed(seed)
    last = len(target_names) - 1
    model = MarianMTModel(
        MarianConfig(
            vocab_size=len(names),
            decoder_vocab_size=len(target_names),
            share_encoder_decoder_embeddings=not separate,
            tie_word_embeddings=True,
            d_model=32,
            encoder_layers=2,
            decoder_layers=2,
            encoder_attention_heads=2,
            decoder_attention_heads=2,
            encoder_ffn_dim=64,
            decoder_ffn_dim=64,
            max_position_embeddings=positions,
            activation_function="swish",
            scale_embedding=True,
            static_position_embeddings=True,
            init_std=0.3,
            eos_token_id=0,
            forced_eos_token_id=0,
            pad_token_id=last,
            decoder_start_token_id=last,
            bos_token_id=None,
            bad_words_ids=None,
        )
    ).eval()
    with torch.no_grad():
        model.final_logits_bias.normal_()
        model.final_logits_bias[0, 0] += 6  # it comes to an end soon
        if tagged:
            model.final_logits_bias[0, names[MADE]] += 30
        if started:
            model.model.shared.weight[-1].normal_()
    model.save_pretrained(str(folder))
    return folder


def llama(folder: Path, *, positions: int = 64, seed: int = 1) -> Path:
    """A causal checkpoint with a byte-pair vocabulary, an end token between sentences and an unknown one."""
    folder.mkdir(parents=True)
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.BpeTrainer(
        vocab_size=200, special_tokens=["<unk>", "<s>", "</s>"], show_progress=False
    )
    tokenizer.train_from_iterator(sentences(FRENCH), trainer)
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(
        json.dumps(
            {
                "tokenizer_class": "PreTrainedTokenizerFast",
                "unk_token": "<unk>",
                "bos_token": "<s>",
                "eos_token": "</s>",
            }
        ),
        encoding="utf-8",
    )
    torch.manual_seed(seed)
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=tokenizer.get_vocab_size(),
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=2,
            num_key_value_heads=2,
            max_position_embeddings=positions,
            initializer_range=0.3,
            bos_token_id=1,
            eos_token_id=2,
            tie_word_embeddings=True,
        )
    )
    model.save_pretrained(str(folder))
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["checker_sentence_separator"] = "</s>"
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return folder


def quality(folder: Path, *, positions: int = 64, texts: int = 12, seed: int = 1) -> Path:
    """A packed quality-estimation checkpoint: a BERT of 2 layers, its two heads and a Unigram vocabulary."""
    folder.mkdir(parents=True)
    special = ["<s>", "<pad>", "</s>", "<unk>"]
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=120, special_tokens=special, unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator([*sentences(FRENCH), *sentences(ENGLISH)], trainer)
    data = json.loads(tokenizer.to_str()) | {"added_tokens": []}
    (folder / "tokenizer.json").write_text(json.dumps(data), encoding="utf-8")
    width, hidden = 32, 16
    config = BertConfig(
        vocab_size=tokenizer.get_vocab_size(),
        hidden_size=width,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=positions,
        initializer_range=0.3,
        bos_token_id=0,
        pad_token_id=1,
        eos_token_id=2,
        architectures=["BertModel"],
    )
    torch.manual_seed(seed)
    model = BertModel(config, add_pooling_layer=False)
    tensors = {name: tensor.numpy() for name, tensor in model.state_dict().items()}
    shapes = {
        "word_head": (2, width),
        "sentence_head.0": (hidden, 3 * width),
        "sentence_head.2": (4, hidden),
    }
    for name, shape in shapes.items():
        tensors[f"{name}.weight"] = torch.randn(shape).numpy() * 0.3
        tensors[f"{name}.bias"] = torch.randn(shape[0]).numpy()

    def form(name: str, tensor: np.ndarray[Any, Any]) -> str:
        if name.endswith("word_embeddings.weight"):
            return FOUR_BIT
        return INT8 if name.startswith("encoder.") and tensor.ndim == 2 else str(tensor.dtype)

    save_file(packed(tensors, form), folder / "model.safetensors")
    about = {"source_tokens": texts, "text_tokens": texts, "unk_token_id": 3}
    settings = config.to_dict() | {"checker_quality_estimation": about}
    (folder / "config.json").write_text(json.dumps(settings), encoding="utf-8")
    return folder


def in_eight_bits(folder: Path, out: Path) -> Path:
    """The checkpoint in `folder` with its matrices as int8 rows, as the recipe exports it."""
    shutil.copytree(folder, out)
    tensors = load_file(out / "model.safetensors")
    save_file(packed(tensors, of_matrices), out / "model.safetensors")
    return out


def _pieces(path: Path, lines: list[str], size: int) -> list[str]:
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines),
        model_writer=model,
        vocab_size=size,
        hard_vocab_limit=False,
        character_coverage=1.0,
        bos_id=-1,
        num_threads=1,
        minloglevel=2,
    )
    path.write_bytes(model.getvalue())
    processor = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return [processor.id_to_piece(i) for i in range(processor.get_piece_size())]


def _vocabulary(prefixes: list[str], *sides: list[str]) -> dict[str, int]:
    pieces = [piece for side in sides for piece in side if piece not in ("</s>", "<unk>")]
    names = dict.fromkeys(["</s>", "<unk>", *pieces, *prefixes, "<pad>"])
    return {name: index for index, name in enumerate(names)}
