"""Words that stayed in another language, found without the source.

One module: whole runs, pairs and single words are weighed by the same gains.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Sequence

import regex

from checker.checks.passage import FILLER, pivot_of, prose
from checker.config import Config
from checker.languages import language, primary, small_words
from checker.languages.morphology import Lexicon, Reading, lexicon
from checker.languages.vocabulary import in_lexicon, listed, usual, zipf
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

_WORD = regex.compile(r"\p{L}[\p{L}\p{M}]*+(?:['’]\p{L}+)?")
_QUOTED = regex.compile(
    r"«[^«»]*»|»[^«»]*«|“[^“”]*”|„[^„“”]*[“”]|\"[^\"]*\"|‘[^‘’]*’|(?<!\w)'[^']*'(?!\w)|\*[^*]*\*|_[^_]*_|\([^()]*\)"
)
_BEGINS = re.compile(r"[«»„“\"‘*_(]|(?<![a-zA-ZÀ-ÖØ-öø-ÿ])'")
"""What a quotation begins with; an apostrophe in a word does not."""
_CODE = regex.compile(r"`|\w_\w|\w\(\)|\w::\w|->|\p{Ll}\p{Lu}\p{Ll}|<\w+>|\w=\w|(?<!\S)--\w")
"""What code looks like in a sentence."""
_SIGN_OF_CODE = re.compile(
    r"[`_(:<>=-](?:(?<=`)|(?<=\S[_=])(?=\S)|(?<=\S\()(?=\))|(?<=\S:)(?=:\S)|(?<=->)|(?<=<)(?=\S+>)|(?=-\S))"
)
_CAPITAL_WITHIN = regex.compile(r"\p{Lu}(?<=\p{Ll}\p{Lu})(?=\p{Ll})")
_FEW = 2
_SHARE = 0.05
"""Sentences, and share of a document's, that show code, from which it speaks of it."""
_OTHERS = ("en", "es", "de", "it", "pt")
"""Languages whose words are looked for; the pivot comes first."""

_STRONG = 1.5
"""By how much, as logarithm to base 10, a word must be more usual in another language to be one of its words."""
_WEAK = 0.6
_PLAIN = 3.3
"""How usual, as logarithm to base 10 in a billion words, a single word must be in the other language, and not here."""
_BORROWED = 1.3
"""By how much, for a single word: what a trade has borrowed is used more."""
_APART = 3
"""How far apart, in words, two are that the language lacks: at least half of a run's words are such."""
_CLAUSE = 4
"""Words from which a run is no term."""
_SHARED = 2
"""Small words in a row that both languages have, inside a run."""
_VERY_USUAL = 5.5
"""How usual such a word is in the other language."""
_ABSENT = 3.0
"""How usual a single noun must be there where the text's language has no trace of it."""
_LETTERS = 4
"""Letters from which a small word of another language is no abbreviation here."""
_SENTENCE = 6
"""Words in small letters from which a run that holds capitals is no name."""
_PAIR = 1.75
"""By how much each of two words in a row must be more usual in the pivot language: « ses beautiful beaches »."""
_SLACK = 0.2
"""By how much the two together may be less."""
_NOUN = 1.6
"""By how much a single noun must be: what a trade has borrowed (node, backlog) is used more."""
_ADJECTIVE = 1.9
"""By how much what a form of “be” or a preposition joins to a noun must be: « est available », « de funding »."""
_WANTED = 0.9
"""By how much a word must be where the text's language has an infinitive: « vous pouvez upload vos photos »."""
_REMARK = 16
"""Characters behind a title in which a bracket says what language it is in."""
_DESCRIBED = 1.1
"""By how much a word must be that stands between what begins a phrase and its noun: « une new chanson »."""
_EVERYDAY = 5.0
"""How usual such a word must be in the pivot language."""
_ALONE = 1.9
"""By how much a word must be that stands for itself behind a comma: « , please consultez »."""
_VERB = 3.9
"""How usual a single verb must be in the pivot language: « vous pouvez save votre travail »."""


