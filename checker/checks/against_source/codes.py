"""Inline codes beside the source: placeholders, tags and references that translation lost, added or changed.

What a code is and when two are the same is the notation's own definition (`checker.text.inline_codes`).
One module, since its rules share one comparison of the codes of both sides.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import regex

from checker.config import Config
from checker.messages import _
from checker.plugins import check
from checker.text.icu_messages import (
    branches,
    syntax,
    unknown_selectors,
    unknown_styles,
    unknown_types,
)
from checker.text.inline_codes import VOID, find
from checker.types import Case, CodeKind, Hit, InlineCode, Severity, Span


@dataclass(frozen=True, slots=True)
class _Difference:
    """A code of the source and what stands for it in the translation; one of them is missing, or both differ."""

    wanted: InlineCode | None
    found: InlineCode | None


def _both(case: Case) -> tuple[list[InlineCode], list[InlineCode]]:
    """The inline codes of the source and those of the text, each in order."""
    segment = case.segment
    block = segment.block
    theirs = [*find(segment.source or "", block.syntax), *block.source_codes]
    own = [*find(case.text, block.syntax), *segment.codes]
    return theirs, sorted(own, key=lambda code: code.span)


def _differences(
    case: Case, kinds: frozenset[CodeKind], styles: frozenset[str] | None = None
) -> Iterator[_Difference]:
    """What differs between source and text, codes that were only renamed side by side.

    One function: what is excused depends on what was found lost and added before.
    """
    theirs, own = (
        [code for code in side if code.kind in kinds and code.key and code.style != "tag"]
        for side in _both(case)
    )
    wanted, found = _by_key(theirs), _by_key(own)
    lost = [codes[0] for key, codes in wanted.items() if key not in found]
    added = [codes[0] for key, codes in found.items() if key not in wanted]
    for key in wanted.keys() & found.keys():
        if wanted[key][0].counted:
            lost += wanted[key][len(found[key]) :]
            added += found[key][len(wanted[key]) :]
    forms = case.segment.block.source_forms
    if forms:
        known = {code.key for form in forms for code in find(form, case.segment.block.syntax)}
        added = [code for code in added if code.key not in known]
        alone = len(known) == 1  # the only one that a plural has is its number
        if (
            case.segment.source == forms[0]
            and len(lost) == 1
            and not added
            and (alone or _counts(lost[0]))
        ):
            lost = []  # "One file" for "%d file"
    notations = {code.style for code in theirs}
    added = [code for code in added if code.style != "colon" or "colon" in notations]
    for code in sorted(added, key=lambda code: code.span):
        partner = _partner(code, lost)
        if partner is not None:
            lost.remove(partner)
        yield _Difference(partner, code)
    for code in lost:
        yield _Difference(code, None)


_NO_NUMBER = {"printf": regex.compile(r"%.*[^diufge]"), "qt": regex.compile(r"%L?\d+")}
"""Placeholders of a notation that says so, which are not the number of a plural: the %s of "%d files in %s"."""


def _counts(code: InlineCode) -> bool:
    """Whether a placeholder may be the number of a plural, which its singular may say in words."""
    other = _NO_NUMBER.get(code.style)
    return other is None or not other.fullmatch(code.text)


def _by_key(codes: Sequence[InlineCode]) -> dict[str, list[InlineCode]]:
    out: dict[str, list[InlineCode]] = defaultdict(list)
    for code in codes:
        out[code.key].append(code)
    return out


def _partner(code: InlineCode, lost: Sequence[InlineCode]) -> InlineCode | None:
    """The lost code that this one was probably made of: one of the same notation, the most similar first."""
    from rapidfuzz.distance import Indel

    same = [one for one in lost if one.style == code.style]
    return max(
        same or lost,
        key=lambda one: Indel.normalized_similarity(one.text.lower(), code.text.lower()),
        default=None,
    )


_PIECE = regex.compile(r"\w+|[^\w\s]")


def _damaged(code: InlineCode, text: str, taken: Sequence[Span]) -> Span | None:
    """Where a damaged code is: with spaces in it, or with a sign too many."""
    pieces = _PIECE.findall(code.text)
    if not pieces or code.style == "message":
        return None
    loose = r"\s*".join(map(regex.escape, pieces))
    before = rf"{regex.escape(pieces[0])}*" if not pieces[0][0].isalnum() else r"(?<!\w)"
    after = rf"{regex.escape(pieces[-1])}*" if not pieces[-1][-1].isalnum() else r"(?!\w)"
    patterns = [before + loose + after]
    if code.style in ("role", "literal"):
        inside = (
            code.text.strip("`").rpartition("`")[2]
            if code.style == "role"
            else code.text.strip("`")
        )
        patterns.append(
            rf"`+\s*{regex.escape(inside)}\s*`+|`+{regex.escape(inside)}(?!\w)|(?<!\w){regex.escape(inside)}`+"
        )
    for pattern in patterns:
        for match in regex.finditer(pattern, text):
            span = Span(*match.span())
            if not any(span.overlaps(other) for other in taken):
                return span
    return None


@check(
    "STR207",
    "placeholder-mismatch",
    category="design and markup/markup tag",
    severity=Severity.MAJOR,
)
def placeholder_mismatch(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A placeholder that translation lost, added or changed.

    What it does: compares the placeholders of a translation with those of its source, each by the definition of its
    notation: printf, Python, ICU, Ruby, i18next, Qt, .NET, shell, Liquid, Jinja, Fluent, and the elements of XLIFF and
    TMX. Order does not count where a placeholder has a name or number; nor does it matter how often such a one occurs.
    The singular of a plural may leave the number out. A damaged one is marked in place, a lost one on the whole text.

    Why it matters: readers see "{nom}" in place of a name, or the program fails when it fills the text.

    Example: "Bonjour {nom}, votre colis est arrivé." for "Hello {name}, your parcel has arrived."

    What to do: copy the placeholder from the source exactly as it is.
    """
    for case in cases:
        if case.segment.block.syntax or case.segment.source:
            yield from _selectors(case)
        if not case.segment.source or not case.text:
            continue
        theirs, own = _both(case)
        known = {code.key for code in theirs}
        taken = [code.span for code in own if code.key in known]
        found = [
            _placeholder(case, one, taken)
            for one in _differences(case, frozenset({CodeKind.PLACEHOLDER}))
            if not _is_shifted(one, theirs, own)
        ]
        mended = [hit.span for hit in found if hit.fix is not None]
        for hit in found:
            if not any(span.overlaps(hit.span) for span in mended if span != hit.span) or hit.fix:
                yield hit
        if "%%" in case.segment.source:
            for match in _LONE_PERCENT.finditer(case.text):
                span = Span(*match.span())
                if not any(span.overlaps(code.span) for code in own):
                    message = _("The source doubles the percent sign, as printf requires.")
                    yield Hit(case.segment.index, span, message, suggestion="%%", fix="%%")


