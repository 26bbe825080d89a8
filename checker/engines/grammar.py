"""Where the grammar of a text slips: a small network that reads words by their forms, dictionary forms and classes.

It learnt from sentences with planted slips which word does not go with the others (replaced token detection, Clark et
al. 2020, ELECTRA, https://arxiv.org/abs/2003.10555; grammatical error detection, Rei and Yannakoudakis 2016,
https://aclanthology.org/P16-1112). What a lexicon knows of gender, number, person and mood need not be learnt, so 3
million weights suffice. models/train/grammar/ makes it; it runs in NumPy alone, a sentence at a time, so that no batch
changes a number.
"""

from __future__ import annotations

import functools
import hashlib
import json
import math
import mmap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checker.engines.packed import unpacked
from checker.languages import file, primary
from checker.languages.morphology import words
from checker.types import Misfit, Span

if TYPE_CHECKING:
    import numpy as np

    from checker.languages.morphology import Word

    Array = np.ndarray[Any, Any]

DATA = "grammar.safetensors"
"""The network of a language, in its folder."""

WINDOW, OVERLAP = 64, 16
"""Words that it reads at once, and how many of them the next window sees again: it learnt from at most 70."""

FORMS = 2
"""Dictionary forms of a word that it is told."""

TAGS = 12
"""Tags of a word that it is told."""

SHAPES = ("word", "elided", "clitic", "number", "mark")

DOUBT = 1.0
"""Log-odds from which a word is doubted at all: what is said of others is not kept."""

ROOM = 128 << 20
"""Bytes that must be free before the first product: OpenBLAS ends the process where it finds none for its buffers."""

DIGITS = 3
"""Decimals of a log-odds; further ones depend on the processor."""


@dataclass(frozen=True)
class Vocabulary:
    """Numbers of what the network knows by name: forms, dictionary forms, endings, tags. 0 is any other."""

    forms: Mapping[str, int]
    lemmas: Mapping[str, int]
    endings: Mapping[str, int]
    tags: Mapping[str, int]

    def of(self, word: Word) -> Features:
        """What the network is told of a word."""
        lemmas = [self.lemmas.get(reading.lemma, 0) for reading in word.readings]
        known = [number for number in dict.fromkeys(lemmas) if number][:FORMS]
        shape = SHAPES.index(word.shape) + len(SHAPES) * (word.capital + word.caps)
        tags = sorted({self.tags.get(reading.tag, 0) for reading in word.readings} - {0})
        return Features(
            self.forms.get(word.form, 0),
            (*known, *(0,) * (FORMS - len(known))),
            self.endings.get(word.form[-3:], 0),
            shape + 3 * len(SHAPES) * (not word.readings),
            tuple(tags[:TAGS]),
        )


@dataclass(frozen=True, slots=True)
class Features:
    """A word as numbers: its form, dictionary forms, last three letters, shape, and the tags of its readings."""

    form: int
    lemmas: tuple[int, ...]
    ending: int
    shape: int
    tags: tuple[int, ...]


