"""Structure: words, spaces and sentences that are repeated or stop half-way."""

from __future__ import annotations

import functools
import itertools
import operator
from collections.abc import Iterator, Sequence

import regex

from checker.checks.artefacts.loops import loops, spoken
from checker.checks.passage import (
    FILLER,
    Passage,
    folded_letters,
    language_of,
    passages,
    prose,
)
from checker.config import Config
from checker.languages import Language, language
from checker.languages.morphology import lexicon
from checker.messages import _
from checker.plugins import check
from checker.text import icu_messages
from checker.types import Case, Hit, Severity, Span

_DOUBLED = regex.compile(
    r"(?<![\p{L}\p{M}\p{N}'’\-‑.\])])(\p{L}[\p{L}\p{M}]*+)(?:[ \u00a0\n]{1,2}\1(?![\p{L}\p{M}\p{N}'’\-‑\[(]))+",
    regex.I,
)

_BULLETS = frozenset("-–—•*")
"""What an item of a list begins with."""
_NAMING = frozenset(';,:/|«"-')
"""Marks behind which a word is one of several, or is named."""
_TITLE = 4
"""Words before the end among which a title may begin."""
_PARTICLE = regex.compile(r"(?:d[eu]|van|von|di|da)[ \u00a0](?:d[eu]|van|von|di|da)[ \u00a0]\p{Lu}")


