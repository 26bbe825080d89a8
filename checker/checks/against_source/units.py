"""Units of a catalogue beside their source: empty, with lines too many or too few, without their access key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from checker.config import Config
from checker.messages import _
from checker.plugins import check
from checker.text.inline_codes import FILLER, access_keys, find, marked_keys
from checker.types import Case, Hit, Severity, Span

_UNTRANSLATED = frozenset(["untranslated", "new", "needs-translation", "initial", "unfinished"])
"""States in which a format itself says that nobody has translated a unit yet."""
_ENDED = regex.compile(
    r"(?<=[.:!?;…])[ \t]*+\n|\n(?=[ \t]*+(?:[-*•–][ \t]|\d{1,2}[.)][ \t]|\n|\p{Lu}))"
)
"""A line break between two things; one that wraps a line stands inside a sentence."""
_MARK, _SAYING = 4, 3
"""Characters below which a translation may be only a mark, and words from which its source says something."""
_MOST_UNTRANSLATED = 10
"""Untranslated units of a file that are named one by one; with more of them, nobody takes it for finished."""


@check(
    "LOC312",
    "access-key-mismatch",
    category="locale conventions/shortcut key",
    severity=Severity.MINOR,
)
def access_key_mismatch(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A menu item or button without its access key, or with two.

    What it does: where the source, a text of at most eight words, marks exactly one letter as an access key with `&`
    (Windows, Qt), `_` (GTK) or `~` (LibreOffice), the translation should do the same. Entities such as `&amp;`, names
    such as R&D and placeholders are not keys.

    Why it matters: without it the item cannot be reached from the keyboard.

    Example: "Fichier" for "&File"

    What to do: put the sign before a letter that no other item beside it has.
    """
    for case in cases:
        source = case.segment.source
        if not source or not case.text or not case.segment.block.whole:
            continue
        for sign in "&_~":
            if len(access_keys(source, sign)) != 1:
                continue
            own = marked_keys(case.text, sign)
            if not own:
                message = _("The source marks an access key with “{sign}”; this text has none.")
                span = Span(0, len(case.text))
            elif len(own) > 1:
                message = _("This text marks two access keys with “{sign}”, the source only one.")
                span = own[1]
            else:
                continue
            yield Hit(case.segment.index, span, message.format(sign=sign))


@check(
    "STR210",
    "empty-translation",
    category="accuracy/untranslated",
    severity=Severity.MAJOR,
)
def empty_translation(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A unit that has a source and no translation.

    What it does: reports each unit whose translation is empty, or a lone mark, though its source has words. Units that
    the format itself counts as not translated yet (gettext's empty `msgstr`, XLIFF without `target`) are reported one
    by one up to ten a file; where there are more, the first stands for all.

    Why it matters: readers see nothing, or the text in the other language.

    Example: an empty `<target state="translated"/>` for "Do not open this door."

    What to do: translate the unit, or mark it as not to be translated.
    """
    empty = [
        case
        for case in cases
        if not case.text.strip()
        and any(char.isalpha() for char in case.segment.source or "")
        and case.segment.block.whole
    ]
    waiting = [case for case in empty if case.segment.block.extra.get("state") in _UNTRANSLATED]
    many = len(waiting) > _MOST_UNTRANSLATED
    passed = {case.segment.index for case in waiting[1:]} if many else set()
    yield from _lone_marks(cases)
    for case in empty:
        index = case.segment.index
        if index in passed:
            continue
        if many and case is waiting[0]:
            message = _("{count} of {total} units are not translated; this is the first.")
            yield Hit(index, Span(0, 0), message.format(count=len(waiting), total=len(cases)))
        else:
            yield Hit(index, Span(0, 0), _("The source has text; the translation is empty."))


def _lone_marks(cases: Sequence[Case]) -> Iterator[Hit]:
    """Translations that are only a mark, where the source says something: “.” for “Open the file now”."""
    for case in cases:
        text, source = case.text.strip(), case.segment.source or ""
        if 0 < len(text) < _MARK and case.segment.block.whole and not any(map(str.isalnum, text)):
            words = [word for word in source.split() if word.isalpha()]
            if len(words) >= _SAYING and not find(text) and FILLER not in text:
                message = _("The source has text; the translation is only a mark.")
                yield Hit(case.segment.index, Span(0, len(case.text)), message)


@check(
    "STR209",
    "added-lines",
    category="accuracy/addition",
    severity=Severity.MAJOR,
)
def added_lines(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """Lines after a translation that have no counterpart in the source.

    What it does: looks at units whose source is one line: where the translation goes on after a line break, everything
    from there is marked. A list or address that the source has on one line is left alone: the lines must make the
    text half as long again as the source.

    Why it matters: translation programs go on by themselves after a short text.

    Example: "Se déconnecter", then a blank line and "Établissements", for "Disconnect"

    What to do: delete the lines.
    """
    for case in cases:
        source = (case.segment.source or "").strip()
        if not source or "\n" in source or not case.segment.block.whole:
            continue
        if " " not in source and not source.isalpha():
            continue  # no text but a name, as GNOME's translator-credits
        end = case.text.find("\n")
        if end < 0 or len(case.text) < 1.5 * len(source):
            continue
        start = end + len(case.text[end:]) - len(case.text[end:].lstrip())
        if start < len(case.text):
            message = _("The source has only one line, and nothing in it says this.")
            yield Hit(case.segment.index, Span(start, len(case.text)), message)


@check(
    "STR212",
    "line-break-lost",
    category="design and markup/layout",
    severity=Severity.MINOR,
)
def line_break_lost(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """Lines of the source that stand on one line in the translation.

    What it does: counts the line breaks of a source that end a sentence, an item or a paragraph, and reports a
    translation that has fewer breaks of any kind. A break that wraps a long line counts on neither side.

    Why it matters: a list runs together, an address becomes one line, a button or message loses its layout.

    Example: "Première étape. Deuxième étape." for "First step." and "Second step." on two lines

    What to do: put the line breaks back where the source has them.
    """
    for case in cases:
        source = (case.segment.source or "").strip()
        if "\n" not in source or not case.text or not case.segment.block.whole:
            continue
        wanted, found = len(_ENDED.findall(source)), case.text.count("\n")
        if found < wanted and "\\n" not in case.text:  # said by STR208: letters in place of a break
            message = _("The source has {count} line breaks here, this text {found}.")
            yield Hit(
                case.segment.index,
                Span(0, len(case.text)),
                message.format(count=source.count("\n"), found=found),
            )
