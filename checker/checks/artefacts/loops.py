"""Loops: a translation model that repeats itself."""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

import regex

from checker.checks.passage import FILLER, Passage, language_of, passages, prose
from checker.config import Config
from checker.languages import language
from checker.messages import _
from checker.plugins import check
from checker.text.inline_codes import UNFLAGGED
from checker.types import Case, Hit, Severity, Span

_WORD = regex.compile(r"[\p{L}\p{M}\p{N}]++(?:['’-][\p{L}\p{M}\p{N}]++)*+['’]?")
_READABLE = regex.compile(r"\p{L}[\p{L}\p{M}]++")
"""A word that is no variable of a formula."""
_GAP = regex.compile(r"[ \u00a0\u202f\n]*[,;.?!–—-]?[ \u00a0\u202f\n]*")
"""What may stand between two rounds of a loop."""

_LONGEST = 12
"""Words of the longest group that is looked for."""

_WINDOW = 2000
"""Words of a paragraph that are looked at: beyond, it is a table."""

_MEMBER = 9
"""Letters from which a member of a list does not stand there twice by chance."""

_UNLED = 3
"""Words from which what « et » joins to itself is a loop whatever it begins with: « doit boire de l'eau et doit … »."""
_MEMBER_WORDS = 5
_MARKED = regex.compile(r"[^\p{L}\p{M}\p{N}\s'’-]")

_LINES = 3
"""Rounds from which short lines in a row are a loop; longer ones are told at the second (STR106)."""


@dataclass(frozen=True, slots=True)
class Loop:
    """A group of `size` words that stands `rounds` times in a row."""

    span: Span
    size: int
    rounds: int
    group: str


def _rounds_needed(
    words: Sequence[str],
    gaps: Sequence[str],
    *,
    cried: bool,
    within: bool,
    led: bool,
    plain: bool,
    closed: bool,
) -> int:
    """How often a group must stand in a row to be a loop and no figure of speech.

    That depends on what stands between two rounds, whether the first begins `within` a clause, whether a small word
    leads the group (« de confirmation de confirmation », not « trente et trente et un »), and whether its words are
    `plain` (none of them joins two others, no capital begins a definition) and the last round is `closed` by a mark.
    """
    spaced = all(map(str.isspace, gaps))
    if cried:
        return 4 if len(words) > 1 else 6  # "Au feu ! Au feu ! Au feu !"
    if len(words) == 1:
        return 3 if spaced and len(words[0]) > 4 else 4 if len(words[0]) > 4 else 6
    length = sum(map(len, words))
    if len(set(words)) > 1 and len(words) < 4 and spaced and plain and length >= 8:
        return 2  # "ont été publiés ont été publiés"
    # "Je ne comprends pas, je ne comprends pas": people say such things twice, with a comma.
    if len(words) < 4 and spaced and led and len(set(words)) > 1:
        return 2 if length >= 7 else 3
    return (
        2 if len(words) >= 4 and length >= (12 if spaced or closed else 16 if within else 30) else 3
    )


@dataclass(frozen=True, slots=True)
class SmallWords:
    """Small words of a language that tell a loop from a figure of speech.

    `leading`: a phrase of two or three words behind them is a loop at its second round; `linking`: and, or; `several`:
    articles with which people say a thing twice for many (« des heures et des heures »); `speaking`: I, you.
    """

    leading: Set[str] = frozenset()
    linking: Set[str] = frozenset()
    several: Set[str] = frozenset()
    speaking: Set[str] = frozenset()


_NONE = SmallWords()


@functools.lru_cache(maxsize=32)
def _small_words(tag: str) -> SmallWords:
    """Those of a language."""
    known = language(tag)
    leading = {*known.grammar_words, *known.prepositions, *known.before_noun}
    return SmallWords(
        leading.difference(known.linking),
        frozenset(known.linking),
        frozenset(known.indefinite),
        frozenset((*known.speaker, *known.informal)),
    )


def loops(text: str, small: SmallWords = _NONE) -> Iterator[Loop]:
    """The loops of a text, none inside another, in order. Case is ignored; numbers and formulas make no loop."""
    words = [word.casefold() for word in _WORD.findall(text)[:_WINDOW]]
    repeated = _repeated(words)
    if not repeated:
        return
    spans = [Span(*match.span()) for match in itertools.islice(_WORD.finditer(text), _WINDOW)]
    end = 0
    for at in repeated:
        if spans[at].start < end:
            continue
        found = _loop_at(text, spans, words, at, small) or _listed_twice(
            text, spans, words, at, small
        )
        if found is not None:
            yield found
            end = found.span.end


