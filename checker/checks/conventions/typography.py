"""Typography: spaces around marks, and kinds of quotation marks."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence

import regex

from checker.checks.conventions.habit import Place, judged
from checker.checks.passage import FILLER, having, language_of, passages, prose
from checker.config import Config
from checker.languages import Language, currency_spaced, percent_spaced
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

_SPACE = "[ \u00a0\u202f\u2009\u2007]"


_MARK = regex.compile(
    rf"(?<=[\p{{L}}\p{{N}})\]»”%\ufffc])(?<!& ?(?:amp|apos|gt|lt|nbsp|quot))"
    rf"({_SPACE}?)([;:!?»])(?![\w;:!?»/\-)])(?!(?<=\ufffc:)\ufffc)"
)
"""The semicolon of an entity, also of a broken one (“& amp;”), is no mark, nor the colon of {path}:{line}."""
_SEEN = "»”"
"""Quotation marks behind which `_MARK` looks at the next mark."""
_SPACED = regex.compile(rf"(?<=[\p{{L}}\p{{N}})\]»”%])({_SPACE}+)([;:!?»])(?![\w/])")


@check(
    "LOC101",
    "space-before-mark",
    category="locale conventions/punctuation",
    severity=Severity.MINOR,
)
def space_before_mark(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The space before ; : ! ? or » is missing, or is present where the language has none.

    What it does: knows which marks take a space before them in each language and region (France: all; Canada: only the
    colon and »; English: none). Any kind of space is accepted. Times, ratios, addresses and smileys are left out.
    Without a region, a document that mostly keeps the convention is held to it; one that is wrong throughout is
    reported once.

    Why it matters: the missing space is the best-known trace of a text that was not written in French.

    Example: "Que faire?" in a text for France.

    What to do: put a non-breaking space before the mark; `--fix` does it.
    """
    spaced = [_marks_before(cases, config, mark) for mark in ":»;!?"]
    # With a space before the colon alone, the text keeps Canada's convention.
    canadian = any(place.kept for places, _strict in spaced[:2] for place in places)
    throughout: list[Place] = []
    unsure: list[Place] = []
    mostly: list[Place] = []
    for number, (places, strict) in enumerate(spaced):
        kept = sum(place.kept for place in places)
        if strict or kept >= 2 * (len(places) - kept):
            yield from judged(places, strict, "LOC101", config)
            mostly += [place for place in places if place.kept]
        elif kept:
            unsure += places
        elif not (canadian and number > 1):
            throughout += places
    # A mark with a space here and none there: the others tell what the document keeps to.
    kept_elsewhere = sum(place.kept for place in (*unsure, *mostly))
    if kept_elsewhere >= 2 * sum(not place.kept for place in unsure):
        yield from judged([*mostly, *unsure], False, "LOC101", config)
    else:
        throughout += unsure
    yield from judged(sorted(throughout, key=_order), False, "LOC101", config)


def _order(place: Place) -> tuple[int, Span]:
    return place.case.segment.index, place.span


def _marks_before(cases: Sequence[Case], config: Config, mark: str) -> tuple[list[Place], bool]:
    """Where a mark stands with and without its space, and whether a region binds."""
    places: list[Place] = []
    strict = False
    for case in having(cases, (mark,)):
        language = language_of(case, config)
        wanted = language.before.get(mark)
        if wanted is None:
            continue
        strict = strict or language.strict or not wanted
        text = prose(case.text)
        for match in (_MARK if wanted else _SPACED).finditer(text):
            if match.group(2) != mark:
                continue
            if wanted:
                kept, span = bool(match.group(1)), Span(*match.span(2))
                message, fix = _("There is no space before “{mark}”."), wanted + mark
            else:
                kept, span = False, Span(*match.span())
                message, fix = _("There is a space before “{mark}”."), mark
            places.append(Place(case, span, kept, message.format(mark=mark), fix))
    return places, strict


