"""French agreement of « tel que » and « aucun des » with the noun that they speak of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.checks.french.clause import skip_while
from checker.checks.french.noun_phrase import JOINING, hit, some_fits
from checker.checks.french.sightings import sightings
from checker.languages.fr.lexicon import Trigger, WordList, determiners
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity

if TYPE_CHECKING:
    from checker.config import Config

SUCH = {"tel": ("m", "s"), "telle": ("f", "s"), "tels": ("m", "p"), "telles": ("f", "p")}
ONE_OF = {
    "un": "m", "une": "f", "aucun": "m", "aucune": "f", "chacun": "m", "chacune": "f",
    "certains": "m", "certaines": "f", "lequel": "m", "laquelle": "f",
}  # fmt: skip
"""Gender of the pronouns that pick some of many: « aucune des équipes »."""
_PRONOUN = Trigger(forms=[SUCH, ONE_OF])
OF_THE = {"des", "ces", "ses", "mes", "nos", "vos", "leurs", "les"}
COUNTED = WordList("agreement.numerals", "agreement.before_nouns")
NO_PRONOUN_BEHIND = {"la", "le", "à", "en", "et"}
"""« la une des journaux », « vingt et un des », « à chacun et chacune »."""
HEADS = {
    "ce",
    "celui",
    "celle",
    "ceux",
    "celles",
    "cela",
    "quelque",
    "quelqu'",
    "rien",
    "tout",
    "chose",
    "qui",
    "quoi",
}
"""Words that a relative pronoun may speak of whatever its form, or that hide what it speaks of."""


@check(
    "FLU251",
    "pronoun-agreement",
    category="linguistic conventions/agreement",
    severity=Severity.MINOR,
    languages=("fr",),
)
def pronoun_agreement(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """“tel que” or “aucun des” does not have the gender or number of its noun.

    What it does: looks at « tel que » right after a noun, and reports it where neither that noun nor any earlier word
    of the sentence agrees; and at « un des », « aucun des », « chacun des » and « certains des » before a noun of the
    other gender.

    Why it matters: the reader cannot tell what the pronoun refers to.

    Example: « des villes tel que Lyon », « aucun des équipes »

    What to do: make the pronoun agree: « des villes telles que », « aucune des équipes ».
    """
    for case, items, at in sightings(cases, _PRONOUN):
        if items[at].shape != "word":
            continue
        noun = _such_clash(items, at) if at else None
        if noun is not None:
            first, last = noun, at
        else:
            other = _one_of_clash(items, at)
            if other is None:
                continue
            first, last = at, other
        yield hit(
            case,
            items[first],
            items[last],
            _("“{first}” and “{noun}” do not agree in gender or number.").format(
                first=items[first].form, noun=items[last].form
            ),
        )


def _such_clash(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the noun right before « tel » at `at`, where neither it nor an earlier word agrees."""
    agrees = SUCH.get(items[at].form)
    noun = _noun_before(items, at) if agrees is not None and _goes_on(items, at) else None
    if agrees is None or noun is None:
        return None
    before = items[:at]
    if any(_owns(before, place, *agrees) for place in range(len(before))):
        return None
    joined = any(word.form in JOINING or word.form in (",", "/") for word in before[:noun])
    return None if agrees[1] == "p" and joined else noun


def _goes_on(items: tuple[Word, ...], at: int) -> bool:
    """Whether « que » follows « tel » at `at`, and no participle: « tel que décrit », as described."""
    rest = items[at + 1 : at + 3]
    return len(rest) == 2 and rest[0].form in ("que", "qu'") and not rest[1].any("P")


def _noun_before(items: tuple[Word, ...], end: int) -> int | None:
    """Index of the noun before `end`, with one adjective and a comma between at most."""
    noun = end - 1
    if noun > 0 and items[noun].form == ",":
        noun -= 1
    if noun > 0 and items[noun].only("AP"):
        noun -= 1
    if noun < 0 or items[noun].capital or not items[noun].any("N"):
        return None
    return noun if items[noun].only("NA") else None


def _owns(items: Sequence[Word], at: int, gender: str, number: str) -> bool:
    """Whether a relative pronoun of this gender and number may speak of the word at `at`."""
    word = items[at]
    if word.shape == "number" or (word.capital and at and not word.any("EDCJO")):
        return True
    if word.form in HEADS or word.shape == "clitic":
        return True
    if (
        word.form in ONE_OF
        and at + 1 < len(items)
        and items[at + 1].form in ("des", "de", "d'", "seul", "seule")
    ):
        return number == "s"
    if word.shape == "word" and not word.readings and word.form not in determiners():
        return True
    if word.form in determiners():
        return False  # « la » is the name of a note as well
    several = at > 0 and determiners().get(items[at - 1].form, ("", ""))[1] == "p"
    return not (several and number == "s") and any(
        item.fits(gender, number) for item in word.readings if item.kind in "NR"
    )


def _one_of_clash(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the plural noun of the other gender behind « un des », « aucune de ces » at `at`."""
    gender = ONE_OF.get(items[at].form)
    to = None if gender is None else _picked_from(items, at)
    if gender is None or to is None or to >= len(items):
        return None
    noun = items[to]
    if noun.shape != "word" or noun.capital or "-" in noun.form:
        return None
    # What “tu” alone would make a verb is a noun: équipes.
    others = [item for item in noun.readings if item.kind != "V" or item.tag[2:] != "2s"]
    if any(item.kind != "N" for item in others) or not some_fits(others, "e", "p"):
        return None
    return None if some_fits(others, gender, "p") else to


def _picked_from(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the noun behind « des » or « de ces », which the pronoun at `at` picks from."""
    if items[at].caps or at + 2 >= len(items):
        return None
    before = items[at - 1] if at else None
    if before is not None and before.form in NO_PRONOUN_BEHIND:
        return None
    each = items[at].form in ("chacun", "chacune")
    if each and before is not None and not before.any("E"):
        return None  # « qui offrent chacun des avantages »
    if items[at + 1].form == "des":
        to = at + 2
    elif items[at + 1].form in ("de", "d'") and items[at + 2].form in OF_THE:
        to = at + 3
    else:
        return None
    to = skip_while(items, to, lambda word: word.form in COUNTED)
    relative = items[at].form in ("lequel", "laquelle") and items[to - 1].form not in COUNTED
    return None if relative else to  # « dans laquelle des domaines »
