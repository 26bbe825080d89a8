"""Words that nobody writes and that are a slip away from one that everybody does, by word frequencies."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator, Sequence

import regex

from checker.checks.passage import language_of, prose
from checker.config import Config
from checker.languages import Language, language, primary
from checker.languages.frequencies import zipf
from checker.languages.vocabulary import exists
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

_WORD = regex.compile(r"(?<![\p{L}\p{N}_@#'’.\])-])\p{L}[\p{L}\p{M}]*+(?![\p{N}_@'’\[(-]|\.\p{L})")
# Reversed, and matched from a place backwards: searched, each place would ask for all before it.
_START = regex.compile(r"(?r)(?:^|[.!?:;…«»“”„\"(\[–—•\n])\P{L}*")
_SHORTEST = 6
"""Letters from which a word can be told from its neighbours."""
_LONGEST = 60
"""Letters above which no neighbours are made: they take room that grows with the square of the length."""
_COMMON = 3.6
"""How usual the word that is meant must be, as logarithm to base 10 in a billion words."""
_PART = 2.8
"""How usual both parts of a compound must be, on the same scale."""
_SHORTEST_PART = 4
"""Letters of each part: of three, half of all slips of the keyboard could be compounds."""
_HABIT = 2
"""A word that a document writes so often is a term of its own."""
_ENDING = 2
"""Letters at the end where a difference is an inflection, not a slip."""


@check(
    "FLU301",
    "rare-spelling",
    category="linguistic conventions/spelling",
    severity=Severity.MINOR,
)
def rare_spelling(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A word that nobody uses differs in one letter from a common one.

    What it does: in languages without a dictionary of their own, looks at words of six letters and more that occur in
    no list of word frequencies, neither of the language nor of the one it was translated from, and that are neither
    compounds of known words nor English verbs with endings of the language. Names, words that occur twice in the
    document and mere endings are left alone.

    Why it matters: translation programs build words from pieces, and some come out as no word at all.

    Example: "die Regeirung" in German.

    What to do: write the word that is meant; a term of your own can be excused with a comment.
    """
    seen: Counter[str] = Counter()
    doubtful: list[tuple[Case, Span, Language]] = []
    for case in cases:
        known = language_of(case, config)
        if not known.spelt_by_frequency:
            continue
        text = prose(case.text)
        for match in _WORD.finditer(text):
            word = match.group()
            if not _SHORTEST <= len(word) <= _LONGEST or exists(word, known.code):
                continue
            seen[word.lower()] += 1
            name = word[0].isupper() and not (
                known.capital_nouns and not _START.match(text, 0, match.start())
            )
            if not name and (word.islower() or word[1:].islower()):
                doubtful.append((case, Span(*match.span()), known))
    pivot = primary(config.pivot)
    for case, span, known in doubtful:
        word = span.of(case.text)
        if seen[word.lower()] >= _HABIT or exists(word, pivot) or exists(word, "en"):
            continue
        meant = _meant(word, known.tag)
        if meant is not None:
            yield Hit(
                case.segment.index,
                span,
                _("“{word}” is hardly ever used; “{meant}” is common.").format(
                    word=word, meant=meant
                ),
                suggestion=meant,
            )


def _frequency(word: str, lang: str) -> float:
    """How usual a word is, as logarithm to base 10 in a billion words."""
    return zipf(word, lang)


@functools.lru_cache(maxsize=4096)
def _meant(word: str, tag: str) -> str | None:
    """The common word that this is one letter away from; None where it may be a word for all that."""
    known = language(tag)
    low = word.lower()
    best = max(
        (near for near in _one_edit(low, known.code) if _frequency(near, known.code) >= _COMMON),
        key=lambda near: (_frequency(near, known.code), near),
        default=None,
    )
    if best is None or (known.compounds and _compound(low, known)) or _borrowed_verb(low, known):
        return None
    if _in_dictionary(word, known):
        return None
    return best.capitalize() if word[0].isupper() else best


def _one_edit(word: str, lang: str) -> set[str]:
    """Words one letter more, one less, one other, or two in the other order (Damerau 1964), but for the ending."""
    letters = _letters(lang)
    inner = range(1, len(word) - _ENDING)
    cuts = [(word[:at], word[at:]) for at in inner]
    less = {left + right[1:] for left, right in cuts}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts}
    other = {left + letter + right[1:] for left, right in cuts for letter in letters}
    more = {left + letter + right for left, right in cuts for letter in letters}
    return (less | swapped | other | more) - {word}


@functools.cache
def _letters(lang: str) -> str:
    """The letters of the language's common words."""
    from wordfreq import top_n_list

    return "".join(sorted({c for w in top_n_list(lang, 2000) for c in w if c.isalpha()}))


def _compound(word: str, known: Language) -> bool:
    """Whether the word is two known ones, with or without a sound that links them."""
    for at in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        left, right = word[:at], word[at:]
        if _frequency(right, known.code) < _PART:
            continue
        stems = {left, *(left.removesuffix(sound) for sound in known.linking_sounds), left + "e"}
        if any(len(s) >= _SHORTEST_PART and _frequency(s, known.code) >= _PART for s in stems):
            return True
    return False


def _borrowed_verb(word: str, known: Language) -> bool:
    """Whether an English verb has the endings of this language: gecachten, wrappen."""
    found = regex.fullmatch(known.borrowed_verbs, word) if known.borrowed_verbs else None
    if found is None:
        return False
    stem = found[1]
    forms = {stem, stem + "e", stem[:-1] if stem[-2:-1] == stem[-1:] else stem}
    return any(_frequency(form, "en") >= _COMMON for form in forms)


def _in_dictionary(word: str, known: Language) -> bool:
    """Whether simplemma's tables have the word; asked last, for they take a second to load."""
    from simplemma import is_known

    from checker.languages.morphology import covered

    return known.code in covered() and bool(is_known(word, lang=known.code))
