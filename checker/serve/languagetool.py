"""LanguageTool's HTTP API, version 2, for the clients that exist for it: office suites, browsers, editors.

Offsets count UTF-16 code units, as in LanguageTool; those of annotated text count its markup too. Its rules are not
ours: a client that switches off rules of LanguageTool that we do not have is not wrong, and one that sends settings for
them (`motherTongue`, `preferredVariants`) is not refused.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from babel.core import get_global
from babel.languages import get_official_languages

import checker
from checker.judge.selection import matches
from checker.languages import UNKNOWN, known, locale, primary
from checker.languages.identify import language_of_document
from checker.messages import _, current
from checker.plugins import Check, checks
from checker.reporters import listing
from checker.reporters.its import issue_type
from checker.serve.problems import Refused
from checker.types import Finding, Report, SegmentResult

AUTO = "auto"
PARAMETERS = (
    "text",
    "data",
    "language",
    "enabledRules",
    "disabledRules",
    "enabledCategories",
    "disabledCategories",
    "enabledOnly",
    "level",
)
"""What a request may say that means something here."""

FOREIGN = ("username", "apiKey", "motherTongue", "preferredVariants")
"""What clients send besides."""

_MOST_NAMES = 2_000
"""Names in one list of rules that are looked at."""

CONTEXT = 40
"""Characters before and after a finding that go with it."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an annotated text: what is read, or markup, read as `interpretAs`."""

    text: str | None = None
    markup: str | None = None
    interpretAs: str | None = None  # noqa: N815 - LanguageTool's word


@dataclass(frozen=True, slots=True)
class _Annotated:
    annotation: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text to check and where it stands in what the client sent."""

    text: str
    whole: str
    anchors: tuple[tuple[int, int, bool], ...]
    """(offset in `text`, offset in `whole`, whether both go on together): in order, from 0."""

    def place(self, offset: int) -> int:
        """Where a character of the text stands in the whole."""
        mine, theirs, together = next(
            anchor for anchor in reversed(self.anchors) if anchor[0] <= offset
        )
        return theirs + (offset - mine if together else 0)


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asks for. `lang` is a tag, or auto."""

    content: Annotated
    lang: str
    rules_on: tuple[str, ...]
    rules_off: tuple[str, ...]
    categories_on: frozenset[str]
    categories_off: frozenset[str]
    only: bool
    picky: bool

    @property
    def ignored(self) -> tuple[str, ...] | None:
        """With rules asked for that are off by default: those that are left off all the same; None without.

        A picky client asks for all of them, another one for those that it names.
        """
        extra = [rule for rule in checks().values() if not rule.default]
        named = {
            rule.code
            for rule in extra
            if self.picky or any(matches(rule.code, rule.name, name) for name in self.rules_on)
        }
        if not named:
            return None
        return tuple(rule.code for rule in extra if rule.code not in named)


def request_of(fields: Mapping[str, str]) -> Request:
    """The request in the fields of a form or query. Raises Refused."""
    lang = fields.get("language", "").strip()
    if not lang:
        raise Refused(400, _("The parameter “{name}” is missing.").format(name="language"))
    text, data = fields.get("text"), fields.get("data")
    if (text is None) == (data is None):
        raise Refused(400, _("Either “text” or “data” is needed, and not both."))
    content = Annotated(text, text, ((0, 0, True),)) if text is not None else _parsed(data or "")
    off = _names(fields.get("disabledRules"))
    on = _names(fields.get("enabledRules"))
    return Request(
        content,
        lang,
        _codes(on),
        _codes(off),
        frozenset(_names(fields.get("enabledCategories"))),
        frozenset(_names(fields.get("disabledCategories"))),
        fields.get("enabledOnly", "").lower() in ("true", "yes"),
        fields.get("level", "").lower() == "picky",
    )


def _parsed(data: str) -> Annotated:
    try:
        parts = msgspec.json.decode(data.encode("utf-8", "replace"), type=_Annotated).annotation
    except (msgspec.DecodeError, RecursionError) as error:
        raise Refused(
            400, _("“data” is not an annotated text: {error}").format(error=error)
        ) from None
    read: list[str] = []
    whole: list[str] = []
    anchors = [(0, 0, True)]
    mine = theirs = 0
    for part in parts:
        if (part.text is None) == (part.markup is None):
            raise Refused(400, _("Each annotation holds either “text” or “markup”."))
        shown = part.text if part.text is not None else part.interpretAs or ""
        anchors.append((mine, theirs, part.text is not None))
        read.append(shown)
        whole.append(part.text if part.text is not None else part.markup or "")
        mine += len(shown)
        theirs += len(whole[-1])
    anchors.append((mine, theirs, True))
    return Annotated("".join(read), "".join(whole), tuple(anchors))


def _names(value: str | None) -> tuple[str, ...]:
    """Each of the names in a list that commas part, once; none beyond as many as anybody sends."""
    found = dict.fromkeys(name.strip() for name in (value or "").split(",") if name.strip())
    return tuple(itertools.islice(found, _MOST_NAMES))


def _codes(names: Sequence[str]) -> tuple[str, ...]:
    """Those of the names that are rules of ours."""
    rules = checks().values()
    return tuple(n for n in names if any(matches(r.code, r.name, n) for r in rules))


