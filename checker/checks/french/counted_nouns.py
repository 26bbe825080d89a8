"""French nouns behind the number that a program puts in: « %d fichier » in the text for several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import regex

from checker.languages.fr.lexicon import readings
from checker.languages.morphology import Reading
from checker.messages import _
from checker.plugins import check
from checker.text import icu_messages
from checker.text.inline_codes import find
from checker.types import Case, CodeKind, Hit, InlineCode, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config

_NUMBER = regex.compile(
    r"#|%(?:\d+\$)?l{0,2}[diu]|%n|%(?:count|n|num|total)%|[%{]*\{\s*\$?(?:count|n|num(?:ber)?|total|nb)\w{0,12}(?:[:,][^{}]*)?\}+",
    regex.I,
)
"""What stands for a count: %d, %n, {count}, %{count}, {{count}}, ICU's #."""
_COUNTED = regex.compile(
    r"[ \u00a0\u202f](?P<noun>\p{Ll}{3,})(?![\p{L}\p{N}'’(_-]|\.\p{L})"
    r"(?:[ \u00a0](?:non )?(?P<what>\p{Ll}{2,})(?![\p{L}\p{N}'’(_-]))?"
)
_FORM = regex.compile(r"[._\[](?P<many>other|many|plural)\]?$|[._\[](?P<one>one|singular)\]?$")
"""How the key of a text ends that is for several, or for one."""


@check(
    "FLU268",
    "counted-noun",
    category="linguistic conventions/agreement",
    severity=Severity.MINOR,
    languages=("fr",),
)
def counted_noun(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A noun behind a program's number that has the wrong number itself, or an adjective that does not follow it.

    What it does: looks behind placeholders that stand for a count (%d, {count}, ICU's #). In a text that its format
    gives for several (gettext's plural, “other” of CLDR) a noun in the singular is reported, and one in the plural in
    a text for one; and everywhere an adjective or participle behind the noun that has another number than the noun.

    Why it matters: users read « 5 fichier » as soon as there are five.

    Example: « %d fichier copié » in the text for several files

    What to do: write the noun and its adjective in the number that the text is for.
    """
    for case in cases:
        if not case.segment.block.syntax:
            continue
        codes = find(case.text, case.segment.block.syntax)
        counts = [code for code in codes if _counts(code)]
        branches = icu_messages.branches(case.text) if counts else []
        for code in counts:
            found = _COUNTED.match(case.text, code.span.end)
            if found is not None and not _is_copied(case, found["noun"]):
                yield from _wrong(case, found, _form(case, code, branches, len(counts) == 1))


def _is_copied(case: Case, word: str) -> bool:
    """Whether a word is left as the source has it: “{+# more}”."""
    return (
        regex.search(rf"(?<!\w){regex.escape(word)}(?!\w)", case.segment.source or "") is not None
    )


def _counts(code: InlineCode) -> bool:
    return code.kind is not CodeKind.TAG and _NUMBER.fullmatch(code.text.strip()) is not None


def _wrong(case: Case, found: regex.Match[str], form: str | None) -> Iterator[Hit]:
    """What is wrong with a noun in a text for one (s) or several (p), or with the adjective behind it."""
    # Behind the number of a text for several stands no verb: « %d livre ».
    noun = _number(found["noun"], "N", "NAP" if form is None else "NAPV")
    if noun is None:
        return
    if form not in (None, noun):
        message = (
            _("This text is for several: “{word}” must be in the plural.")
            if form == "p"
            else _("This text is for one: “{word}” must be in the singular.")
        )
        place = Span(*found.span("noun"))
        yield Hit(case.segment.index, place, message.format(word=found["noun"]))
    elif found["what"] and _number(found["what"], "AP", "NAP") not in (None, noun):
        message = _("“{word}” does not agree with “{noun}”.")
        yield Hit(
            case.segment.index,
            Span(*found.span("what")),
            message.format(word=found["what"], noun=found["noun"]),
        )


def _number(word: str, kinds: str, others: str) -> str | None:
    """The number (s, p) of a word of some classes that may be of no others; None where it may have either number."""
    known: tuple[Reading, ...] = readings(word)
    numbers = {reading.tag[2] for reading in known if reading.kind in kinds}
    if any(reading.kind not in others for reading in known) or numbers not in ({"s"}, {"p"}):
        return None
    return numbers.pop()


def _form(
    case: Case, code: InlineCode, branches: Sequence[tuple[Span, str]], alone: bool
) -> str | None:
    """Whether the text, or the branch of it that holds a number, is for one (s) or for several (p)."""
    holding = [name for span, name in branches if span.start <= code.span.start < span.end]
    name = holding[-1] if holding else None
    block = case.segment.block
    if name is None and alone:
        forms = block.source_forms
        if len(forms) == 2 and forms[0] != forms[1] and block.source in forms:
            return "s" if block.source == forms[0] else "p"
        key = _FORM.search(block.id or "")
        name = key and ("one" if key["one"] else "other")
    return {"one": "s", "other": "p", "many": "p"}.get(name or "")
