"""French orders: the form of the verb, and of the pronoun behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import regex

from checker.checks.french.clause import OBJECTS, skip_while
from checker.checks.passage import prose
from checker.languages.fr.lexicon import Trigger, determiners, readings, words
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config

_WITH_ME = regex.compile(r"(?<![\p{L}\p{N}_-])(\p{L}{2,})-(me|te|se)(?![\p{L}\p{N}'’_-])")
_OBJECT = Trigger(shapes=["clitic"])
_NE = Trigger(forms=[("ne", "n'")])
_ME = regex.compile("-(?:me|te)")
"""What few texts have; a look at all of the text is cheaper than at its prose."""
_STRESSED = {"me": "moi", "te": "toi"}
_BEHIND = frozenset(
    ["à", "au", "aux", "chez", "vers", "pas", "vite", "bien", "tout", "moins", "mieux"]
)
"""What may stand behind an order, beside an object."""
_LINKS = frozenset([",", "et", "puis"])
_ASIDE = frozenset(
    [
        "croire",
        "voir",
        "savoir",
        "noter",
        "dire",
        "penser",
        "regarder",
        "aller",
        "tenir",
        "pardonner",
    ]
)
"""Verbs of orders that are thrown in: « partir demain, voyez-vous » (dictionary forms)."""
_PRONOUNS = frozenset(["-moi", "-toi", "-le", "-la", "-les", "-lui", "-leur"])


_SHORTEST = 5
"""Words of a sentence that holds two commands."""


@check(
    "FLU260",
    "imperative-form",
    category="linguistic conventions/grammar",
    severity=Severity.MINOR,
    languages=("fr",),
)
def imperative_form(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A command has the form of a statement, or a pronoun that does not go with it.

    What it does: reports a sentence that begins with a form in -es of a verb in -er, or with « vas », and goes on with
    an object or a place (« manges tes légumes »), a form of a statement before a pronoun with a hyphen (« donnes-moi »,
    « prend-le »), “-me” and “-te” after a verb (« donne-me »), a pronoun after the verb in a negative command (« ne
    dis-moi pas »), and an order in a sentence that begins with an infinitive (« mélanger le sucre, puis ajoutez
    l'œuf »).

    Why it matters: the reader waits for the subject of a statement, or for a question.

    Example: « Vas à la maison. », « Donne-me ton adresse. », « Ne dis-moi rien. »

    What to do: « Va à la maison. », « Donne-moi ton adresse. », « Ne me dis rien. »
    """
    for case in cases:
        items = words(case.text)
        right = _without_s(items)
        if right is not None:
            first, form = right
            written = form[0].upper() + form[1:] if first.capital else form
            message = _("“{word}” should be written “{right}”.")
            yield Hit(
                case.segment.index,
                Span(first.start, first.end),
                message.format(word=case.text[first.start : first.end], right=written),
                fix=written,
            )
        mixed = _order_behind_infinitive(items)
        if mixed is not None:
            message = _("“{word}” is an order, but the sentence begins with an infinitive.")
            span = Span(mixed.start, mixed.end)
            yield Hit(case.segment.index, span, message.format(word=mixed.form))
        for at in items.at(_OBJECT, before=1):
            verb = items[at - 1]
            joined = items[at].form in _PRONOUNS and verb.end == items[at].start
            order = _order_of(verb.form) if joined and verb.only("VN") else None
            if order is not None and not verb.caps:
                span = Span(verb.start, verb.end)
                written = order[0].upper() + order[1:] if verb.capital else order
                message = _("“{word}” should be written “{right}”.")
                yield Hit(
                    case.segment.index,
                    span,
                    message.format(word=span.of(case.text), right=written),
                    fix=written,
                )
        for at in items.at(_NE, behind=2):
            if _object_behind_denied(items, at):
                span = Span(items[at].start, items[at + 2].end)
                message = _("In a negative command, “{pronoun}” goes before the verb.")
                yield Hit(
                    case.segment.index,
                    span,
                    message.format(pronoun=items[at + 2].form.removeprefix("-")),
                )
        for match in _WITH_ME.finditer(prose(case.text)) if _ME.search(case.text) else ():
            form, pronoun = match.groups()
            if pronoun in _STRESSED and _order(form.lower()):
                written = f"{form}-{_STRESSED[pronoun]}"
                message = _("“{word}” should be written “{right}”.")
                yield Hit(
                    case.segment.index,
                    Span(*match.span()),
                    message.format(word=match.group(), right=written),
                    fix=written,
                )


def _order_of(form: str) -> str | None:
    """The order that is meant by a form which is none: « donnes-moi », « prend-le »; None for an order."""
    verbs = [item for item in readings(form) if item.kind == "V"]
    if not verbs or _order(form):
        return None
    possible = {item.tag[2:] for item in verbs}
    single = form.removesuffix("s")
    if possible == {"2s"} and single != form and _order(single):
        return single
    longer = (form + "s", form[:-1] + "s", form + "x")
    return next(
        (it for it in longer if possible == {"3s"} and _same_order(it, verbs[0].lemma)), None
    )


def _same_order(form: str, lemma: str) -> bool:
    return any(
        item.kind == "V" and item.tag == "Vm2s" and item.lemma == lemma for item in readings(form)
    )


def _order(form: str) -> bool:
    return any(item.kind == "V" and item.tag[1] == "m" for item in readings(form))


def _without_s(items: tuple[Word, ...]) -> tuple[Word, str] | None:
    """The verb that begins a sentence as a statement would and gives an order, and the right form of it."""
    if len(items) < 3 or items[-1].form == "?" or items[0].shape != "word" or items[0].caps:
        return None
    first, after = items[0], items[1]
    single = first.form.removesuffix("s")
    verbs = [item for item in first.readings if item.kind == "V"]
    orders = bool(verbs) and all(item.tag[2:] == "2s" and item.tag[1] in "ps" for item in verbs)
    if not orders or not first.only("V") or single == first.form or not _order(single):
        return None
    if not all(item.lemma.endswith("er") for item in verbs):
        return None
    thing = after.form in determiners() and len(items) > 3 and items[2].any("NA")
    goes_on = after.shape in ("word", "elided") and (thing or after.form in _BEHIND)
    return (first, single) if goes_on else None


def _order_behind_infinitive(items: tuple[Word, ...]) -> Word | None:
    """The order that goes on where a sentence began with an infinitive: « mélanger le sucre, puis ajoutez l'œuf »."""
    if len(items) < _SHORTEST or not items[0].only("I") or items[-1].form == "?":
        return None
    for at, word in enumerate(items):
        if at > 1 and items[at - 1].form in _LINKS and word.only("V"):
            polite = word.form.endswith("ez") and _order(word.form)
            return word if polite and word.lemmas.isdisjoint(_ASIDE) else None
        if word.shape == "mark" and word.form not in (",", "(", ")", "«", "»", '"'):
            return None
        if word.only("V") or word.is_form_of("être", "V") or word.form == "vous":
            return None  # a clause of its own: « partir est difficile, restez »
    return None


def _object_behind_denied(items: tuple[Word, ...], at: int) -> bool:
    """Whether “ne” at `at` begins an order whose pronoun stands behind the verb: « ne dis-moi pas »."""
    begins = at == 0 or items[at - 1].shape == "mark" or items[at - 1].form in ("et", "mais")
    verb = skip_while(items, at + 1, lambda word: word.form in OBJECTS)
    return (
        begins
        and verb == at + 1
        and items[verb].shape == "word"
        and _order(items[verb].form)
        and items[verb + 1].form in _PRONOUNS
        and items[-1].form != "?"
    )