@dataclass(frozen=True)
class Network:
    """Embeddings, a convolution over five words, and layers of attention that know how far apart two words are."""

    weights: Mapping[str, Array]
    vocabulary: Vocabulary
    layers: int
    heads: int

    def odds(self, items: Sequence[Word]) -> list[float]:
        """Log-odds that each word is part of a slip."""
        out: list[float] = []
        while True:
            start = max(len(out) - OVERLAP, 0)
            part = self._window(items[start : start + WINDOW])
            out += part[len(out) - start :]
            if len(out) == len(items):
                return out

    def _window(self, items: Sequence[Word]) -> list[float]:
        import numpy as np

        if not items:
            return []
        weight = self.weights
        states = _linear(weight, "input", self._embedded(items))
        wide = np.pad(states, ((2, 2), (0, 0)))
        near = np.concatenate([wide[at : at + len(states)] for at in range(5)], axis=1)
        states = states + _gelu(_linear(weight, "near", near))
        places = np.arange(len(states))
        reach = weight["layers.0.distance"].shape[1] // 2
        apart = np.clip(places[None] - places[:, None], -reach, reach) + reach
        for layer in range(self.layers):
            states = self._layer(f"layers.{layer}", states, apart)
        out = _linear(weight, "output", _normal(weight, "norm", states))[:, 0]
        return [round(float(value), DIGITS) for value in out]

    def _embedded(self, items: Sequence[Word]) -> Array:
        import numpy as np

        weight, end, rows = self.weights, 0, []
        for word in items:
            it = self.vocabulary.of(word)
            rows.append(
                np.concatenate(
                    [
                        weight["forms"][it.form],
                        weight["lemmas"][list(it.lemmas)].sum(0),
                        weight["endings"][it.ending],
                        weight["shapes"][it.shape],
                        weight["tags"][list(it.tags)].sum(0),
                        weight["gaps"][int(word.start > end)],
                    ]
                )
            )
            end = word.end
        return np.stack(rows)

    def _layer(self, name: str, states: Array, apart: Array) -> Array:
        import numpy as np

        weight, (count, width) = self.weights, states.shape
        mixed = _linear(weight, f"{name}.mix", _normal(weight, f"{name}.norm", states))
        query, key, value = mixed.reshape(count, 3, self.heads, -1).transpose(1, 2, 0, 3)
        scores = query @ key.transpose(0, 2, 1) / math.sqrt(width // self.heads)
        scores = scores + weight[f"{name}.distance"][:, apart]
        scores = np.exp(scores - scores.max(-1, keepdims=True))
        seen = (scores / scores.sum(-1, keepdims=True)) @ value
        states = states + _linear(
            weight, f"{name}.seen", seen.transpose(1, 0, 2).reshape(count, width)
        )
        inner = _gelu(_linear(weight, f"{name}.inner", _normal(weight, f"{name}.norm2", states)))
        return states + _linear(weight, f"{name}.outer", inner)


def _linear(weight: Mapping[str, Array], name: str, states: Array) -> Array:
    out: Array = states @ weight[f"{name}.weight"].T + weight[f"{name}.bias"]
    return out


def _normal(weight: Mapping[str, Array], name: str, states: Array) -> Array:
    import numpy as np

    centred = states - states.mean(-1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(-1, keepdims=True) + 1e-5)
    out: Array = centred / spread * weight[f"{name}.weight"] + weight[f"{name}.bias"]
    return out


def _gelu(states: Array) -> Array:
    """By its approximation with tanh: NumPy has no error function."""
    import numpy as np

    # Python's own numbers: one of NumPy's would make doubles of it all.
    inner = math.sqrt(2 / math.pi) * (states + 0.044715 * (states * states * states))
    out: Array = 0.5 * states * (1 + np.tanh(inner))
    return out


@dataclass(frozen=True)
class Grammar:
    """A `GrammarEngine`: the network of a language, which loads when it is first asked."""

    data: bytes
    lang: str

    @functools.cached_property
    def signature(self) -> str:
        """A hash of its file."""
        return f"grammar:{self.lang}@{hashlib.sha256(self.data).hexdigest()[:8]}"

    @functools.cached_property
    def network(self) -> Network:
        """Its weights and names. Raises OSError where there is too little memory."""
        from safetensors.numpy import load

        with mmap.mmap(-1, ROOM):
            pass
        size = int.from_bytes(self.data[:8], "little")
        about = json.loads(self.data[8 : 8 + size])["__metadata__"]
        names = {
            kind: {name: number for number, name in enumerate(about[kind].split("\n"), 1)}
            for kind in ("forms", "lemmas", "endings", "tags")
        }
        weights = unpacked(load(self.data))
        return Network(weights, Vocabulary(**names), int(about["layers"]), int(about["heads"]))

    def misfits(self, texts: Sequence[str]) -> list[tuple[Misfit, ...]]:
        """The words of each text that it doubts, in order."""
        return [tuple(self._doubted(text)) for text in texts]

    def _doubted(self, text: str) -> Iterator[Misfit]:
        items = words(text, self.lang)
        for word, odds in zip(items, self.network.odds(items), strict=True):
            # It knows nothing of compounds.
            if odds >= DOUBT and word.shape != "mark" and "-" not in word.form:
                yield Misfit(Span(word.start, word.end), odds)


@functools.cache
def grammar(lang: str) -> Grammar | None:
    """The grammar model of a language; None where its folder has none."""
    found = file(primary(lang), DATA)
    return None if found is None else Grammar(found.read_bytes(), primary(lang))
