"""Letters: apostrophes, ligatures, accents and capitals."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

import regex

from checker.checks.conventions.habit import Place, judged
from checker.checks.passage import having, language_of, languages_of, prose, said
from checker.config import Config
from checker.languages import Language, language
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

_APOSTROPHE = regex.compile(r"(?<=\p{L})['’](?=\p{L})")


@check(
    "LOC202",
    "mixed-apostrophes",
    category="locale conventions/punctuation",
    severity=Severity.NEUTRAL,
    default=False,
)
def mixed_apostrophes(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A straight apostrophe in a document that uses the curly one.

    What it does: counts both kinds between letters and reports the straight ones where the curly ones are at least ten
    times as many. Off by default: readers hardly notice it.

    Why it matters: a paragraph with the other apostrophe was usually pasted from somewhere else.

    Example: "l'accord" among a hundred times "l’".

    What to do: use one kind; `--fix` makes it the curly one.
    """
    straight: list[tuple[Case, int]] = []
    curly = 0
    for case in cases:
        for match in _APOSTROPHE.finditer(prose(case.text)):
            if match.group() == "’":
                curly += 1
            else:
                straight.append((case, match.start()))
    if straight and curly >= 10 * len(straight):
        for case, at in straight:
            yield Hit(
                case.segment.index,
                Span(at, at + 1),
                _("A straight apostrophe; the rest of the document has curly ones."),
                fix="’",
            )


_LIGATURES = ("oe", "oE", "Oe", "OE", "œ", "Œ")
_WORDS = regex.compile(r"\p{L}++")


@check(
    "LOC203",
    "missing-ligature",
    category="linguistic conventions/spelling",
    severity=Severity.NEUTRAL,
)
def ligature(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """ "oe" where the word is written with œ.

    What it does: knows the common words of the language with a ligature and their derivatives. Without a region, a
    document that mostly has the ligature is held to it; one that is wrong throughout is reported once.

    Why it matters: "coeur" is a typewriter's spelling; style guides want "cœur".

    Example: "sa soeur"

    What to do: put the ligature in; `--fix` does it.
    """
    places: list[Place] = []
    strict = False
    for case in having(cases, _LIGATURES):
        language = language_of(case, config)
        if not language.ligatures:
            continue
        strict = strict or language.strict
        for match in _WORDS.finditer(prose(case.text)):
            word = match.group()
            if "œ" in word.lower():
                places.append(Place(case, Span(*match.span()), True, "", ""))
                continue
            right = _with_ligature(word, language)
            if right:
                message = _("“{word}” should be written “{right}”.").format(word=word, right=right)
                places.append(Place(case, Span(*match.span()), False, message, right))
    yield from judged(places, strict, "LOC203", config)


def _with_ligature(word: str, language: Language) -> str | None:
    lower = word.lower()
    at = lower.find("oe")
    if at < 0:
        return None
    for wrong in language.ligatures:
        if lower.startswith(wrong):
            upper = word[at : at + 2].isupper() or word[at].isupper()
            return word[:at] + ("Œ" if upper else "œ") + word[at + 2 :]
    return None


@functools.lru_cache(maxsize=64)
def _with_accent(tag: str) -> frozenset[str]:
    return frozenset(language(tag).accented_capitals.values())


@functools.lru_cache(maxsize=64)
def _with_and_without_accent(tag: str) -> frozenset[str]:
    return _with_accent(tag).union(language(tag).accented_capitals)


@check(
    "LOC204",
    "missing-accent-on-capital",
    category="linguistic conventions/spelling",
    severity=Severity.NEUTRAL,
)
def capital_accent(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A capital letter without its accent.

    What it does: knows common words that begin with an accented capital (État, Église, Égypte). Without a region, a
    document that mostly has the accents is held to it; one that is wrong throughout is reported once.

    Why it matters: accents have the same value on capitals, says the Academy; a mixture looks careless.

    Example: "l'Etat et les États voisins"

    What to do: put the accent on; `--fix` does it.
    """
    places: list[Place] = []
    strict = False
    capitals = (_with_and_without_accent(known.tag) for known in languages_of(cases, config))
    if all(map(said(cases).isdisjoint, capitals)):
        return
    for case in cases:
        language = language_of(case, config)
        if not language.accented_capitals:
            continue
        strict = strict or language.strict
        text = prose(case.text)
        right_forms = _with_accent(language.tag)
        if right_forms.isdisjoint(words := _WORDS.findall(text)) and not any(
            map(language.accented_capitals.__contains__, words)
        ):
            continue
        for match in _WORDS.finditer(text):
            word = match.group()
            if word in right_forms:
                places.append(Place(case, Span(*match.span()), True, "", ""))
            elif (
                word in language.accented_capitals
                and text[match.start() - 1 : match.start()] != "-"
            ):
                right = language.accented_capitals[word]
                message = _("“{word}” should be written “{right}”.").format(word=word, right=right)
                places.append(Place(case, Span(*match.span()), False, message, right))
    yield from judged(places, strict, "LOC204", config)