def _repeated(words: Sequence[str]) -> list[int]:
    """Where a group may begin that stands again right behind itself: at a word, or at two, that stand again so near."""
    out: list[int] = []
    pairs = list(itertools.pairwise(words))
    if len(set(pairs)) == len(pairs) and not any(map(operator.eq, words, words[1:])):
        return out
    last: dict[tuple[str, str], int] = {}
    for at, pair in enumerate(pairs):
        if at - last.get(pair, -_LONGEST - 1) <= _LONGEST:
            out.append(last[pair])
        if pair[0] == pair[1]:
            out.append(at)
        last[pair] = at
    return sorted(set(out))


def _loop_at(
    text: str, spans: Sequence[Span], words: Sequence[str], at: int, small: SmallWords
) -> Loop | None:
    """The loop that begins with the word at `at`, of the smallest group.

    One function: its guards, read one after the other.
    """
    for size in range(1, min(_LONGEST, (len(words) - at) // 2) + 1):
        if words[at + size] != words[at]:
            continue
        group = words[at : at + size]
        if words[at + size : at + 2 * size] != group or not any(map(_is_read, group)):
            continue
        rounds = 1
        while words[at + rounds * size : at + (rounds + 1) * size] == group and _follows(
            text, spans, at + rounds * size
        ):
            rounds += 1
        end = at + rounds * size
        begun = _begun(words[end : end + size], group)
        if size > 1 and 2 * begun >= size and _follows(text, spans, end):
            end, rounds = end + begun, rounds + 1  # the last round is cut off
        inside = range(at + 1, end)
        if not all(_GAP.fullmatch(text[spans[i - 1].end : spans[i].start]) for i in inside):
            continue
        cried = any(mark in text[spans[at].start : spans[end - 1].start] for mark in "?!")
        gaps = [text[spans[i - 1].end : spans[i].start] for i in range(at + size, end, size)]
        within = at > 0 and text[spans[at - 1].end : spans[at].start].isspace()
        first = Span(spans[at].start, spans[at + size - 1].end)
        led = group[0].rstrip("'’") in small.leading and not set(first.of(text)) & set(",;:")
        again = text[spans[at + size].start : spans[at + 2 * size - 1].end]
        plain = again == first.of(text) and not again[0].isupper() and not _MARKED.search(again)
        plain = plain and bool(small.linking) and group[-1] not in small.leading
        needed = _rounds_needed(
            group,
            gaps,
            cried=cried,
            within=within,
            led=led,
            plain=plain and small.linking.isdisjoint(group),
            closed=_closed(text, spans[end - 1].end, small, linked=True)
            and (small.speaking | small.linking).isdisjoint(group),
        )
        if rounds >= needed:
            return Loop(Span(first.start, spans[end - 1].end), size, rounds, first.of(text))
    return None


def _listed_twice(
    text: str, spans: Sequence[Span], words: Sequence[str], at: int, small: SmallWords
) -> Loop | None:
    """A member at `at` that stands twice in one list: « la mairie, la région, la mairie », « la mer et la mer »."""
    led = words[at].rstrip("'’") in small.leading
    stop = min(at + _LONGEST + 1, len(words) - 1)
    again = (to for to in range(at + 3, stop) if words[to : to + 2] == words[at : at + 2])
    found = (_listed_again(text, spans, words, at, second, small, led=led) for second in again)
    return next(filter(None, found), None)


def _listed_again(
    text: str,
    spans: Sequence[Span],
    words: Sequence[str],
    at: int,
    second: int,
    small: SmallWords,
    *,
    led: bool,
) -> Loop | None:
    size = 2
    while at + size < second and words[second + size : second + size + 1] == [words[at + size]]:
        size += 1
    joined = second - at == size + 1 and words[second - 1] in small.linking
    if not led and (not joined or size < _UNLED):
        return None
    if joined and size == 2 and words[at] in small.several:
        return None  # « des heures et des heures »
    group = Span(spans[at].start, spans[at + size - 1].end)
    again = Span(spans[second].start, spans[second + size - 1].end)
    if len(group.of(text)) < _MEMBER or _MARKED.search(group.of(text)):
        return None
    if group.of(text).casefold() != again.of(text).casefold():
        return None
    if joined:
        twice = size > _UNLED and not small.linking.isdisjoint(words[at : at + size])
        between = text[group.end : again.start].strip()
        shown = (between.strip(",") if size > _UNLED else between).strip().isalpha() and (
            twice or _closed(text, again.end, small)
        )
    else:
        shown = _closed(text, again.end, small, linked=True) and _members(
            text[group.end : again.start], group.of(text), small
        )
    return Loop(Span(group.start, again.end), size, 2, group.of(text)) if shown else None


def _members(text: str, first: str, small: SmallWords) -> bool:
    """Whether a text between two members of a list is made of others, each led by a small word like the first."""
    head, *members = text.split(",")
    last = members.pop() if members else ""
    ahead, _space, link = last.strip().rpartition(" ")
    members += [ahead] if ahead else []
    linked = not link or link in small.linking
    return (
        linked
        and not head.strip()
        and bool(members)
        and all(_is_member(one.strip(), first, small) for one in members)
    )


def _is_member(text: str, first: str, small: SmallWords) -> bool:
    """Whether this is a few words behind a small one that begins as the first member does: « de la », « du »."""
    lead = _WORD.match(regex.sub("['’].*", "", text).casefold())
    return (
        lead is not None
        and lead[0] in small.leading
        and lead[0][0] == first[0].casefold()
        and len(text.split()) <= _MEMBER_WORDS
        and not _MARKED.search(text)
    )


def _closed(text: str, end: int, small: SmallWords, *, linked: bool = False) -> bool:
    """Whether a mark, the end or, with `linked`, a linking word follows."""
    behind = text[end:].lstrip()
    word = _WORD.match(behind) if linked else None
    return behind[:1] in ("", ",", ".", ";") or (word is not None and word[0] in small.linking)


def _begun(words: Sequence[str], group: Sequence[str]) -> int:
    """How many words of a group stand at the beginning of these."""
    return sum(
        1
        for _pair in itertools.takewhile(
            lambda pair: pair[0] == pair[1], zip(words, group, strict=False)
        )
    )


def _is_read(word: str) -> bool:
    """Whether it is neither a number nor a variable of a formula."""
    return _READABLE.search(word) is not None


def _follows(text: str, spans: Sequence[Span], at: int) -> bool:
    between = text[spans[at - 1].end : spans[at].start]
    return between == "" or _GAP.fullmatch(between) is not None


@check("STR110", "loop", category="accuracy/addition", severity=Severity.MAJOR)
def loop(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The same word, phrase or line is repeated over and over.

    What it does: looks for a word or a short phrase repeated three times in a row, a longer phrase or one that a small
    word leads (« de confirmation de confirmation ») repeated twice, a member that stands twice in one list, and a short
    line repeated three times. Words that may be doubled, quotations and songs are left alone, and so is a text whose
    source repeats itself.

    Why it matters: the translation model got stuck in a loop, and what the source says here is missing.

    Example: « Le gouvernement a annoncé que le gouvernement a annoncé que la réforme aurait lieu. »

    What to do: have the sentence translated again.
    """
    blocks = list(passages(cases))
    for passage in blocks:
        known = language_of(passage.cases[0], config)
        may_double = known.may_double
        text = spoken(prose(passage.text))
        source = passage.block.source or passage.cases[0].segment.source or ""
        for found in loops(text, _small_words(known.tag)):
            if found.size == 1 and found.group.casefold() in may_double:
                continue
            if found.size == 1 and found.group.istitle() and found.rounds <= _LINES:
                continue  # a title: "Bodies Bodies Bodies"
            if any(other.rounds >= found.rounds for other in loops(source)):
                continue
            hit = passage.hit(
                found.span,
                _("“{group}” is repeated {count} times in a row.").format(
                    group=found.group, count=found.rounds
                ),
            )
            if hit:
                yield hit
    yield from _lines(blocks)


_SUNG = regex.compile(r"[♪♫]|«[^«»]*»|“[^“”]*”|\"[^\"\n]*\"")


def spoken(text: str) -> str:
    """A text with quotations and songs painted over: they may repeat what they like."""
    if "♪" in text or "♫" in text:
        return " " * len(text)
    if not any(mark in text for mark in '«“"'):
        return text
    return _SUNG.sub(lambda match: FILLER * len(match.group()), text)


def _alike(blocks: Sequence[Passage]) -> Iterator[Sequence[Passage]]:
    """Paragraphs in a row that say the same: their first words are compared first."""
    for _first, likely in itertools.groupby(blocks, _first_word):
        some = list(likely)
        if len(some) >= _LINES:
            for _words, same in itertools.groupby(some, _all_words):
                group = list(same)
                if len(group) >= _LINES:
                    yield group


def _first_word(passage: Passage) -> Sequence[str]:
    return passage.text.casefold().split(None, 1)[:1]


def _all_words(passage: Passage) -> Sequence[str]:
    return passage.text.casefold().split()


def _lines(blocks: Sequence[Passage]) -> Iterator[Hit]:
    """The last of short paragraphs that stand in a row, all the same."""
    for group in _alike(blocks):
        last = group[-1]
        count = len(_READABLE.findall(last.text))
        sources = {passage.block.source for passage in group}
        if not 3 <= count < 8 or sources != {None}:
            continue  # cells of a table: "non applicable", "n log(n)"
        if UNFLAGGED[0] in last.block.syntax:
            continue  # a program's label, in each of its windows
        hit = last.hit(
            Span(0, len(last.text)),
            _("This line is repeated {count} times in a row.").format(count=len(group)),
        )
        if hit:
            yield hit
