"""How a language model of the text's own language takes each word, given the sentences before it.

Raw surprisal punishes rare words; what is left after the word's own frequency is taken off says how badly
it fits *here* (pointwise mutual information). Frequencies come from wordfreq (Speer 2022,
https://doi.org/10.5281/zenodo.7199437). Names are left out: no model knows them.
"""

from __future__ import annotations

import contextlib
import functools
import math
from collections.abc import Sequence

from checker.config import Config
from checker.languages import frequencies, language, primary
from checker.languages.vocabulary import exists
from checker.plugins import Need, signal
from checker.signals.likelihood import NAN, by_word, worst
from checker.types import Evidence, Measurements, Span, TextScore

LN10 = math.log(10)


@signal("surprisal", needs={Need.SURPRISAL})
def measure(cases: Sequence[Evidence], config: Config) -> list[Measurements]:
    """How expected each word is after what stands before it, and how rare it is anyway."""
    with contextlib.suppress(LookupError):
        words = (word.of(case.segment.text) for case in cases for word in case.words)
        frequencies.expect(words, primary(config.lang))
    out = []
    for case in cases:
        text = case.segment.text
        least = by_word(case.words, case.surprisal)
        total = whole_words(case.words, case.surprisal)
        rarity = tuple(frequency(word.of(text), config.lang) for word in case.words)
        names = tuple(is_name(text, word, config.lang) for word in case.words)
        fit = tuple(
            NAN if name or math.isnan(value) else value - rare
            for value, rare, name in zip(total, rarity, names, strict=True)
        )
        common = [value for value, name in zip(least, names, strict=True) if not name]
        score = case.surprisal
        out.append(
            Measurements(
                {
                    "lm.mean": NAN if score is None else score.mean,
                    "lm.worst1": worst(common, 1),
                    "lm.worst2": worst(common, 2),
                    "lm.worst4": worst(common, 4),
                    "lm.fit_worst1": worst(fit, 1),
                    "lm.fit_worst2": worst(fit, 2),
                    "lm.fit_mean": _mean(fit),
                    "lm.end": NAN if score is None else score.end,
                    "rarity.mean": _mean(rarity),
                    "rarity.worst2": worst(rarity, 2),
                    "names.share": sum(names) / len(names) if names else 0.0,
                },
                {
                    "lm.logprob": least,
                    "lm.whole_logprob": total,
                    "lm.fit": fit,
                    "rarity": rarity,
                    "name": tuple(float(name) for name in names),
                },
            )
        )
    return out


def whole_words(words: Sequence[Span], score: TextScore | None) -> tuple[float, ...]:
    """Log-probability of each whole word: the sum over its pieces, in nats; nan where the model can write none."""
    if score is None:
        return (NAN,) * len(words)
    out = []
    for word in words:
        values = [
            token.logprob
            for token in score.tokens
            if token.logprob is not None and token.start < word.end and token.end > word.start
        ]
        out.append(sum(values) if values else NAN)
    return tuple(out)


@functools.lru_cache(maxsize=65536)
def frequency(word: str, lang: str) -> float:
    """Natural logarithm of a word's share of running text in `lang`, about -7 (very common) to -21 (unknown)."""
    try:
        zipf = frequencies.zipf(word, primary(lang))
    except LookupError:
        return NAN
    # Zipf's scale is log10 of occurrences per billion words.
    return (zipf - 9) * LN10


def is_name(text: str, word: Span, lang: str) -> bool:
    """Whether a word is written like a name: a capital, a digit or an at sign where nothing but a name has one.

    Where all nouns have a capital, only a word that no list knows is one.
    """
    written = word.of(text)
    if not written[0].isalpha():
        return True
    if not any(char.isupper() for char in written):
        return False
    before = text[: word.start].rstrip(" \u00a0\u202f«“\"'’(–—-")
    starts_sentence = not before or before[-1] in ".!?:…"
    if written[1:] != written[1:].lower():
        return True
    noun = language(lang).capital_nouns and exists(written.casefold(), primary(lang))
    return not starts_sentence and not noun


def _mean(values: Sequence[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return sum(known) / len(known) if known else NAN
