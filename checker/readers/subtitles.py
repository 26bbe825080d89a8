"""Subtitles (SubRip and WebVTT): cues are joined until their sentence ends.

Subtitle libraries (srt, webvtt-py, pysubs2) keep times and texts but not where a text stands in the file.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from html import unescape

from checker.config import Config
from checker.errors import BadInput
from checker.languages import language, primary
from checker.messages import _
from checker.plugins import reader
from checker.readers.anchored import FILLER, Anchored
from checker.readers.decoding import decode
from checker.readers.ignores import note
from checker.types import Block, Document, Ignore, Problem, Span

_TIMES = re.compile(
    r"[ \t]*((?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3})[ \t]*-->[ \t]*(?:\d{1,3}:)?\d{1,2}:\d{2}"
)
_UNFINISHED_TIMES = re.compile(
    r"[ \t]*(?:\d{1,3}:)?\d{1,2}:\d{0,2}(?:[.,]\d{0,3})?"
    r"(?:(?<=[.,]\d{3})[ \t]*-{0,2}(?:->[ \t]*(?:\d{1,3}:){0,2}\d{0,2}[.,]?)?)?[ \t]*"
)
_UNFINISHED_TAG = re.compile(r"<(?:/|[a-z])[^<>\r\n]*\Z", re.IGNORECASE)
_LANGUAGE = re.compile(r"WEBVTT[^\n]*\n(?:[^\r\n]+\r?\n){0,10}?Language:[ \t]*([A-Za-z-]{2,12})")
_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_MARKUP = re.compile(
    r"<(?P<apart>rt|lang)(?:[ \t]+(?P<lang>[\w-]{1,40}))?>[^<>\r\n]{0,500}(?:</(?P=apart)>|$)"
    r"|<[^<>\r\n]{0,200}>|\{\\[^{}\r\n]{0,200}\}|&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});|(?<!:)\\[nh]",
    re.IGNORECASE,
)
"""Tags, with what stands in those for a reading or another language; positions; references; the escapes of ASS."""
_TAGS = re.compile(r"(?:\{\\[^{}\r\n]{0,200}\}|<(?!(?:rt|lang)\b)[^<>\r\n]{0,200}>)+")
"""Styles at the beginning of a line, before the dash of a speaker too."""
_SENTENCE_END = re.compile(r"(?:[.!?…♪][»”\"’)\]\s♪]*|[»”\"\])♪]\s*)\Z")
_NEW_SPEAKER = re.compile(r"\s*[-–—‐]\s*(?=\S)|\s*[♪\[(]")
_CAPITAL = re.compile(r"[\s«“\"'(¿¡]*[^\W\d_a-zß-öø-ÿ]")
_WORD = re.compile(r"[^\W\d_]+")
_LONGEST = 600
"""Code points after which a block ends with its line, sentence or not: texts without full stops exist."""
_FEWEST_ROLLED, _LONGEST_RUN = 2, 4
"""Cues with an old line above a new one by which captions that roll are known, and how often each line stands there."""


@dataclass(frozen=True, slots=True)
class _Cue:
    time: str
    lines: tuple[Span, ...]


@reader("subtitles", suffixes=(".srt", ".vtt"))
def read(path: str, data: bytes, config: Config) -> Document:
    """Subtitles: sentences run on from cue to cue; times, styles and position marks are left out.

    A dash at the start of a line is another speaker and starts anew. In WebVTT a comment `NOTE checker: ignore`
    switches rules off for the next cue.
    """
    text, encoding = decode(data, path)
    found: list[Ignore] = []
    groups = list(_groups(text))
    cues = _unrolled(text, list(_cues(text, groups, found)))
    if not cues and text.strip() and not text.lstrip().startswith("WEBVTT"):
        raise BadInput(
            _("{path}: has no subtitles: no line has times and “-->”.").format(path=path)
        )
    declared = _LANGUAGE.match(text)
    return Document(
        path,
        text,
        tuple(_blocks(text, cues, config.lang)),
        config.lang,
        config.pivot,
        ignores=tuple(found),
        encoding=encoding,
        problems=tuple(_cut_off(path, text, groups)),
        declared_lang=declared[1] if declared else None,
    )


def _cut_off(path: str, text: str, groups: Sequence[list[Span]]) -> Iterator[Problem]:
    """What is said of a file that ends inside a cue's number, times or tag; a text that ends early looks whole."""
    if not groups:
        return
    first, *rest = (span.of(text) for span in groups[-1])
    last = rest[-1] if rest else first
    before = groups[-2][0].of(text).strip() if len(groups) > 1 else ""
    starts_cue = not rest or (len(rest) == 1 and first.strip().isdecimal())
    message = ""
    if starts_cue and _UNFINISHED_TIMES.fullmatch(last):
        message = _("line {line}: the file ends within the times of a cue: it was cut off.")
    elif not rest and before.isdecimal() and first.strip() == str(int(before) + 1):
        message = _("line {line}: the file ends behind the number of a cue: it was cut off.")
    elif _UNFINISHED_TAG.search(text, groups[-1][-1].start):
        message = _("line {line}: the file ends within a tag: it was cut off.")
    if message:
        line = text.count("\n", 0, groups[-1][-1].start) + 1
        yield Problem(path, message.format(line=line))


