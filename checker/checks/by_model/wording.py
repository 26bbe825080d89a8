"""Style, by models: wording that nobody would choose here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.checks.by_model.suspicion import meaning_is_lost, stretches
from checker.config import Config
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity


@check(
    "FLU101",
    "improbable-wording",
    category="style/unidiomatic style",
    severity=Severity.MINOR,
    needs={"p_bad", "surprisal"},
)
def improbable_wording(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """Words that hardly anybody would write at this place of this sentence.

    What it does: a language model of the text's own language reads the sentence after the two before it, and
    says how expected each word is, beyond how rare the word is anyway; names are left out. Marked are words whose
    calibrated probability of being wrong reaches the limit, where the wording stands out more than the meaning.

    Why it matters: calques, wrong prepositions and broken constructions are made of common words at
    places where they do not belong.

    Example: "il a pris une décision sur le sol de cette raison" where "pour cette raison" was meant.

    What to do: read the sentence aloud. If you would have put it in another way, do.
    """
    for case in cases:
        for stretch in stretches(case):
            if meaning_is_lost(case, stretch):
                continue
            back = stretch.back(case)
            whole = case.evidence.back or ""
            said = _("read back, this says: {back}").format(back=back) if back else ""
            odd = _("hardly anyone would put it like this here")
            yield Hit(
                case.segment.index,
                stretch.span(case),
                f"{odd}; {said}" if said else odd,
                p=stretch.p,
                severity=stretch.severity,
                evidence={"back": back, "back_sentence": whole},
            )
