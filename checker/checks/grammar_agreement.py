"""French agreement: determiner and noun, noun and adjective, subject and verb, subject and participle.

A rule fires only where the lexicon leaves no reading that agrees, and the neighbours leave no other analysis.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from checker.messages import _
from checker.morphology import Reading, Word, word_lists, words
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config

WORDS = word_lists("fr")

WORDS = word_lists("fr")

# Determiner -> (gender, number); e = either.
DETERMINERS = {
    "un": ("m", "s"),
    "une": ("f", "s"),
    "le": ("m", "s"),
    "la": ("f", "s"),
    "les": ("e", "p"),
    "des": ("e", "p"),
    "du": ("m", "s"),
    "au": ("m", "s"),
    "aux": ("e", "p"),
    "ce": ("m", "s"),
    "cet": ("m", "s"),
    "cette": ("f", "s"),
    "ces": ("e", "p"),
    "mon": ("e", "s"),
    "ton": ("e", "s"),
    "son": ("e", "s"),
    "ma": ("f", "s"),
    "ta": ("f", "s"),
    "sa": ("f", "s"),
    "mes": ("e", "p"),
    "tes": ("e", "p"),
    "ses": ("e", "p"),
    "nos": ("e", "p"),
    "vos": ("e", "p"),
    "notre": ("e", "s"),
    "votre": ("e", "s"),
    "leur": ("e", "s"),
    "leurs": ("e", "p"),
    "quelques": ("e", "p"),
    "plusieurs": ("e", "p"),
    "chaque": ("e", "s"),
    "aucun": ("m", "s"),
    "aucune": ("f", "s"),
    "certaines": ("f", "p"),
    "certains": ("m", "p"),
    "quelle": ("f", "s"),
    "quel": ("m", "s"),
    "quelles": ("f", "p"),
    "quels": ("m", "p"),
}
NUMERALS = WORDS["agreement.numerals"]
DETERMINERS |= dict.fromkeys(NUMERALS, ("e", "p")) | {
    "l'": ("e", "s"),
    "nul": ("m", "s"),
    "nulle": ("f", "s"),
}
MONTHS = WORDS["agreement.months"]
GRAND = WORDS["agreement.grand"]
# Also pronouns before a verb (le voir, leur donner).
CLITIC = WORDS["agreement.clitic"]
# Also pronouns or subjects on their own (certains pays, aucuns): only a noun right behind makes them determiners.
PRONOUN = {
    "aucun",
    "aucune",
    "certains",
    "certaines",
    "un",
    "une",
    "plusieurs",
    "nul",
    "nulle",
    *NUMERALS,
}
# Feminine by old usage without an -e (grand-mère written apart), or fixed before the noun.
FIXED = WORDS["agreement.fixed"]
# Nouns that stand for many: the verb may agree with what follows or is meant.
COLLECTIVE = WORDS["agreement.collective"]
# Not the start of a subject, or too often something else: du, leur, quel âge ont, chaque semaine entrent.
NO_SUBJECT = WORDS["agreement.no_subject"]
SUBJECTS = {
    "je": ("1s",),
    "j'": ("1s",),
    "tu": ("2s",),
    "il": ("3s",),
    "elle": ("3s",),
    "on": ("3s",),
    "ils": ("3p",),
    "elles": ("3p",),
}
OBJECTS = WORDS["agreement.objects"]
PERSON_FORM = {"je": ("e", "s"), "tu": ("e", "s")}
PRONOUN_FORM = {"il": ("m", "s"), "elle": ("f", "s"), "ils": ("m", "p"), "elles": ("f", "p")}
CLAUSE_OPENERS = WORDS["agreement.clause_openers"]
# Before "que" these make a list or a comparison, not a clause: ainsi que le repos.
COMPARED = WORDS["agreement.compared"]


def _hit(case: Case, first: Word, last: Word, message: str) -> Hit:
    return Hit(case.segment.index, Span(first.start, last.end), message)


def _mute(word: Word) -> bool:
    return word.form[0] in "aeiouyàâéèêëîïôœh"


def _nominal(word: Word) -> tuple[Reading, ...]:
    return tuple(reading for reading in word.readings if reading.nominal)


def _determiner_clash(items: tuple[Word, ...], at: int) -> bool:
    """Whether items[at] is surely a determiner that contradicts the word after it."""
    first, noun = items[at], items[at + 1]
    if (
        first.shape not in ("word", "elided")
        or noun.shape != "word"
        or first.form not in DETERMINERS
    ):
        return False
    if first.caps or noun.capital or not noun.readings or noun.form in FIXED:
        return False
    if (
        first.form == "une"
        and noun.form == "grand"
        and at + 2 < len(items)
        and items[at + 2].form in GRAND
    ):
        return False
    if not noun.only("NAP" if first.form in CLITIC | PRONOUN else "NAPVG"):
        return False
    if first.form in PRONOUN and not noun.any("N"):
        return False
    known = _nominal(noun)
    if not known or noun.is_form_of("être", "V") or noun.is_form_of("avoir", "V"):
        return False
    if noun.form in MONTHS or (first.form in NUMERALS and noun.any("C")):
        return False
    gender, number = DETERMINERS[first.form]
    if any(reading.fits(gender, number) for reading in known):
        return False
    behind = items[at + 2] if at + 2 < len(items) else None
    before = items[at - 1] if at else None
    if before is not None and (
        (before.form in ("et", "-") and first.form == "un") or text_glue(before, first)
    ):
        return False
    if behind is None:
        return True
    # "les nom et adresse": one plural article for several singular nouns; "bac +5"; a hyphen makes another word.
    return behind.form not in ("et", "ou", ",", "+", "/") and not text_glue(noun, behind)


def text_glue(left: Word, right: Word) -> bool:
    """Whether two items touch: a hyphen, slash or point that makes one token of a name, file or inclusive form."""
    return left.end == right.start and right.form in "-–/·.•(@_" and right.form != "."


@check(
    "FLU201",
    "determiner-agreement",
    category="linguistic conventions/agreement",
    severity=Severity.MINOR,
    languages=("fr",),
)
def determiner_agreement(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The article or determiner does not agree with its noun.

    What it does: compares the gender and number of a determiner with every reading that a lexicon has for the word
    right after it, and reports the pair when none agrees.

    Why it matters: a reader sees at once that nobody proofread the text, and a singular for a plural can mislead.

    Example: « une problème », « les maison ».

    What to do: correct the determiner or the noun.
    """
    for case in cases:
        items = words(case.text)
        for at in range(len(items) - 1):
            if _determiner_clash(items, at):
                first, noun = items[at], items[at + 1]
                yield _hit(
                    case,
                    first,
                    noun,
                    _("“{first}” and “{noun}” do not agree in gender or number.").format(
                        first=first.form, noun=noun.form
                    ),
                )