@check(
    "ACC205",
    "foreign-words",
    category="accuracy/untranslated",
    severity=Severity.MAJOR,
)
def foreign_words(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """Words in another language, in a sentence that is otherwise translated.

    What it does: looks for three words or more in a row that are common in one other language and far rarer in the
    text's; for two in a row of the pivot language; for a single noun of it after an article or a number (« les deux
    whales »), a verb where an infinitive stands (« vous pouvez save vos photos »), a
    word before a noun (« une new loi ») or what a form of “be” or « de »
    joins to a noun (« est available », « de funding »); and for a small word of it between words of the text's (« une
    hausse however les ventes »). It needs no source. Names, titles, quotations, brackets, addresses and code are left
    alone, and so are terms in a text that is about code or says that it quotes one, and sentences that are in the other
    language as a whole, which another rule reports.

    Why it matters: nobody translated these words, and a reader who does not know the language stumbles over them.

    Example: « Découvrez comment créer, configurer y administrar aplicaciones web. »

    What to do: translate these words.
    """
    own = primary(config.lang)
    if not language(config.lang).articles:
        return
    technical = _technical(cases)
    for case in cases:
        runs, alone = _left_in(case, own, pivot_of(case, config), technical=technical)
        reported: list[Span] = []
        for span, severity in (
            *((span, Severity.MAJOR) for span in runs),
            *((span, Severity.MINOR) for span in alone),
        ):
            if any(span.overlaps(other) for other in reported):
                continue
            reported.append(span)
            yield Hit(
                case.segment.index,
                span,
                _("“{words}” was not translated.").format(words=span.of(case.text)),
                severity=severity,
            )


def _left_in(
    case: Case, own: str, pivot: str, *, technical: bool
) -> tuple[Sequence[Span], Sequence[Span]]:
    """Foreign words of a sentence that stand in a row, and those that stand alone or are two."""
    text = prose(case.text)
    if _BEGINS.search(text):
        text = _unclosed(_QUOTED.sub(lambda match: FILLER * len(match.group()), text))
    words = _WORD.findall(text)
    strange = [at for at, word in enumerate(words) if _lacked(word, own)]
    small = [words[at] for at in strange if words[at].islower()]
    longest = max(map(len, small), default=0)
    if len(words) < 4 or longest <= 2:
        return (), [] if technical else _heading(case.text, words, strange, own, pivot)
    spans = [Span(*match.span()) for match in _WORD.finditer(text)]
    runs = []
    if longest > 3 and _close(text, spans, strange):
        runs = list(_first_language(text, spans, own, pivot))
    named = technical or _named(case.text, own)
    runs = [span for span in runs if _says_something(text, span, own, named=named)]
    alone: list[Span] = []
    known = lexicon(own)
    if known is not None and listed(pivot) and not named:
        if not _only_theirs(pivot, own).isdisjoint(words):
            alone += _small_words(text, spans, pivot, own)
        alone += _plurals(words, spans, pivot, own, known)
        alone += _pairs(text, spans, strange, pivot, own)
        alone += _single_words(text, spans, strange, pivot, own, known)
    runs, alone = (
        [span for span in found if not text.startswith(_borrowed_terms(own), span.start)]
        for found in (runs, alone)
    )
    return [span for span in runs if not _language_said(case.text, span, own)], alone


@functools.lru_cache(maxsize=64)
def _borrowed_terms(own: str) -> tuple[str, ...]:
    """Terms of several words that the language has borrowed."""
    return tuple(term for term in language(own).borrowed if " " in term)


def _heading(
    text: str, words: Sequence[str], strange: Sequence[int], own: str, pivot: str
) -> Sequence[Span]:
    """Two or three words that are a label in the pivot language: « Customer service »."""
    if not (strange and 1 < len(words) < 4 and " ".join(words) == text and listed(pivot)):
        return []
    first, *others = words
    if not (first.istitle() and all(map(_plain, others))):
        return []
    lower = [first.lower(), *others]
    gains = [_gain(word, pivot, own) for word in lower]
    label = (
        max(gains[at] for at in strange) >= _PAIR
        and all(usual(word, pivot) >= _PLAIN for word in lower)
        and not any(word.removesuffix("s") in language(own).borrowed for word in lower)
        and small_words(own).isdisjoint(lower)
    )
    return [Span(0, len(text))] if label else []


def _unclosed(text: str) -> str:
    """The text with a quotation painted over that begins or ends in another sentence; same length."""
    before, mark, behind = text.partition('"')
    if not mark or mark in behind:
        return text
    begins = not before[-1:].isalnum()
    return before + FILLER * len(mark + behind) if begins else FILLER * len(before + mark) + behind


def _technical(cases: Sequence[Case]) -> bool:
    """Whether a document is about code, where a word of another language is the name of something."""
    marked = sum(_shows_code(case.text) for case in cases)
    return marked >= max(_FEW, _SHARE * len(cases))


def _shows_code(text: str) -> bool:
    """Whether a sentence holds what code looks like: first whether it has a sign, or a capital, that could be it."""
    likely = _SIGN_OF_CODE.search(text) or _CAPITAL_WITHIN.search(text)
    return likely is not None and _CODE.search(text) is not None


def _named(text: str, own: str) -> bool:
    """Whether a sentence says that it quotes a term: « en anglais », « l'expression »."""
    return not _naming(own).isdisjoint(map(str.casefold, _WORD.findall(text)))


@functools.lru_cache(maxsize=64)
def _naming(own: str) -> frozenset[str]:
    return frozenset(language(own).naming)


def _language_said(text: str, span: Span, own: str) -> bool:
    """Whether a bracket behind a run says its language: « A guide to design systems (en anglais seulement) »."""
    behind = text[span.end : span.end + _REMARK].lstrip()
    return behind.startswith("(") and _named(behind, own)


def _says_something(text: str, span: Span, own: str, *, named: bool) -> bool:
    """Whether a run is neither a title nor a list of names (“read et write”) nor, where terms are `named`, a term."""
    words, before = span.of(text), text[: span.start].rstrip()
    title = words[:1].isupper() and before[-1:].isalnum()
    found = [match.group().casefold() for match in _WORD.finditer(words)]
    listed_names = "," in words or not set(language(own).linking).isdisjoint(found)
    short = len(found) < _CLAUSE
    return not title and not (short and (named or listed_names)) and not (named and listed_names)


def _first_language(text: str, spans: Sequence[Span], own: str, pivot: str) -> Iterator[Span]:
    """The runs of the first other language that has some, unless nearly all of the sentence is in it."""
    for code in _others(own, pivot):
        found = list(_runs(text, spans, code, own, pivot))
        covered = sum(last - first + 1 for first, last in found)
        if found and covered <= 0.85 * len(spans):
            yield from (Span(spans[first].start, spans[last].end) for first, last in found)
            return


@functools.lru_cache(maxsize=64)
def _others(own: str, pivot: str) -> tuple[str, ...]:
    """The languages whose words are looked for."""
    codes = dict.fromkeys((pivot, *_OTHERS))
    return tuple(code for code in codes if code != own and listed(code))


@functools.lru_cache(maxsize=16384)
def _lacked(word: str, own: str) -> bool:
    """Whether the language lacks a word; without a lexicon it may lack any but small ones.

    Only such a word can be far more usual in another language. Frequencies load slowly, so they are asked for where
    there are some.
    """
    folded = word.casefold().replace("’", "'")
    return (
        folded not in small_words(own)
        and folded.partition("'")[0] not in language(own).elided
        and not _in_lexicon(folded, own)
    )


def _close(text: str, spans: Sequence[Span], strange: Sequence[int]) -> bool:
    """Whether two strange words, one of them in small letters, stand in one stretch as near as in a run."""
    return any(
        right - left <= _APART
        and any(spans[at].of(text).islower() for at in (left, right))
        and all(_near(text, spans, at) for at in range(left + 1, right + 1))
        for left, right in itertools.pairwise(strange)
    )


def _plurals(
    words: Sequence[str], spans: Sequence[Span], code: str, own: str, known: Lexicon
) -> Iterator[Span]:
    """Plural nouns of the pivot language behind an article or a number of the text's: « les deux whales »."""
    articles = language(own).articles
    for at, word in enumerate(words):
        if (
            not word.endswith("s")
            or len(word) < 5
            or not (word.islower() and word.isascii() and at)
        ):
            continue
        before = words[at - 1].casefold()
        kinds = {reading.kind for reading in known.readings(before)}
        counted = "C" in kinds or kinds in ({"D"}, {"D", "O"})  # "plusieurs flights"
        if (before in articles or counted) and _borrowed(word, code, own):
            yield spans[at]


def _borrowed(word: str, code: str, own: str) -> bool:
    """Whether a plural and its singular are words of another language alone."""
    singles = (word[:-1], word[:-2]) if word.endswith("es") else (word[:-1],)
    return not set(singles).intersection(language(own).borrowed) and any(
        all(
            not _named_so(form, own)
            and usual(form, code) >= _PLAIN
            and zipf(form, own) < _PLAIN
            and usual(form, code) - zipf(form, own) >= _BORROWED
            for form in (word, single)
        )
        for single in singles
    )


def _pairs(
    text: str, spans: Sequence[Span], strange: Sequence[int], code: str, own: str
) -> Iterator[Span]:
    """Two words of the pivot language in a row that the text's lacks, in small letters among words that it has."""
    small = _frequent(code)
    unknown = set(strange)
    for at in strange:
        if at + 1 not in unknown or {at - 1, at + 2} & unknown or not _near(text, spans, at + 1):
            continue
        pair = [spans[at].of(text), spans[at + 1].of(text)]
        # The first word of a sentence has a capital anyway.
        neighbours = [spans[n].of(text) for n in (at - 1, at + 2) if 0 < n < len(spans)]
        around = text[: spans[at].start][-1:], text[spans[at + 1].end :][:1]
        if not all(map(_plain, pair)) or not all(mark in ("", *" \u00a0,.;:!?") for mark in around):
            continue
        if any(word[:1].isupper() for word in neighbours):
            continue  # "Alliance for the Future"
        if any(word.removesuffix("s") in language(own).borrowed for word in pair):
            continue
        gains = [_PAIR if word in small else _gain(word, code, own) for word in pair]
        if min(gains) >= _BORROWED and sum(gains) >= 2 * _PAIR - _SLACK:
            yield Span(spans[at].start, spans[at + 1].end)


@functools.lru_cache(maxsize=64)
def _frequent(code: str) -> frozenset[str]:
    return frozenset(language(code).function_words)


@functools.lru_cache(maxsize=64)
def _determiners(own: str) -> frozenset[str]:
    return frozenset((*language(own).articles, *language(own).before_noun))


def _single_words(
    text: str, spans: Sequence[Span], strange: Sequence[int], code: str, own: str, known: Lexicon
) -> Iterator[Span]:
    """A noun of the pivot language behind a determiner, or a verb of it where the text's language has an infinitive.

    Sentences with code or addresses in them are left alone: they speak of names that programs have.

    One function: what makes a word suspicious is one decision over six measures of it.
    """
    if FILLER in prose(text) or "_" in text:
        return
    spoken, unknown = language(own), set(strange)
    determiners = _determiners(own)
    for at in strange:
        span = spans[at]
        word = span.of(text)
        if at == 0 or not _plain(word) or not _near(text, spans, at):
            continue
        beside = (spans[n].of(text) for n in {at - 1, at + 1} & unknown)
        if any(usual(other, code) >= zipf(other, own) for other in beside):
            continue  # "une loi" has three letters
        if text[span.end : span.end + 1] not in ("", *" \u00a0,."):
            continue
        left = spans[at - 1].of(text).casefold()
        then = spans[at + 1].of(text) if at + 1 < len(spans) else ""
        if left in spoken.leading_adjectives and at > 1:
            left = spans[at - 2].of(text).casefold()  # "une nouvelle policy"
        if word in spoken.borrowed or word.removesuffix("s") in spoken.borrowed:
            continue
        gain, use = _gain(word, code, own), usual(word, code)
        if use >= _EVERYDAY and _before_own(text, spans, at, gain, known, code, own):
            yield span
            continue
        if len(word) < _LETTERS:
            continue
        if left in determiners and not then[:1].isupper():
            if gain >= _NOUN and use >= (_ABSENT if gain == use else _PLAIN):
                yield span
        elif (
            then.casefold() in determiners
            and _wants_infinitive(known.readings(left), left, own)
            and gain >= _WANTED
            and use >= _VERB
        ) or (
            (
                gain >= _ADJECTIVE
                or (gain >= _DESCRIBED and use >= _EVERYDAY and left not in spoken.partitives)
            )
            and use >= _VERB
            and _joined(known, spans, text, at, own)
        ):
            yield span


def _before_own(
    text: str, spans: Sequence[Span], at: int, gain: float, known: Lexicon, code: str, own: str
) -> bool:
    """Whether a word stands where one of the text's language belongs: « une new loi », « , please consultez »."""
    if at + 1 == len(spans) or text[spans[at].end : spans[at + 1].start] not in (" ", "\u00a0"):
        return False
    left, then = spans[at - 1].of(text).casefold(), spans[at + 1].of(text)
    if not then.islower() or zipf(then, own) <= usual(then, code):
        return False
    if any(item.tag != "Aei" for item in known.readings(spans[at].of(text))):
        return False  # a word of the text's language, and not one of a borrowed phrase: new wave
    if text[spans[at - 1].end : spans[at].start] == ", ":
        return gain >= _ALONE and any(item.kind in "VI" for item in known.readings(then))
    spoken = language(own)
    begins = left in (*spoken.articles, *spoken.before_noun) or any(
        item.kind in "EC" for item in known.readings(left)
    )
    kinds = {item.kind for item in known.readings(then)}
    # "parlé very clairement"
    return (begins and gain >= _DESCRIBED and "N" in kinds) or (gain >= _ALONE and kinds == {"B"})


def _joined(known: Lexicon, spans: Sequence[Span], text: str, at: int, own: str) -> bool:
    """Whether what stands before a word joins it to a noun: « est available », « beaucoup de funding »."""
    spoken, left = language(own), spans[at - 1].of(text).casefold()
    if left in spoken.partitives:
        return text[spans[at].end : spans[at].end + 1] != "." or at + 1 == len(spans)
    before = at - 1
    while before > 0 and {item.kind for item in known.readings(left)} == {"B"}:
        before -= 1
        left = spans[before].of(text).casefold()
    return any(item.kind in "VP" and item.lemma in spoken.copulas for item in known.readings(left))


def _wants_infinitive(readings: Sequence[Reading], form: str, own: str) -> bool:
    """Whether a modal verb or a preposition: what stands before an infinitive."""
    spoken = language(own)
    return form in spoken.before_infinitive or any(
        item.kind == "V" and item.lemma in spoken.modals for item in readings
    )


def _plain(word: str) -> bool:
    return word.islower() and word.isascii() and word.isalpha() and len(word) > 1


def _runs(
    text: str, spans: Sequence[Span], code: str, own: str, pivot: str
) -> Iterator[tuple[int, int]]:
    """First and last index of the runs of words of another language."""
    articles = language(own).articles
    gains = [_gain(span.of(text).casefold(), code, own) for span in spans]
    start = 0
    while start < len(spans):
        end = start
        while end < len(spans) and (end == start or _near(text, spans, end)):
            reach = _SHARED if _theirs(spans[end].of(text), code, own) else 1
            shared = (
                end > start
                and max(gains[max(start, end - reach) : end]) >= _WEAK
                and max(gains[end + 1 : end + 1 + reach], default=0) >= _STRONG
            )
            if gains[end] < _WEAK and not shared:  # a word that both languages have: "principal"
                break
            end += 1
        run = range(start, end)
        before = spans[start - 1].of(text).lower() if start else ""
        named = code != pivot and before in articles  # "les strade del vino"
        if _foreign(text, spans, gains, run) and not named:
            yield start, end - 1
        start = max(end, start + 1)


def _foreign(text: str, spans: Sequence[Span], gains: Sequence[float], run: range) -> bool:
    strong = [at for at in run if gains[at] >= _STRONG]
    if len(run) < 3 or len(strong) < 2 or 2 * len(strong) < len(run):
        return False
    small = [at for at in run if spans[at].of(text).islower()]
    if (
        len(small) < 2
        or 2 * len(small) < len(run)
        or text[: spans[run[0]].start].rstrip()[-1:] == ":"
    ):
        return False
    around = range(max(1, run[0] - 1), min(len(spans), run[-1] + 2))
    named = any(spans[at].of(text)[:1].isupper() for at in around)
    return len(small) >= _SENTENCE or not named  # "Museum of industry"


def _theirs(word: str, code: str, own: str) -> bool:
    """Whether a small word is one of both languages: "de la" between "niños" and "escuela"."""
    return (
        word.casefold() in language(own).grammar_words
        and usual(word.casefold(), code) >= _VERY_USUAL
    )


def _near(text: str, spans: Sequence[Span], at: int) -> bool:
    return text[spans[at - 1].end : spans[at].start] in (" ", "\u00a0", ", ")


@functools.lru_cache(maxsize=65536)
def _gain(word: str, code: str, own: str) -> float:
    """By how much more usual a word is in another language; 0 for what is unusual there too, or known here."""
    theirs = usual(word, code)
    if not theirs:
        return 0.0
    gain = theirs - zipf(word, own)
    return gain if gain < _STRONG or not _in_lexicon(word, own) else _WEAK


def _named_so(word: str, own: str) -> bool:
    """Whether the text's language has a noun or an adjective of this form."""
    known = lexicon(own)
    return known is not None and any(item.kind in "NA" for item in known.readings(word))


def _small_words(text: str, spans: Sequence[Span], code: str, own: str) -> Iterator[Span]:
    """Small words of the pivot language between words of the text's: « une hausse however les ventes »."""
    small, spoken = _only_theirs(code, own), small_words(own)
    for left, span, right in zip(spans, spans[1:], spans[2:], strict=False):
        word, around = span.of(text), (left.of(text), right.of(text))
        if word not in small or not all(map(str.islower, around)):
            continue
        if text[left.end : span.start].strip(" ,") or text[span.end : right.start].strip(" ,"):
            continue
        if not _in_lexicon(word, own) and all(
            other in spoken or _in_lexicon(other, own) for other in around
        ):
            yield span


@functools.cache
def _only_theirs(code: str, own: str) -> frozenset[str]:
    """Small words of another language that the text's lacks: “and”, but not “are”."""
    small = language(code).function_words
    return frozenset(
        word
        for word in small
        if len(word) >= _LETTERS or (len(word) == _LETTERS - 1 and not in_lexicon(word, own))
    )


def _in_lexicon(word: str, own: str) -> bool:
    return len(word) > 3 and in_lexicon(word, own)