def _cues(text: str, groups: Iterable[list[Span]], found: list[Ignore]) -> Iterator[_Cue]:
    """The cues of a file; what its notes switch off goes to `found`."""
    waiting: tuple[str, ...] | None = None
    for group in groups:
        timed = next((i for i, span in enumerate(group) if _TIMES.match(span.of(text))), None)
        if timed is None:
            first = group[0].of(text)
            if first.startswith("NOTE"):
                codes = note(Span(group[0].start + 4, group[-1].end).of(text))
                waiting = codes if codes is not None else waiting
            continue
        match = _TIMES.match(group[timed].of(text))
        lines = tuple(group[timed + 1 :])
        if match is not None and lines:
            if waiting is not None:
                found.append(Ignore(Span(lines[0].start, lines[-1].end), waiting))
                waiting = None
            yield _Cue(match[1], lines)


def _unrolled(text: str, cues: list[_Cue]) -> list[_Cue]:
    """The cues; of captions that roll, which show each line again above the next one, every line once.

    They do so where most cues begin with the last line of the one before, some with a new line below it. A line that
    comes again and again is no such caption, but a loop.
    """
    said = [[_MARKUP.sub("", line.of(text)).strip() for line in cue.lines] for cue in cues]
    again = [bool(i) and lines[0] == said[i - 1][-1] for i, lines in enumerate(said)]
    runs = [len(list(run)) for _line, run in itertools.groupby(itertools.chain(*said))]
    growing = sum(
        repeated and len(cue.lines) > 1 for cue, repeated in zip(cues, again, strict=True)
    )
    if growing < _FEWEST_ROLLED or sum(again) * 2 < len(cues) or max(runs) > _LONGEST_RUN:
        return cues
    return [
        replace(cue, lines=cue.lines[repeated:])
        for cue, repeated in zip(cues, again, strict=True)
        if len(cue.lines) > repeated
    ]


def _groups(text: str) -> Iterator[list[Span]]:
    """Lines next to each other, blank lines between the groups; a second line of times also starts a group.

    A line of spaces below the times is an empty line of the text; in WebVTT one anywhere is.
    """
    group: list[Span] = []
    webvtt = text.startswith("WEBVTT")
    for match in _LINE.finditer(text):
        if match[1].strip():
            if _TIMES.match(match[1]) and any(_TIMES.match(line.of(text)) for line in group[:2]):
                number = group[-1:] if group[-1].of(text).strip().isdecimal() else []
                yield group[: len(group) - len(number)]
                group = number
            group.append(Span(*match.span(1)))
        elif match[1] and group and (webvtt or _TIMES.match(group[-1].of(text))):
            continue
        elif group:
            yield group
            group = []
    if group:
        yield group


def _blocks(text: str, cues: list[_Cue], lang: str) -> Iterator[Block]:
    piece = Anchored()
    time, end = "", 0
    known = language(lang)
    opening = {*known.subjects, *known.articles}
    unstopped = _without_stops(text, cues)
    for cue in cues:
        for number, line in enumerate(cue.lines):
            tags = _TAGS.match(text, line.start, line.end)
            line = Span(tags.end(), line.end) if tags else line
            fresh = _NEW_SPEAKER.match(line.of(text))
            line_text = _MARKUP.sub("", line.of(text))
            begins = number == 0 and _CAPITAL.match(line_text) is not None
            if begins and not unstopped:
                words = _WORD.findall(line_text)[:2]
                named = words[-1][0].isupper() and len(words) > 1  # "Le Monde", "La Poste"
                begins = words[0].lower() in opening and not named
            if piece.parts and (fresh or begins or _SENTENCE_END.search(piece.tail(8))):
                yield from _block(piece, time)
                piece = Anchored()
            if not piece.parts:
                time = cue.time
            start = line.start
            if fresh and not fresh.group().strip().strip("-–—‐"):
                start += fresh.end()
            piece.space(end)
            _add(piece, text, start, line.end, lang)
            end = line.end
            if piece.length > _LONGEST:
                yield from _block(piece, time)
                piece = Anchored()
    yield from _block(piece, time)


def _without_stops(text: str, cues: list[_Cue]) -> bool:
    """Whether sentences end without a mark: of the cues before one with a capital, most have no mark at their end.

    Where sentences have marks, a capital after a cue without one is a name or, in German, a noun.
    """
    last = [_MARKUP.sub("", cue.lines[-1].of(text)) for cue in cues]
    first = [_MARKUP.sub("", cue.lines[0].of(text)) for cue in cues]
    before = [end for end, start in zip(last, first[1:], strict=False) if _CAPITAL.match(start)]
    open_ends = sum(not _SENTENCE_END.search(end) for end in before)
    return open_ends * 2 > len(before)


def _block(piece: Anchored, time: str) -> Iterator[Block]:
    text, anchors = piece.trimmed()
    if text:
        yield Block(text, anchors, extra={"time": time})


def _add(piece: Anchored, text: str, start: int, end: int, lang: str) -> None:
    """Append a line of a cue without its tags, its references undone."""
    at = start
    while match := _MARKUP.search(text, at, end):
        piece.add(text[at : match.start()], at)
        raw = match.group()
        at = match.end()
        if raw.startswith("&"):
            char = unescape(raw)
            piece.add(char, match.start(), None if char == raw else len(raw))
        elif raw[0] == "\\" or (raw[:2] == "{\\" and "\\n" in raw.lower()):
            piece.space(match.start())
        elif match["lang"]:
            if primary(match["lang"]) == primary(lang):
                at = text.index(">", match.start()) + 1
            else:
                piece.add(FILLER, match.start(), 2)
    piece.add(text[at:end], at)