_LONE_PERCENT = regex.compile(r"(?<!%)%(?:%%)*(?!%)")


def _selectors(case: Case) -> Iterator[Hit]:
    """What a plural of ICU has for selectors and ICU does not know, unless the source has it too."""
    theirs = {name for _span, name in unknown_selectors(case.segment.source or "")}
    for span, name in unknown_selectors(case.text):
        if name in theirs:
            continue
        message = _(
            "“{name}” is not a plural selector; those are zero, one, two, few, many, other."
        )
        if not name:
            message = _("This plural has no “other” branch, which programs fall back on.")
        yield Hit(case.segment.index, span, message.format(name=name))
    for span, name in () if case.segment.source else unknown_types(case.text):
        message = _(
            "“{name}” is no kind of argument with branches; those are plural, select, selectordinal."
        )
        yield Hit(case.segment.index, span, message.format(name=name))

    known = {name for _span, name in unknown_styles(case.segment.source or "")}
    for span, name in unknown_styles(case.text):
        if name not in known:
            message = _(
                "“{name}” is no way to write a value; use short, medium, long, full, integer or percent."
            )
            yield Hit(case.segment.index, span, message.format(name=name))
    yield from _number_left_out(case)


def _number_left_out(case: Case) -> Iterator[Hit]:
    """The `#` that stands for the number of a plural, lost in the branch for all other numbers."""
    theirs, own = (
        [span.of(text) for span, name in branches(text) if name == "other"]
        for text in (case.segment.source or "", case.text)
    )
    if (
        len(theirs) == len(own) == 1
        and "#" in theirs[0]
        and "#" not in own[0]
        and "{" not in own[0]
    ):
        span = next(span for span, name in branches(case.text) if name == "other")
        message = _("The source has a placeholder that is missing here: {text}").format(text="#")
        yield Hit(case.segment.index, span, message)