@check(
    "LOC102",
    "space-after-guillemet",
    category="locale conventions/punctuation",
    severity=Severity.MINOR,
)
def space_after_guillemet(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The space after an opening « is missing.

    What it does: expects a space of any kind after « where the language and region have one. Without a region, a
    document that mostly keeps the convention is held to it; one that is wrong throughout is reported once.

    Why it matters: French sets its guillemets with a space inside.

    Example: "«La paix» est possible."

    What to do: put a non-breaking space after the mark; `--fix` does it.
    """
    places: list[Place] = []
    strict = False
    for case in cases:
        language = language_of(case, config)
        for mark, wanted in language.after.items():
            if not wanted or mark not in case.text:
                continue
            strict = strict or language.strict
            message = _("There is no space after “{mark}”.").format(mark=mark)
            for match in regex.finditer(
                rf"{regex.escape(mark)}({_SPACE}?)(?=[\p{{L}}\p{{N}}({FILLER}])", prose(case.text)
            ):
                span = Span(match.start(), match.start() + 1)
                places.append(Place(case, span, bool(match.group(1)), message, mark + wanted))
    yield from judged(places, strict, "LOC102", config)


_COMMA = regex.compile(rf"(?<=[\p{{L}}\p{{N}})»”])({_SPACE}+)([,.])(?=\s|$)(?!\s?\.)")
_COMMA_ASTRAY = regex.compile(rf"(?<=[\p{{L}}\p{{N}})»”])({_SPACE}+),(?=[\p{{L}}«“]['’\p{{L}}])")
"""A comma with its space on the wrong side."""
_BEFORE_A_MARK = re.compile(rf"[,.](?<={_SPACE}[,.])")
"""What both hold; most sentences do not."""


@check(
    "LOC103",
    "space-before-comma",
    category="linguistic conventions/punctuation",
    severity=Severity.MINOR,
)
def space_before_comma(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A space before a comma or a full stop.

    What it does: finds a space that is followed by a comma or a full stop and another space, or by a comma and a word.
    Dots in a row, names like ".NET" and numbers are left out.

    Why it matters: no language with these marks writes them so; programs that join tokens do.

    Example: "Le président , a-t-il dit , reviendra ."

    What to do: delete the space; `--fix` does it.
    """
    for case in cases:
        text = prose(case.text)
        if not _BEFORE_A_MARK.search(text):
            continue
        for match in _COMMA.finditer(text):
            after = case.segment.span.start + match.end()
            if not case.segment.block.text[after : after + 1].isspace() and after < len(
                case.segment.block.text
            ):
                continue  # a name or three dots that the splitter cut in two
            yield Hit(
                case.segment.index,
                Span(*match.span()),
                _("There is a space before “{mark}”.").format(mark=match.group(2)),
                fix=match.group(2),
            )
        for match in _COMMA_ASTRAY.finditer(text):
            yield Hit(
                case.segment.index,
                Span(*match.span()),
                _("There is a space before “{mark}”.").format(mark=","),
                fix=", ",
            )


_SIGNS = "%€£$"
_SIGN = regex.compile(rf"(?<=\d)({_SPACE}?)([%€£$])(?![\w%€£$])")


@check(
    "LOC104",
    "percent-spacing",
    category="locale conventions/number format",
    severity=Severity.MINOR,
)
def percent(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The space before a per-cent or currency sign is missing, or is present where the language has none.

    What it does: takes the convention of the language and region from CLDR (French "2 %" and "5 €", English "2%");
    in Switzerland both are usual before "%". Without a region, a document that mostly keeps the convention is held to
    it; one that is wrong throughout is reported once.

    Why it matters: it is a rule in every French style guide, and the trace of an English original.

    Example: "une hausse de 2%" in a text for France.

    What to do: put a non-breaking space in; `--fix` does it.
    """
    places: list[Place] = []
    strict = False
    for case in having(cases, _SIGNS):
        language = language_of(case, config)
        strict = strict or language.strict
        for match in _SIGN.finditer(prose(case.text)):
            sign = match.group(2)
            asked = percent_spaced if sign == "%" else currency_spaced
            spaced = None if sign in language.spaced_freely else asked(language.tag)
            if spaced is None:
                continue
            message = (
                _("There is no space before “{mark}”.")
                if spaced
                else _("There is a space before “{mark}”.")
            ).format(mark=sign)
            fix = f"\u00a0{sign}" if spaced else sign
            kept = bool(match.group(1)) is spaced
            places.append(Place(case, Span(*match.span()), kept, message, fix))
    yield from judged(places, strict, "LOC104", config)


_KINDS = (('"', '"'), ("“", "”"), ("„", "“"), ("„", "”"), ("«", "»"))
"""Pairs of marks around outer quotations; »«, which stands between two « » as well, is nobody's fault."""
_OPENING = frozenset(left for left, _right in _KINDS)


_LOOSE = regex.compile(rf"{_SPACE}+(?=[.,](?![.\d]))")
"""A space before the mark behind a quotation, which LOC103 sees only once the quotation's mark is right."""
_TIMES = regex.compile(rf"{_SPACE}?[x×]{_SPACE}?\d")


@functools.lru_cache(maxsize=32)
def _foreign_kinds(language: tuple[tuple[str, str], ...]) -> regex.Pattern[str]:
    """A quotation in marks of another kind than these; group 1 is what it says."""
    words = '[^"«»“”„\n]{1,400}'
    # Where »so« is right, « begins what stands between two quotations.
    kinds = [
        f"{left}({words}){right}"
        for left, right in _KINDS
        if not {(left, right), (right, left)} & set(language)
    ]
    return regex.compile("(?|" + "|".join(kinds) + ")")


def _space_behind(text: str, end: int, language: Language) -> str:
    """What a mark that follows wants before it, where LOC101 does not see that mark yet: « "Oui": c'est dit »."""
    if text[end - 1] in _SEEN:
        return ""
    mark = _MARK.match(f"»{text[end : end + 2]}", 1)
    return language.before.get(mark.group(2), "") if mark and not mark.group(1) else ""


_ASSIGNED = regex.compile(r"(?<==\s?)\"|\"[^\"]*\"\s?=")
"""Straight marks of a program's line: « target = "fr" »."""


def _is_mispaired(text: str, match: regex.Match[str]) -> bool:
    """Whether straight marks were paired wrongly, as one quotation in another makes them: nothing between two of them,
    an end behind a space and before a word, a comma behind the first.
    """
    inner, end = match.group(1), match.end()
    if match.group()[0] != '"':
        return False
    opens = inner[-1:].isspace() and text[end : end + 1].isalnum()
    return opens or not inner.strip() or inner[0] in ",.;)"


@check(
    "LOC201",
    "foreign-quotation-marks",
    category="locale conventions/punctuation",
    severity=Severity.MINOR,
)
def foreign_quotes(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """Quotation marks of a different kind from the language's, or from the rest of the document.

    What it does: counts the outer quotations of a document by the kind of their marks. With a region, every kind
    but the language's own is reported; without one, only where
    the document mostly uses the language's own; one that never does is reported once. Marks
    inside another quotation are left out.

    Why it matters: two kinds side by side look as if two people, or a program, had written the text.

    Example: "« Oui », dit-il, puis "non"."

    What to do: use the language's marks; `--fix` does it.
    """
    places: list[Place] = []
    strict = False
    for passage in passages(cases):
        language = language_of(passage.cases[0], config)
        opening, closing = language.quotes
        if not opening:
            continue
        foreign = _foreign_kinds((language.quotes, *language.other_quotes))
        strict = strict or language.strict
        inside = 0
        text = prose(passage.text)
        if not any(mark in passage.text for mark in (opening, *_OPENING)):
            continue
        depth = [0] * (len(text) + 1)
        for at, char in enumerate(text):
            depth[at] = inside
            inside = max(inside + (char == opening) - (char == closing), 0)
        for case in passage.cases:
            start = case.segment.span.start
            places += [
                Place(case, Span(at, at + 1), True, "", "")
                for at, char in enumerate(case.text)
                if char == opening
            ]
            found = list(foreign.finditer(text, start, case.segment.span.end))
            mixed = any(_is_mispaired(text, match) for match in found)
            for match in found:
                if mixed and match.group()[0] == '"':
                    continue
                before = text[match.start() - 1 : match.start()]
                doubled = '"' in (before, text[match.end() : match.end() + 1])  # as CSV writes them
                inches = before.isdigit() or _TIMES.match(match.group(1))  # 3.15" x 3"
                if (
                    depth[match.start()] > 0
                    or inches
                    or doubled
                    or _ASSIGNED.match(text, match.start())
                ):
                    continue
                loose = _LOOSE.match(text, match.end(), case.segment.span.end)
                end = loose.end() if loose else match.end()
                span = Span(match.start() - start, end - start)
                inner = case.text[span.start + 1 : match.end() - start - 1].strip()
                left, right = language.after.get(opening, ""), language.before.get(closing, "")
                fix = f"{opening}{left}{inner}{right}{closing}{_space_behind(text, match.end(), language)}"
                message = _("Wrong kind of quotation marks: “{words}” should be in {own}.")
                own = f"{opening} {closing}"
                places.append(
                    Place(case, span, False, message.format(words=inner[:40], own=own), fix)
                )
    yield from judged(places, strict, "LOC201", config)