def _clause_start(items: tuple[Word, ...], at: int) -> int:
    """Index of the first item of the stretch without strong punctuation that holds items[at]."""
    while at > 0 and not (items[at - 1].shape == "mark" and items[at - 1].form not in "'’%-"):
        at -= 1
    return at


def _could_own(word: Word, adjective: Word) -> bool:
    """Whether an adjective might agree with this earlier word of the clause."""
    if word.shape == "number" or (word.capital and not word.readings):
        return True
    if word.shape == "elided":
        return word.form in ("j'", "m'", "t'", "s'", "l'")
    pronoun = (
        word.form.removeprefix("-t").removeprefix("-") if word.shape == "clitic" else word.form
    )
    if word.form in (
        "je",
        "tu",
        "nous",
        "vous",
        "on",
        "me",
        "te",
        "se",
        "qui",
        "en",
        "les",
        "lui",
        "leur",
        "celui",
    ):
        return word.form != "les"
    if pronoun in PRONOUN_FORM:
        gender, number = PRONOUN_FORM[pronoun]
        return any(reading.fits(gender, number) for reading in _nominal(adjective))
    if word.shape == "clitic":
        return True
    own = tuple(
        reading for reading in word.readings if reading.kind in "NRP" or reading.tag[0] == "A"
    )
    if word.form in DETERMINERS or not own:
        return not word.readings and word.shape == "word"
    return any(
        mine.fits(theirs.tag[1], theirs.tag[2]) for mine in own for theirs in _nominal(adjective)
    )


