"""Words of the source that stand untranslated inside a sentence, in lower case or with capitals like a name."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Sequence

import regex

from checker.checks.artefacts.language import is_copy, unquoted
from checker.checks.passage import FILLER, pivot_of
from checker.config import Config
from checker.languages import language, primary
from checker.languages.morphology import lemmas
from checker.languages.senses import senses
from checker.languages.vocabulary import in_lexicon, listed, usual, zipf
from checker.messages import _
from checker.plugins import Need, check
from checker.types import Case, Hit, Severity, Span

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*+")
_BETWEEN = regex.compile(r",?\s+")
"""What may stand between two words of a run that was copied."""
_BRACKETS = regex.compile(r"\([^()]*\)|\[[^\[\]]*\]")
"""Where translators put the term of the source beside their own."""
_RUN = 3
"""Copied words in lower case in a row from which they are no borrowing."""
_GAIN = 0.8
"""By how much, as logarithm to base 10, a word must be more usual in the source's language than in the text's."""
_MEAN = 1.0
_AT_LEAST = 0.2
"""By how much each word must be of a run that only its capitals make a name, where the mean is `_GAIN`."""
_ALONE = 1.25
"""By how much a single word must be that only its capital makes a name."""
_SHORTEST = 3
"""Letters of a word that was copied with a capital."""


@check(
    "ACC202",
    "untranslated-words",
    category="accuracy/untranslated",
    severity=Severity.MAJOR,
    needs={Need.SOURCE},
)
def untranslated_words(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """Words of the source left untranslated inside a sentence.

    What it does: with the source text at hand, looks for three or more words in a row that were copied from it in lower
    case and that are far more frequent in the source's language than in the text's. After an article, one or two are
    enough where they have capitals that the source does not have, and nothing in the sentence renders them. Quotations,
    brackets, lists of names, addresses and code are left alone.

    Why it matters: a reader who does not know the other language stumbles over them.

    Example: "Le ministre has refused to resign hier." for "The minister has refused to resign yesterday."

    What to do: translate these words.
    """
    for case in cases:
        source = case.segment.source
        if not source or is_copy(source, case.text):
            continue
        pivot = pivot_of(case, config)
        if not listed(primary(config.lang)) or not listed(pivot):
            continue
        text = _BRACKETS.sub(lambda match: FILLER * len(match.group()), unquoted(case.text))
        theirs = list(_WORD.finditer(source))
        known = {match.group() for match in theirs}
        pairs = {
            (one.group(), other.group())
            for one, other in itertools.pairwise(theirs)
            if _BETWEEN.fullmatch(source, one.end(), other.start())
        }
        for run in _runs(text, known, pairs, str.islower):
            words = [span.of(text) for span in run]
            listed_names = text[run[0].start : run[-1].end].count(",") * 2 >= len(run)
            if len(run) >= _RUN and not listed_names and _foreign(words, config.lang, pivot):
                yield Hit(
                    case.segment.index,
                    Span(run[0].start, run[-1].end),
                    _("These words were copied from the source and not translated."),
                )
        for run in _runs(text, known, pairs, _is_capitalised):
            if _stands_like_a_noun(text, run, known, config.lang) and _could_be_translated(
                [span.of(text).lower() for span in run], case.text, config.lang, pivot
            ):
                yield Hit(
                    case.segment.index,
                    Span(run[0].start, run[-1].end),
                    _(
                        "“{words}” is in lower case in the source: it is not a name, and it was not translated."
                    ).format(words=text[run[0].start : run[-1].end]),
                    severity=Severity.MINOR,
                )


def _runs(
    text: str, known: set[str], pairs: set[tuple[str, str]], of_shape: Callable[[str], bool]
) -> Iterator[list[Span]]:
    """Words of one shape that the source has, in lower case alone (`known`), in the same order (`pairs`)."""
    run: list[Span] = []
    for match in _WORD.finditer(text):
        span, word = Span(*match.span()), match.group()
        copied = of_shape(word) and word.lower() in known and (word.islower() or word not in known)
        near = bool(run) and _BETWEEN.fullmatch(text, run[-1].end, span.start) is not None
        if copied and near and (run[-1].of(text).lower(), word.lower()) in pairs:
            run.append(span)
            continue
        if run:
            yield run
        run = [span] if copied else []
    if run:
        yield run


def _foreign(words: Sequence[str], lang: str, pivot: str) -> bool:
    gains = [_gain(word, lang, pivot) for word in words]
    return sum(gain > _GAIN for gain in gains) >= _RUN and sum(gains) / len(gains) > _MEAN


def _gain(word: str, lang: str, pivot: str) -> float:
    return zipf(word, pivot) - zipf(word, primary(lang))


def _is_capitalised(word: str) -> bool:
    return len(word) >= _SHORTEST and word.istitle()


def _stands_like_a_noun(text: str, run: Sequence[Span], known: set[str], lang: str) -> bool:
    """Whether an article leads to the run, and nothing beside it makes it part of a name.

    “Of” leads to names of programs and places more than to nouns; and what the source has (`known`) behind a single
    word is more of the same: « les Project bonds ».
    """
    spoken, (first, last) = language(lang), (run[0], run[-1])
    left = _LAST_WORD.match(text, 0, first.start)
    right = _WORD.match(text, last.end + 1)
    if left is None or text[last.end : last.end + 1].strip(" \u00a0\u202f.,;:!?…"):
        return False
    article = left[1].casefold() in {*spoken.articles, *spoken.before_noun, *spoken.elided} - {"d"}
    if right is None:
        return article
    more = len(run) == 1 and right.group() in known
    return article and not right.group()[0].isupper() and not more


_LAST_WORD = regex.compile(r"(?r)(?<!\p{L})(\p{L}+)['’\s]")


def _could_be_translated(words: Sequence[str], text: str, lang: str, pivot: str) -> bool:
    """Whether these words are foreign, others render them elsewhere, and none of those is in the text."""
    gains = [usual(word, pivot) - zipf(word, primary(lang)) for word in words]
    if len(words) == 1:
        borrowed = {words[0], words[0].removesuffix("s")} & {*language(lang).borrowed}
        foreign = not borrowed and not in_lexicon(words[0], lang) and gains[0] >= _ALONE
    else:
        foreign = min(gains) >= _AT_LEAST and sum(gains) / len(gains) >= _GAIN
    if not foreign:
        return False
    present = _forms(text, lang)
    meanings = senses(lang, pivot).meanings
    for word in words:
        renderings = {
            rendering
            for form in {word, *lemmas(word, pivot)}
            for rendering in meanings.get(form, ())
        }
        if not renderings or renderings & present - set(words):
            return False
    return True


@functools.lru_cache(maxsize=1)
def _forms(text: str, lang: str) -> frozenset[str]:
    """Dictionary forms of the words of a text, which each of its runs asks for."""
    return frozenset(form for match in _WORD.finditer(text) for form in lemmas(match.group(), lang))
