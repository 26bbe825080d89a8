"""The vocabulary cut to the languages served: pieces that their words and the corpora need, and all single letters.

The base knows 250,000 pieces of a hundred languages, and their embeddings are four fifths of its weights.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from wordfreq import top_n_list

SPECIAL = 4
"""`<s>`, `<pad>`, `</s>`, `<unk>` come first."""

WORDS = {"fr": 150_000, "en": 150_000, "de": 80_000, "es": 60_000, "it": 60_000, "pt": 60_000, "nl": 60_000,
         "ru": 60_000, "cs": 50_000, "ro": 30_000, "pl": 30_000}  # fmt: skip
"""How many of the commonest words of a language must be written as the base writes them."""


def common_words() -> Iterator[str]:
    """Words of all languages served, as in the middle and at the beginning of a sentence."""
    for lang, count in WORDS.items():
        found = top_n_list(lang, count)
        yield from found
        yield from (word.capitalize() for word in found[: count // 3])


def counted(tokenizer: object, texts: Iterable[str]) -> Counter[int]:
    """How often each piece of a tokenizer occurs in the texts."""
    out: Counter[int] = Counter()
    block: list[str] = []
    for text in texts:
        block.append(text)
        if len(block) == 4096:
            for encoded in tokenizer.encode_batch(block):  # type: ignore[attr-defined]
                out.update(encoded.ids)
            block.clear()
    for encoded in tokenizer.encode_batch(block):  # type: ignore[attr-defined]
        out.update(encoded.ids)
    return out


def kept(pieces: list[tuple[str, float]], counts: Mapping[int, int]) -> list[int]:
    """Numbers of the pieces that stay, in order: special ones, single European letters, and what was counted."""

    def european(text: str) -> bool:
        return all(ord(letter) < 0x600 or 0x1E00 <= ord(letter) < 0x2C00 for letter in text)

    out = list(range(SPECIAL))
    for number, (piece, _score) in enumerate(pieces[SPECIAL:], SPECIAL):
        letters = piece.replace("▁", "")
        if european(letters) and (len(letters) <= 1 or counts.get(number, 0) > 0):
            out.append(number)
    return out


def places(whole: Path, cut: Path) -> list[int]:
    """The numbers in the whole vocabulary of the pieces that a cut one has."""
    pieces, kept = (
        [piece for piece, _score in json.loads(path.read_text("utf-8"))["model"]["vocab"]]
        for path in (whole, cut)
    )
    place = {piece: number for number, piece in enumerate(pieces)}
    return [place[piece] for piece in kept]


def cut(source: Path, target: Path, counts: Mapping[int, int]) -> list[int]:
    """Writes the tokenizer with only the pieces that stay; returns their numbers in the base."""
    data = json.loads(source.read_text("utf-8"))
    pieces = [(piece, score) for piece, score in data["model"]["vocab"]]
    numbers = kept(pieces, counts)
    data["model"]["vocab"] = [pieces[number] for number in numbers]
    data["model"]["unk_id"] = SPECIAL - 1
    target.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return numbers
