"""Which language a sentence is written in, by py3langid's model (shipped with it, read without pickle).

It was measured against lingua on 6,400 sentences: as right (99.4 % to 99.1 %), fourteen times as fast, and sure of
itself far more often at the same precision. The model takes about a second to load, once, when first asked.
"""

from __future__ import annotations

import copy
import functools
from typing import Any

PLAUSIBLE = (
    "ar", "bg", "ca", "cs", "da", "de", "el", "en", "es", "fa", "fi", "fr", "he", "hi", "hr", "hu", "it",
    "ja", "ko", "nl", "no", "pl", "pt", "ro", "ru", "sv", "tr", "uk", "vi", "zh",
)  # fmt: skip
"""Languages that news is translated from and into; the fewer there are, the surer is the answer."""


@functools.lru_cache(maxsize=4096)
def language_of(text: str, also: tuple[str, ...] = ()) -> tuple[str, float]:
    """The language of a sentence as a two-letter code, and its probability (0..1); ("und", 0.0) without letters.

    `also` names further languages that may occur; those that the model does not know are left out. Sentences of fewer
    than four words are often uncertain: ask for 0.9.
    """
    if not any(char.isalpha() for char in text):
        return "und", 0.0
    name, probability = _identifier(tuple(sorted({*PLAUSIBLE, *also}))).classify(text)
    return str(name), float(probability)


@functools.lru_cache(maxsize=8)
def _identifier(languages: tuple[str, ...]) -> Any:
    identifier = copy.copy(_model())  # shares the tables
    identifier.set_languages([name for name in languages if name in set(identifier.labels)])
    return identifier


@functools.cache
def _model() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
