"""French clauses that lack their verb."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.languages.fr.lexicon import WordList, words
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config

# Words that open a clause and nothing else; "dont" may do without a verb (dont trois femmes).
OPENERS = WordList("clauses.openers")
# These open one only together with "que": parce que, tandis que.
WITH_QUE = WordList("clauses.with_que")
SUBJECTS = WordList("clauses.subjects")
_LEAST = 3
"""Words that must follow: fewer are an ellipsis or an aside."""


@check(
    "FLU241",
    "clause-without-verb",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def clause_without_verb(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A clause runs to the end of its sentence without a verb.

    What it does: after « qui », « lorsque », « puisque », « parce que », « tandis que », and after a sentence's first
    word « je », « tu », « il », « ils » or « on », looks for a word that could be a finite verb. Reports the clause
    when no word before the full stop can be one. A sentence without any of these words is left alone: headlines and
    lists need no verb.

    Why it matters: the sentence was cut or garbled, and who does what is lost.

    Example: « Il remercie les bénévoles qui dans toute la région. »

    What to do: look at the source, and complete the clause.
    """
    for case in cases:
        if case.text.rstrip()[-1:] not in tuple(".!?"):
            continue
        items = words(case.text)
        for at, word in enumerate(items):
            if _opens(items, at) and _verbless(items[at + 1 :]):
                last = next(item for item in reversed(items) if item.shape != "mark")
                yield Hit(
                    case.segment.index,
                    Span(word.start, last.end),
                    _("The clause after “{word}” has no verb.").format(word=word.form),
                )
                break


def _opens(items: tuple[Word, ...], at: int) -> bool:
    word = items[at]
    if word.shape not in ("word", "elided") or word.caps:
        return False
    if word.form in WITH_QUE:
        return at + 1 < len(items) and items[at + 1].form in ("que", "qu'")
    if word.form in SUBJECTS:
        return at == 0
    if word.form not in OPENERS:
        return False
    # "à qui la faute", "qui que ce soit", "« qui » ou « que »"
    before = items[at - 1] if at else None
    after = items[at + 1].form if at + 1 < len(items) else ""
    return (
        before is not None
        and not before.any("E")
        and before.form not in ("a", *"«“\"'(")
        and (after not in ("que", "qu'", "»", "”", '"', ")", "?"))
    )


def _verbless(rest: tuple[Word, ...]) -> bool:
    """Whether words follow, all of them known, and none can be a finite verb or hold one."""
    real = [item for item in rest if item.shape == "word"]
    return len(real) >= _LEAST and not any(
        item.any("V")
        or item.shape == "clitic"
        or (item.shape == "word" and not item.readings and not item.capital)
        for item in rest
    )