@check(
    "STR103",
    "doubled-word",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
)
def doubled_word(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A word that occurs twice in a row.

    What it does: finds the same word twice with only a space between. Words that may be doubled ("nous nous", "très
    très") are in the language's data; names (two capitals), digits and single letters are left out. Languages without
    such data are not checked.

    Why it matters: it is a slip of the keyboard, or of a translation program that looped.

    Example: "Le ministre a annoncé de de nouvelles mesures."

    What to do: delete one of the two.
    """
    for case in cases:
        language = language_of(case, config)
        if not language.may_double:
            continue
        text = prose(case.text)
        words = folded_letters(text)
        if not any(map(operator.eq, words, words[1:])):
            continue
        doubled = list(_DOUBLED.finditer(text))
        if not doubled:
            continue
        looped, free = [loop.span for loop in loops(case.text)], spoken(case.text)
        for match in doubled:
            word = match.group(1)
            second = case.text[match.end() - len(word) : match.end()]
            if not second.islower() or word.lower() in language.may_double:
                continue
            grammar = word.lower() in language.grammar_words
            if len(word) == 1 and not grammar:
                continue
            # "l'appel de de Gaulle"; "Grapsus grapsus", a species
            if _PARTICLE.match(case.text, match.start()) or (
                match.start() and not grammar and word[0].isupper()
            ):
                continue
            if not free[match.start()].isalpha() and _thrice(case.text, word):
                continue  # « la la la », sung or quoted
            if any(span.overlaps(Span(*match.span())) for span in looped):
                continue  # said once, as a loop
            message = _("The word “{word}” appears twice in a row.")
            count = len(match.group().split())
            if count > 2:
                message = _("The word “{word}” appears {count} times in a row.")
            yield Hit(
                case.segment.index,
                Span(*match.span()),
                message.format(word=second, count=count),
                # What was said twice on purpose ("chef chef", "ouaf ouaf") is a person's to judge.
                fix=word if grammar else None,
                suggestion=word,
            )


def _thrice(text: str, word: str) -> bool:
    """Whether a word stands three times in a row somewhere."""
    again = regex.escape(word)
    pattern = rf"(?i)(?<!\p{{L}}){again}(?:[ \u00a0]{again}){{2}}(?!\p{{L}})"
    return regex.search(pattern, text) is not None


_COLUMNS = regex.compile(r"\S {2,}\S")
"""Spaces by which a source lays its words out, or parts its sentences."""
_OPTION = regex.compile(r"(?<![^\n])[ \t]*+--?[\w?]")
_SPACES = regex.compile(r"(?<=[^\s|])[ \u00a0\u202f]{2,3}(?=[^\s|])")


@check(
    "STR104",
    "doubled-space",
    category="linguistic conventions/punctuation",
    severity=Severity.NEUTRAL,
)
def doubled_space(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """Two or three spaces in a row inside a sentence.

    What it does: finds runs of two or three spaces, plain or non-breaking. Longer runs are taken for layout, and
    the spaces between two sentences are not looked at.

    Why it matters: it shows in print, and it is often where something was cut out.

    Example: "Le  président est arrivé."

    What to do: keep one space; `--fix` does it and keeps a non-breaking one if there is one.
    """
    for case in cases:
        if "  " not in case.text.replace("\u00a0", " ").replace("\u202f", " "):
            continue
        if _COLUMNS.search(case.segment.source or ""):
            continue
        plain = prose(case.text) if icu_messages.syntax(case.text) else ""
        for match in _SPACES.finditer(case.text):
            if plain and FILLER in (plain[match.start() - 1], plain[match.end()]):
                continue  # between the parts of a message, where no reader sees it
            if _OPTION.search(
                case.text, case.text.rfind("\n", 0, match.start()) + 1, match.start()
            ):
                continue  # « -f, --force   écraser »
            kept = next((char for char in match.group() if char != " "), " ")
            yield Hit(
                case.segment.index,
                Span(*match.span()),
                _("There are {count} spaces in a row.").format(count=len(match.group())),
                fix=kept,
            )


@check(
    "STR105",
    "cut-off-sentence",
    category="accuracy/omission",
    severity=Severity.MAJOR,
    by_sentence=True,
)
def cut_off(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A paragraph that stops in the middle of a sentence.

    What it does: looks at the last word of a paragraph of at least six words that ends without punctuation, and reports
    it when no sentence of the language can end with that word (le, des, et, que); a word that must be followed by a
    noun (votre, cette) is reported in shorter paragraphs and before a full stop too, and so is an article after a
    preposition or a conjunction (« de la. », « et la. »). Inside a paragraph it looks for words that no full stop can
    follow (« et. »). It reports nothing when the next paragraph continues in lower case, or when a source text stops in
    the same way.

    Why it matters: the rest of the sentence is missing from the translation.

    Example: "Les ministres ont décidé de reporter le vote sur les"

    What to do: look up how the sentence ends in the source and complete it.
    """
    blocks = list(passages(cases))
    for passage, after in itertools.zip_longest(blocks, blocks[1:]):
        yield from _stopped_inside(passage, config)
        case = passage.cases[-1]
        last = _last_word(case, language_of(case, config))
        if last is None or passage.text.lstrip()[:1].islower():
            continue  # an item of a list: "la durée est de trois mois et"
        following = after.text.lstrip("-–—•* \t\n")[:1] if after else ""
        items = after is not None and {passage.text[:1], after.text[:1]} <= _BULLETS
        if following and not (following.isupper() or items):
            continue
        source = (case.segment.source or "").rstrip()
        if source and source[-1].isalpha() and not source.isupper():
            continue
        yield Hit(
            case.segment.index,
            last,
            _("The paragraph stops after “{word}”: the end of the sentence is missing.").format(
                word=last.of(case.text)
            ),
        )


def _stopped_inside(passage: Passage, config: Config) -> Iterator[Hit]:
    """Sentences before the last, and items, that stop after a word that cannot end one: « au refuge, et. Nous »."""
    for case in passage.cases[:-1]:
        language = language_of(case, config)
        if len(case.words) < 2:
            continue
        last = case.words[-1]
        word, mark = last.of(case.text), case.text[last.end :].strip()
        nounless = word in language.before_noun and (len(case.words) > 3 or not mark)
        if mark in ("", ".") and (
            nounless or (len(case.words) > 3 and mark and _governs_nothing(case, language))
        ):
            yield Hit(
                case.segment.index,
                last,
                _("The sentence stops after “{word}”: the end of the sentence is missing.").format(
                    word=word
                ),
            )


def _last_word(case: Case, language: Language) -> Span | None:
    """The last word of a sentence where none can end with it."""
    if len(case.words) < 2:
        return None
    last = case.words[-1]
    word, mark = last.of(case.text), case.text[last.end :].lstrip("'’").strip()
    before = case.text[: last.start].rstrip()
    if before[-1:] in _NAMING or case.text[: last.start].endswith((".", ".\n")):
        return None  # an item of a list, a word that is named
    if word in language.before_noun:
        return last if mark in ("", ".", "!", "?") else None
    if mark in ("", ".") and _governs_nothing(case, language):
        return last
    fewest = 3 if case.text[:1] in _BULLETS else 6
    if len(case.words) < fewest or mark or word not in language.never_last:
        return None
    rightly = language.last_after.get(word, ())
    return None if any(other.of(case.text).lower() in rightly for other in case.words) else last


def _governs_nothing(case: Case, language: Language) -> bool:
    """Whether the last word is an article without its noun, or a relative pronoun without its clause."""
    forms = lexicon(language.tag)
    if forms is None or case.words[-1].of(case.text)[0].isupper():
        return False  # a letter by its name: vitamine D
    left, last = (span.of(case.text).casefold() for span in case.words[-2:])
    if last not in _governing(language.tag):
        return False
    before = forms.readings(left)
    if last in language.never_alone:
        return left in language.linking or any(item.kind in "EIJ" for item in before)
    stopped = case.text[case.words[-1].end :].strip("'’ ") == "."
    if last in language.never_before_stop:
        return stopped and not _titled(case, language)
    relative = last in language.relatives and stopped
    return relative and bool(before) and all(item.kind == "N" for item in before)


@functools.lru_cache(maxsize=32)
def _governing(tag: str) -> frozenset[str]:
    """The words that may do so."""
    known = language(tag)
    return frozenset((*known.never_alone, *known.never_before_stop, *known.relatives))


def _titled(case: Case, language: Language) -> bool:
    """Whether a capitalised article before the last words shows that they are a title: « le programme L'année de. »"""
    near = [span.of(case.text) for span in case.words[1:][-_TITLE:]]
    articles = {*language.articles, *language.elided}
    return any(
        word[:1].isupper() and regex.split("['’]", word.lower())[0] in articles for word in near
    )


@check(
    "STR106",
    "repeated-sentence",
    category="accuracy/addition",
    severity=Severity.MAJOR,
)
def repeated_sentence(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The same sentence or paragraph twice in a row.

    What it does: compares each sentence of at least five words with the one before it, and each paragraph of at least
    eight words with the one before it, ignoring case and spaces. Where a source text is given and repeats itself too,
    nothing is reported; neither are two records or units of a catalogue whose sources share a word, or that have no
    source.

    Why it matters: a translation program looped, or somebody pasted twice.

    Example: "Le vote aura lieu mardi prochain à Paris. Le vote aura lieu mardi prochain à Paris."

    What to do: delete the second one, after a look at the source: a different sentence may be missing.
    """
    before: Passage | None = None
    last: Case | None = None
    for passage in passages(cases):
        first = passage.cases[0]
        if passage.block.aside:
            continue
        if (
            before
            and len(passage.cases) > 1
            and sum(len(case.words) for case in passage.cases) >= 8
            and _same(before.text, passage.text)
        ):
            if not _may_be_same(before.cases[0], first):
                yield Hit(
                    first.segment.index,
                    Span(0, len(first.text)),
                    _("This paragraph is the same as the one before it."),
                )
            last = passage.cases[-1]
        else:
            for case in passage.cases:
                span = _second_half(case)
                if span is not None and not _second_half(case, of_source=True):
                    yield Hit(
                        case.segment.index,
                        span,
                        _("This sentence is the same as the one before it."),
                    )
                if (
                    last
                    and len(case.words) >= 5
                    and _same(last.text, case.text)
                    and not _may_be_same(last, case)
                ):
                    yield Hit(
                        case.segment.index,
                        Span(0, len(case.text)),
                        _("This sentence is the same as the one before it."),
                    )
                last = case
        before = passage


def _second_half(case: Case, *, of_source: bool = False) -> Span | None:
    """Where a record's text says for a second time all that it said: its sentences are one segment."""
    text = (case.segment.source or "") if of_source else case.text
    if not case.segment.block.whole:
        return None
    parts = [Span(*match.span()) for match in regex.finditer(r"\S+", text)]
    half = len(parts) // 2
    if half < 5:
        return None
    if not _same(text[: parts[half].start], text[parts[half].start :]):
        return None
    return Span(parts[half].start, len(text))


def _same(left: str, right: str) -> bool:
    # One letter first: most texts differ in it.
    return (
        left[:1].lower() == right[:1].lower()
        and left.casefold().split() == right.casefold().split()
    )


_WORD = regex.compile(r"\p{L}{3,}+|\p{N}+")


def _may_be_same(left: Case, right: Case) -> bool:
    """Whether two texts may be the same: their sources are, or say nearly the same; of two units without, who knows.

    Sources without a word in common cannot have one translation: there, a machine looped.
    """
    one, other = left.segment.source, right.segment.source
    if not one or not other:
        return left.segment.block.whole and right.segment.block.whole
    if not left.segment.block.whole:
        return one == other
    return bool(set(_WORD.findall(one.casefold())) & set(_WORD.findall(other.casefold())))