def _is_shifted(one: _Difference, theirs: Sequence[InlineCode], own: Sequence[InlineCode]) -> bool:
    """Whether a conversion of printf counts differently only because another one was lost or added before it."""
    if one.found is None or one.wanted is None or one.found.style != "printf":
        return False
    sides = (sorted(code.text for code in side if code.style == "printf") for side in (theirs, own))
    wanted, found = sides
    return one.found.text == one.wanted.text and wanted != found


def _out_of_order(case: Case, one: _Difference) -> Hit | None:
    """What is said where conversions of printf only changed places without saying which is which."""
    found = one.found
    if found is None or found.style != "printf" or one.wanted is None or "$" in found.text:
        return None
    theirs = find(case.segment.source or "", case.segment.block.syntax)
    same = next((code for code in theirs if code.text == found.text), None)
    if same is None:
        return None
    message = _("The placeholders are in a different order from the source: write {numbered}.")
    message = message.format(numbered=same.key)
    return Hit(case.segment.index, _shown(found, case), message, suggestion=same.key)


def _placeholder(case: Case, one: _Difference, taken: Sequence[Span]) -> Hit:
    index, whole = case.segment.index, Span(0, len(case.text))
    moved = _out_of_order(case, one)
    if moved is not None:
        return moved
    span = _damaged(one.wanted, case.text, taken) if one.wanted is not None else None
    if one.found is not None and one.wanted is not None and span is None:
        return Hit(
            index,
            _shown(one.found, case),
            _("The placeholder {text} is not in the source, which has {wanted}.").format(
                text=one.found.text, wanted=one.wanted.text
            ),
            suggestion=None if one.wanted.style == "message" else one.wanted.text,
        )
    if one.wanted is None:
        assert one.found is not None  # a difference has one of the two
        return Hit(
            index,
            _shown(one.found, case),
            _("The placeholder {text} is not in the source.").format(text=one.found.text),
        )
    if span is None:
        return Hit(
            index,
            whole,
            _("The source has a placeholder that is missing here: {text}").format(
                text=one.wanted.text
            ),
        )
    return Hit(
        index,
        span,
        _("No program will recognise this placeholder; the source has {wanted}.").format(
            wanted=one.wanted.text
        ),
        suggestion=one.wanted.text,
        # Braces beside a placeholder may be those of a message around it.
        fix=None if syntax(case.segment.source or "") else one.wanted.text,
    )


def _shown(code: InlineCode, case: Case) -> Span:
    """Where a code is marked: its own place, or the whole text where it takes no room there."""
    span = Span(min(code.span.start, len(case.text)), min(code.span.end, len(case.text)))
    return span if span.start < span.end else Span(0, len(case.text))


_MARKUP = frozenset({CodeKind.MARKUP})
_ELEMENTS = frozenset({CodeKind.TAG})