def language_to_check(request: Request, default: str) -> str | None:
    """The language of a request; None where it is one that is not checked here. Raises Refused for what is none."""
    lang = request.lang
    if lang.lower() == AUTO:
        lang = language_of_document([request.content.text], default) or default
        return lang if lang in known() else None
    if primary(lang) == UNKNOWN or locale(lang) is None:
        raise Refused(400, _("“{tag}” is not a language code.").format(tag=lang))
    return lang if primary(lang) in known() else None


def languages(pivot: str) -> list[dict[str, str]]:
    """The languages that texts may be in, as `/v2/languages` lists them: each also as its countries write it.

    LibreOffice, whose documents are in a language of a country, asks of those alone that it finds here.
    """
    tags = {code: [code] for code in known() if code != primary(pivot)}
    for country in sorted(get_global("territory_languages")):
        for code in get_official_languages(country, de_facto=True):
            if code in tags:
                tags[code].append(f"{code}-{country}")
    return [
        {"name": _called(tag), "code": code, "longCode": tag}
        for code, found in tags.items()
        for tag in found
    ]


def answer(request: Request, lang: str, report: Report | None) -> dict[str, Any]:
    """What `/v2/check` says of a report; without one (a language that is not checked here), that there is nothing."""
    units = _Units(request.content.whole)
    segments = [] if report is None else [s for d in report.documents for s in d.segments]
    found = [
        _match(request.content, units, segment, finding)
        for segment in segments
        for finding in listing.active(segment)
        if _wanted(request, finding)
    ]
    spoken = {"name": _called(lang), "code": lang}
    return {
        "software": {
            "name": "checker",
            "version": checker.__version__,
            "buildDate": "",
            "apiVersion": 1,
            "premium": False,
            "premiumHint": "",
            "status": "" if report is None else report.tool.signature,
        },
        "warnings": {"incompleteResults": report is not None and bool(report.problems)},
        "language": {**spoken, "detectedLanguage": {**spoken, "confidence": 0.99}},
        "matches": sorted(found, key=lambda match: (match["offset"], match["length"])),
        "sentenceRanges": [
            [
                units.at(request.content.place(s.start)),
                units.at(_end(request.content, s.start, s.end)),
            ]
            for s in segments
        ],
    }


def _wanted(request: Request, finding: Finding) -> bool:
    category = category_id(finding.category)
    if request.only:
        named = any(matches(finding.code, finding.name, name) for name in request.rules_on)
        return named or category in request.categories_on
    return category not in request.categories_off


def _match(
    content: Annotated, units: _Units, segment: SegmentResult, finding: Finding
) -> dict[str, Any]:
    start, end = content.place(finding.start), _end(content, finding.start, finding.end)
    if start == end:
        start, end = _widened(content.whole, start)
    low, high = max(start - CONTEXT, 0), min(end + CONTEXT, len(content.whole))
    around = content.whole[low:high].replace("\n", " ")
    begin, length = units.at(start), units.at(end) - units.at(start)
    rule = checks().get(finding.code)
    return {
        "message": _advised(finding),
        "shortMessage": finding.name.replace("-", " "),
        "replacements": [] if finding.fix is None else [{"value": finding.fix}],
        "offset": begin,
        "length": length,
        "context": {
            "text": around,
            "offset": begin - units.at(low),
            "length": length,
        },
        "sentence": segment.text,
        "type": {"typeName": "Other"},
        "rule": {
            "id": finding.code,
            "description": _summary(rule, finding),
            "issueType": issue_type(finding.category),
            "category": {"id": category_id(finding.category), "name": finding.category},
        },
        "ignoreForIncompleteSentence": False,
        "contextForSureMatch": 0,
    }


def _advised(finding: Finding) -> str:
    """What a finding says, with its suggestion where that is for people."""
    if finding.suggestion is None:
        return finding.message
    return " ".join((finding.message, _("suggestion:"), finding.suggestion))


def _end(content: Annotated, start: int, end: int) -> int:
    """Where a stretch of the text ends in the whole: behind its last character, whatever markup follows."""
    return content.place(start) if end <= start else content.place(end - 1) + 1


def _widened(text: str, at: int) -> tuple[int, int]:
    """Something to underline for what is missing: clients show no empty match."""
    return (at, at + 1) if at < len(text) else (max(at - 1, 0), at)


def _summary(rule: Check | None, finding: Finding) -> str:
    return finding.name if rule is None else " ".join(rule.doc.split("\n\n")[0].split())


def category_id(category: str) -> str:
    """An MQM category as LanguageTool's ids look: ACCURACY_MISTRANSLATION."""
    return "".join(char if char.isalnum() else "_" for char in category).upper()


def _called(code: str) -> str:
    found = locale(code)
    name = found.get_display_name(current()) if found else None
    return str(name or code)


class _Units:
    """Offsets in UTF-16 code units of a text's characters."""

    def __init__(self, text: str) -> None:
        self._before: list[int] | None = None
        if not text.isascii() and any(char > "\uffff" for char in text):
            self._before = list(
                itertools.accumulate((1 + (char > "\uffff") for char in text), initial=0)
            )

    def at(self, offset: int) -> int:
        """Code units before a character."""
        return offset if self._before is None else self._before[offset]