@check(
    "FLU202",
    "adjective-agreement",
    category="linguistic conventions/agreement",
    severity=Severity.MINOR,
    languages=("fr",),
)
def adjective_agreement(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """An adjective or participle agrees neither with the noun before it nor with any other word it could describe.

    What it does: looks at a noun followed by an adjective or participle; reports the adjective when none of its
    readings agrees with that noun and no earlier word of the clause could be what it describes.

    Why it matters: the reader stumbles, and cannot tell what the adjective belongs to.

    Example: « les étudiants inscrites ».

    What to do: make the adjective agree, and check that it is the right word.
    """
    for case in cases:
        items = words(case.text)
        for at in range(1, len(items) - 1):
            noun, adjective = items[at], items[at + 1]
            if _adjective_clash(items, at):
                yield _hit(
                    case,
                    noun,
                    adjective,
                    _("“{adjective}” does not agree with “{noun}”.").format(
                        adjective=adjective.form, noun=noun.form
                    ),
                )


def _adjective_clash(items: tuple[Word, ...], at: int) -> bool:
    noun, adjective = items[at], items[at + 1]
    if noun.shape != "word" or adjective.shape != "word" or noun.capital or adjective.capital:
        return False
    if not noun.only("NA") or not noun.any("N") or not adjective.only("AP"):
        return False
    if adjective.form in FIXED or noun.form in COLLECTIVE | {"fois", "abord", "fin"}:
        return False
    mine = [reading for reading in noun.readings if reading.kind == "N"]
    if len({reading.tag[1] for reading in mine}) > 1 or mine[0].tag[1] == "e":
        return False
    if any(
        reading.fits(other.tag[1], other.tag[2])
        for reading in mine
        for other in _nominal(adjective)
    ):
        return False
    before = items[at - 1]
    if (
        before.form not in DETERMINERS
        and before.form not in ("de", "d'", "l'", "en")
        and not before.only("A")
    ):
        return False
    start = _clause_start(items, at)
    earlier = items[start:at]
    if any(_could_own(word, adjective) for word in earlier):
        return False
    plural = all(reading.tag[2] == "p" for reading in _nominal(adjective))
    if plural and (
        start > 0 or any(word.form in ("et", "ou", "ni", "que", "qu'") for word in earlier)
    ):
        nouns = [word for word in items[:at] if word.any("NR") or word.capital]
        linked = [
            word
            for word in items[:at]
            if word.form in ("et", "ou", "ni", ",", "/", "&", "comme", "avec")
        ]
        singular_noun = all(reading.tag[2] != "p" for reading in mine)
        if linked and len(nouns) > 0 and singular_noun:
            return False
    after = items[at + 2] if at + 2 < len(items) else None
    if after is not None:
        # "les partisans nouvelle génération": the adjective belongs to what follows.
        if after.shape == "word" and any(
            reading.kind in "NA" and reading.fits(other.tag[1], other.tag[2])
            for reading in after.readings
            for other in _nominal(adjective)
        ):
            return False
        if text_glue(adjective, after) or text_glue(noun, adjective):
            return False
    return True


def _skip_objects(items: tuple[Word, ...], at: int) -> int:
    while at < len(items) and items[at].form in OBJECTS and items[at].shape in ("word", "elided"):
        at += 1
    return at


def _persons(word: Word) -> set[str]:
    return {reading.tag[2:] for reading in word.readings if reading.kind == "V"}


def _opens_clause(items: tuple[Word, ...], at: int) -> bool:
    if at == 0:
        return True
    before = items[at - 1]
    if before.form in ("que", "qu'"):
        return at == 1 or items[at - 2].form not in COMPARED
    return before.form in CLAUSE_OPENERS or before.form in "«—–:;"


def _pronoun_clash(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the verb that contradicts the subject pronoun items[at]."""
    pronoun = items[at]
    if pronoun.form not in SUBJECTS or pronoun.shape == "clitic":
        return None
    before = items[at - 1] if at else None
    if pronoun.form in ("elle", "elles") and not _opens_clause(items, at):
        return None
    if before is not None and (
        before.form in ("-", "entre") or (before.any("E") and before.form != "pendant")
    ):
        return None
    verb = _skip_objects(items, at + 1)
    if verb == len(items) or items[verb].shape != "word" or items[verb].capital:
        return None
    word = items[verb]
    persons = _persons(word)
    if not persons or word.any("BEOJIGC") or persons & set(SUBJECTS[pronoun.form]):
        return None
    if word.any("P") and not persons & {"3s", "3p"}:
        return None
    return verb


def _noun_clash(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the verb that contradicts the noun phrase that opens a clause at `at`."""
    if items[at].form not in DETERMINERS or items[at].form in NO_SUBJECT:
        return None
    if not _opens_clause(items, at) or at + 2 >= len(items):
        return None
    number = DETERMINERS[items[at].form][1]
    noun = at + 1
    if items[noun].capital or not items[noun].any("N") or not items[noun].only("NA"):
        return None
    if items[noun].form in COLLECTIVE or any(
        reading.lemma in COLLECTIVE for reading in items[noun].readings
    ):
        return None
    if not any(reading.fits("e", number) for reading in _nominal(items[noun])):
        return None
    verb = noun + 1
    if items[verb].shape == "word" and items[verb].only("A"):
        verb += 1
    while verb < len(items) and items[verb].form in ("ne", "n'", "se", "s'", "y", "en"):
        verb += 1
    if verb == len(items) or items[verb].shape != "word" or items[verb].capital:
        return None
    word = items[verb]
    auxiliary = word.form in (
        "est",
        "sont",
        "a",
        "ont",
        "était",
        "étaient",
        "avait",
        "avaient",
        "sera",
        "seront",
    )
    if not auxiliary and not word.only("V"):
        return None
    persons = _persons(word) & {"3s", "3p"}
    if len(persons) != 1 or persons == {"3" + number}:
        return None
    if word.any("V") and any(item.form in ("et", "ou", "ni") for item in items[at:verb]):
        return None
    return verb


@check(
    "FLU203",
    "subject-verb-agreement",
    category="linguistic conventions/agreement",
    severity=Severity.MINOR,
    languages=("fr",),
)
def subject_verb_agreement(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The verb does not agree with its subject.

    What it does: looks at a subject pronoun, or a noun that opens a clause, directly followed by a verb none of whose
    readings has the person or number of the subject. Nouns that stand for many (la majorité) are left alone.

    Why it matters: it is a plain fault, and who does what can become unclear.

    Example: « ils mange », « les enfants joue ».

    What to do: give the verb the person and number of its subject.
    """
    for case in cases:
        items = words(case.text)
        for at in range(len(items) - 1):
            verb = _pronoun_clash(items, at)
            if verb is None:
                verb = _noun_clash(items, at)
            if verb is not None:
                yield _hit(
                    case,
                    items[at],
                    items[verb],
                    _("The verb “{verb}” does not agree with its subject “{subject}”.").format(
                        verb=items[verb].form,
                        subject=case.text[items[at].start : items[verb - 1].end],
                    ),
                )


def _subject(items: tuple[Word, ...], at: int) -> tuple[str, str, int] | None:
    """Gender and number of a subject that opens a clause at `at`, and the index after it."""
    word = items[at]
    if word.shape != "word":
        return None
    if word.form in PERSON_FORM:
        return *PERSON_FORM[word.form], at + 1
    if word.form in PRONOUN_FORM:
        if word.form in ("elle", "elles") and not _opens_clause(items, at):
            return None
        before = items[at - 1] if at else None
        if before is not None and before.any("E"):
            return None
        gender, number = PRONOUN_FORM[word.form]
        return gender, number, at + 1
    if word.form not in DETERMINERS or word.form in NO_SUBJECT | {"l'"}:
        return None
    if not _opens_clause(items, at) or at + 1 >= len(items):
        return None
    noun = items[at + 1]
    if noun.capital or not noun.only("NA") or noun.form in COLLECTIVE:
        return None
    if any(reading.lemma in COLLECTIVE for reading in noun.readings):
        return None
    gender, number = DETERMINERS[word.form]
    genders = {reading.tag[1] for reading in noun.readings if reading.kind == "N"}
    if gender == "e":
        if len(genders) != 1:
            return None
        gender = genders.pop()
    if gender == "e" or (genders and gender not in genders):
        return None
    return gender, number, at + 2


@check(
    "FLU204",
    "participle-agreement",
    category="linguistic conventions/agreement",
    severity=Severity.MINOR,
    languages=("fr",),
)
def participle_agreement(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """After “être”, the participle or adjective does not agree with the subject.

    What it does: takes a subject pronoun or a noun that opens a clause, then a form of “être”, then a participle or
    adjective none of whose readings has the subject's gender and number. Pronominal verbs are left alone.

    Why it matters: it is a plain fault that a proofreader would not let through.

    Example: « elle est parti », « les portes ont été fermé ».

    What to do: make the participle agree with the subject.
    """
    for case in cases:
        items = words(case.text)
        for at in range(len(items) - 2):
            found = _subject(items, at)
            if found is None:
                continue
            gender, number, verb = found
            last = _attribute(items, verb)
            if last is None or any(
                reading.fits(gender, number) for reading in _nominal(items[last])
            ):
                continue
            yield _hit(
                case,
                items[at],
                items[last],
                _("“{participle}” does not agree with its subject “{subject}”.").format(
                    participle=items[last].form,
                    subject=case.text[items[at].start : items[verb - 1].end],
                ),
            )


def _attribute(items: tuple[Word, ...], at: int) -> int | None:
    """Index of the participle or adjective after a form of être (or avoir été) at `at`."""
    while at < len(items) and items[at].form in ("ne", "n'"):
        at += 1
    if at >= len(items):
        return None
    passive = items[at].is_form_of("avoir", "V")
    if not passive and not items[at].is_form_of("être", "V"):
        return None
    at += 1
    if passive:
        while at < len(items) and items[at].only("BO"):
            at += 1
        if at >= len(items) or items[at].form != "été":
            return None
        at += 1
    steps = 0
    while at < len(items) and items[at].shape == "word" and items[at].only("BO") and steps < 3:
        if items[at].form in (
            "que",
            "qu'",
            "tout",
            "ce",
            "celui",
            "celle",
            "ceux",
            "celles",
            "l'un",
            "lui",
            "elle",
        ):
            return None
        at += 1
        steps += 1
    if at >= len(items):
        return None
    word = items[at]
    if word.shape != "word" or word.capital or not word.only("AP") or word.form in FIXED:
        return None
    after = items[at + 1] if at + 1 < len(items) else None
    if after is not None and (
        text_glue(word, after) or after.form == "marché" or (after.only("NA") and word.only("A"))
    ):
        return None
    return at