@check(
    "STR208",
    "markup-mismatch",
    category="design and markup/markup tag",
    severity=Severity.MAJOR,
)
def markup_mismatch(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A tag or reference that translation lost, added, changed or left open.

    What it does: compares the tags of HTML, the paired elements of XLIFF and TMX, and the roles, literals and links of
    reStructuredText with those of the source. An element that the source has must be there and be closed as it is
    there; how often does not matter for one without content (`<br>`), and costs little for others. Names that are no
    element of HTML count only where they are opened and closed. Inline markup counts where the notation recognises
    it: a role needs a space or a mark before it. A tab inside the only line of the source must be there too.

    Why it matters: a page breaks or shows the tag; a reference leads nowhere.

    Example: "Cliquez sur <fort>Enregistrer</fort>" for "Click <strong>Save</strong>"

    What to do: copy the tags and names from the source, translate only what is between them.
    """
    for case in cases:
        source = case.segment.source
        if not source or not case.text:
            continue
        yield from _tags(case)
        yield from _attributes(case)
        yield from _overlays(case, source)
        taken = [code.span for code in find(case.text, case.segment.block.syntax)]
        for one in _differences(case, _ELEMENTS):
            yield _element(case, one)
        for one in _differences(case, _MARKUP):
            yield from _reference(case, one, taken)
        yield from _emphasis(case, source)
        yield from _links(case, source)


_ATTRIBUTE = regex.compile(
    r"(?<![\w-])(?P<name>class|id)\s*=\s*(?:\"(?P<value>[^\"<>]*)\"|'(?P<value>[^'<>]*)')"
)
"""Attributes whose values are for programs alone."""


def _attributes(case: Case) -> Iterator[Hit]:
    """Names of classes and elements that were translated: `class="bouton"` for `class="button"`."""
    theirs, own = ([code for code in side if code.style == "tag"] for side in _both(case))
    wanted, found = (
        {(m["name"], m["value"]) for code in side for m in _ATTRIBUTE.finditer(code.text)}
        for side in (theirs, own)
    )
    for code in own:
        for match in _ATTRIBUTE.finditer(code.text):
            name, value = match["name"], match["value"]
            lost = [there for one, there in wanted - found if one == name]
            if (name, value) not in wanted and lost:
                message = _("The attribute {name} has the value “{value}” in the source.")
                start = code.span.start + match.start()
                yield Hit(
                    case.segment.index,
                    Span(start, start + len(match.group())),
                    message.format(name=name, value=lost[0]),
                )


def _tags(case: Case) -> Iterator[Hit]:
    """Tags that are written in the text.

    One function: lost, added and unbalanced tags are told from the same two counts.
    """
    theirs, own = ([code for code in side if code.style == "tag"] for side in _both(case))
    wanted, found = Counter(code.key for code in theirs), Counter(code.key for code in own)
    index, whole = case.segment.index, Span(0, len(case.text))
    lost = [code for code in _first(theirs) if code.key not in found and not _closes(code)]
    variables = _variables(case.segment.source or "", theirs) - _variables(case.text, own)
    for code in _first(own):
        if code.key in wanted or _closes(code) or code.key in _LANGUAGES_OWN:
            continue
        if variables and code.key.replace("<", "</") not in found:
            continue  # « <source> » for “<src>”: no tag, but what a user puts there
        message = _("The tag {tag} is not in the source.").format(tag=code.text)
        if lost:
            message = _("The tag {tag} is not in the source, which has {wanted}.").format(
                tag=code.text, wanted=lost.pop(0).text
            )
        yield Hit(index, code.span, message)
    for code in lost:
        void = code.key.strip("<>") in VOID
        message = _("The source has a tag that is missing here: {tag}").format(tag=code.text)
        yield Hit(index, whole, message, severity=Severity.MINOR if void else None)
    for code in _first(own):
        key, end = code.key, code.key.replace("<", "</")
        if _closes(code):
            if code.key.replace("/", "") not in found and key not in wanted:
                message = _("The tag {tag} is not in the source.").format(tag=code.text)
                yield Hit(index, code.span, message)
        elif key.strip("<>") not in VOID and wanted[key] == wanted[end] > 0:
            if found[key] != found[end]:
                last = [one for one in own if one.key in (key, end)][-1]
                message = _("The tag {tag} is not opened as often as it is closed.")
                yield Hit(index, last.span, message.format(tag=code.text))
            elif found[key] < wanted[key]:
                message = _("The source has the tag {tag} more often than this text.")
                yield Hit(index, whole, message.format(tag=code.text), severity=Severity.MINOR)


_OVERLAY = regex.compile(r"""\bdata-l10n-name=(["'])(?P<name>[^"'<>]+)\1""")


def _overlays(case: Case, source: str) -> Iterator[Hit]:
    """Names by which Fluent finds the elements of a page that tags stand for."""
    wanted = {match["name"] for match in _OVERLAY.finditer(source)}
    for match in _OVERLAY.finditer(case.text) if wanted else ():
        if match["name"] not in wanted:
            message = _("The source has no element of the name “{name}”, but {wanted}.").format(
                name=match["name"], wanted=", ".join(sorted(wanted))
            )
            yield Hit(case.segment.index, Span(*match.span("name")), message)


_LANGUAGES_OWN = frozenset(["<sup>", "<br>", "<wbr>"])
"""Tags that a language may need where another does not: 1<sup>er</sup>."""


_VARIABLE = regex.compile(r"<\p{L}[\w -]*>")


def _variables(text: str, tags: Sequence[InlineCode]) -> frozenset[str]:
    """What stands in angle brackets and is no tag: a name for what a user puts there, which may be translated."""
    return frozenset(_VARIABLE.findall(text)) - {code.text for code in tags}


def _first(codes: Sequence[InlineCode]) -> list[InlineCode]:
    """The first code of each key, in order."""
    return list({code.key: code for code in reversed(codes)}.values())[::-1]


def _closes(code: InlineCode) -> bool:
    return code.key.startswith("</")


def _element(case: Case, one: _Difference) -> Hit:
    if one.found is not None:
        message = _("The tag {tag} is not in the source.").format(tag=one.found.text)
        return Hit(case.segment.index, _shown(one.found, case), message)
    assert one.wanted is not None  # a difference has one of the two
    message = _("The source has a tag that is missing here: {tag}").format(tag=one.wanted.text)
    return Hit(case.segment.index, Span(0, len(case.text)), message)


def _reference(case: Case, one: _Difference, taken: Sequence[Span]) -> Iterator[Hit]:
    index = case.segment.index
    if one.found is not None:
        if _is_free(one):
            return
        if one.wanted is None or one.wanted.style == "literal":
            message = _("The markup {text} is not in the source.").format(text=one.found.text)
            suggestion = None
        else:
            message = _("The markup {text} is not in the source, which has {wanted}.").format(
                text=one.found.text, wanted=one.wanted.text
            )
            suggestion = one.wanted.text
        if one.found.style != "literal":  # examples may be translated
            yield Hit(index, one.found.span, message, suggestion=suggestion)
        elif one.wanted is not None and one.wanted.style != "literal":
            yield from _reference(case, replace(one, found=None), taken)
        return
    assert one.wanted is not None  # a difference has one of the two
    span = _damaged(one.wanted, case.text, taken)
    if span is not None:
        message = _("This is not recognised as markup; the source has {wanted}.")
        yield Hit(index, span, message.format(wanted=one.wanted.text), suggestion=one.wanted.text)
        return
    if one.wanted.style != "literal":
        message = _("The source has markup that is missing here: {text}").format(
            text=one.wanted.text
        )
        yield Hit(index, Span(0, len(case.text)), message)


_OWN_MARKUP = frozenset([":sup:", ":superscript:", "`…`_", "[[…]]"])
"""Markup that a translation may have where its source has none: an ordinal number, a link with another label."""


def _is_free(one: _Difference) -> bool:
    """Whether markup that the source lacks does not matter: the translation's own, or a role whose name makes no
    reference (`!`).
    """
    assert one.found is not None
    if one.wanted is None:
        return one.found.key in _OWN_MARKUP
    names = one.wanted.key, one.found.key
    return min(names, key=len).endswith(":") and max(names, key=len).startswith(min(names, key=len))


_EMPHASIS = regex.compile(r"(?<![\w*\\])(\*{1,2})(?=[^\s*])[^*\n]{1,200}?(?<=[^\s*\\])\1(?![\w*])")
_STRAY = regex.compile(r"(?<![\w*\\\s])\*{1,2}(?!\w)|(?<![\w*\\])\*{1,2}(?=\w)[\w-]*[`*]?")

_ANY = regex.compile(r"(?<![*\\])\*{1,2}(?![*])[^\S\n]?[\w-]*")


def _emphasis(case: Case, source: str) -> Iterator[Hit]:
    """Emphasis by asterisks that is closed in the source and not in the text."""
    if "*" not in case.text or not _EMPHASIS.search(source) or "*" in _EMPHASIS.sub("", source):
        return
    rest = _EMPHASIS.sub(lambda match: " " * len(match.group()), case.text)
    stray = _STRAY.search(rest) or _ANY.search(rest)
    if stray is not None:
        message = _("The emphasis markup is closed in the source, but not here.")
        yield Hit(case.segment.index, Span(*stray.span()), message)


def _links(case: Case, source: str) -> Iterator[Hit]:
    """Links of Markdown whose two halves a space parts, line breaks that became two letters, tabs that are gone."""
    if "](" in source and case.text.count("](") < source.count("]("):
        for match in regex.finditer(r"\][ \u00a0\u202f]+\((?=[^\s()]+\))", case.text):
            message = _("A space separates this link's text from its address.")
            yield Hit(case.segment.index, Span(*match.span()), message, suggestion="](", fix="](")
    if "\n" in source and "\\n" not in source:
        for match in regex.finditer(r"\\n(?![a-z])", case.text):
            message = _("Readers see “\\n” here; the source has a line break.")
            yield Hit(case.segment.index, Span(*match.span()), message)
    # Over several lines, tabs only lay the text out: spaces may do so too.
    if "\t" in source.strip() and "\t" not in case.text and "\n" not in source.strip():
        written = regex.search(r"(?<!\\)\\t(?![a-z])|[ \u00a0]{2,}", case.text)
        message = _("The source has a tab here, between a command and its keys; it is missing.")
        span = Span(*written.span()) if written else Span(0, len(case.text))
        yield Hit(case.segment.index, span, message)
