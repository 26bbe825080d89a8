"""French pronouns behind their verb: the t between two vowels, and the hyphens around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import regex

from checker.checks.passage import prose
from checker.languages.fr.lexicon import readings
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config

_PRONOUN = r"(il|elle|on|ils|elles)(?![\p{L}'’-])"
_SPACE = "[ \u00a0]"
_WITH_T = regex.compile(
    rf"(?<![\p{{L}}'’-])(\p{{L}}+)(?:{_SPACE}?-{_SPACE}?|{_SPACE})(?:t['’]{_SPACE}?|[tT](?:{_SPACE}?-{_SPACE}?|{_SPACE})){_PRONOUN}",
)
_APART = regex.compile(r"[- \u00a0][tT]['’ \u00a0-]")
"""What the t between spaces or hyphens looks like; few sentences have it."""
_WITHOUT_T = regex.compile(rf"(?<![\p{{L}}'’-])(\p{{L}}*[aeé])-{_PRONOUN}", regex.I)
_T_AT_THE_VERB = regex.compile(rf"(?<![\p{{L}}-])(at|yat)-{_PRONOUN}", regex.I)
"""« at-il déclaré »: the t stands at its verb."""
_NO_T_AFTER = ("t", "d")
"""Endings of a verb that are heard as t before a vowel."""


@check(
    "FLU227",
    "euphonic-t",
    category="linguistic conventions/spelling",
    severity=Severity.MINOR,
    languages=("fr",),
)
def euphonic_t(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The t between a verb and its pronoun is misspelt, missing or redundant.

    What it does: reports “t'il” and “-t il” behind a verb (« va t'il », « a-t il », « at-il »), a vowel before “-il”,
    “-elle” or “-on” (« parle-elle »), and a t behind a verb in -t or -d (« prend-t-il »).

    Why it matters: it is a plain spelling mistake; “t'” is the pronoun “te”, and nobody means it here.

    Example: « Comment va t'il aujourd'hui ? »

    What to do: write “-t-” after a vowel, and a hyphen alone after t or d; `--fix` does it.
    """
    for case in cases:
        text = prose(case.text)
        for match in _WITH_T.finditer(text) if _APART.search(text) else ():
            verb, pronoun = match.groups()
            right = _right(verb, pronoun)
            if match.group() != right and _is_verb(verb):
                yield _hit(case, Span(*match.span()), right)
        for match in _T_AT_THE_VERB.finditer(text):
            verb, pronoun = match.groups()
            apart = f"{verb[0]} a" if verb.lower().startswith("y") else verb[0]
            yield _hit(case, Span(*match.span()), _right(apart, pronoun))
        for match in _WITHOUT_T.finditer(text):
            verb, pronoun = match.groups()
            if _is_verb(verb) and not pronoun.endswith("s"):
                yield _hit(case, Span(*match.span()), _right(verb, pronoun))


def _right(verb: str, pronoun: str) -> str:
    return f"{verb}-{pronoun}" if verb.lower().endswith(_NO_T_AFTER) else f"{verb}-t-{pronoun}"


def _is_verb(form: str) -> bool:
    return any(item.kind == "V" for item in readings(form.lower()))


def _hit(case: Case, span: Span, right: str) -> Hit:
    message = _("“{word}” should be written “{right}”.").format(
        word=span.of(case.text), right=right
    )
    return Hit(case.segment.index, span, message, fix=right)
