"""French agreement across a distance: subject and verb, subject and participle, with words in between.

The parser says what belongs together; a hit needs in addition a noun phrase that opens its clause, nothing but
complements between it and the verb, and words whose every reading in the lexicon contradicts it. So a wrong tree
alone never makes a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from checker.checks.french.noun_phrase import COLLECTIVE, FIXED, adjective_clashes
from checker.checks.french.subjects import (
    AUXILIARY,
    CLAUSE_OPENERS,
    COMPARED,
    NO_SUBJECT,
    OBJECTS,
    participle_clashes,
    verb_clashes,
)
from checker.languages import parsing
from checker.languages.fr.lexicon import determiners, readings
from checker.languages.morphology import Reading
from checker.languages.parsing import Parse, Token
from checker.messages import _
from checker.plugins import Need, check
from checker.types import Case, Hit, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config

# Parts of speech of complements: "le rapport de la commission sur les fonds", with adjectives and adverbs.
BETWEEN = {"ADP", "DET", "NOUN", "PROPN", "ADJ", "NUM", "ADV"}
# Words that make a second subject, or a comparison, of what lies between.
LINKING = {"comme", "et", "ou", "ni", "que", "avec", "plus", "ainsi", "mais", "&", "/"}
MARKS = set("«—–:;")
_COPULA_REACH = 3
"""Tokens before a phrase in which a form of “être” makes what follows the phrase an attribute."""
_RELATIVE_REACH = 6
"""Tokens before “que” in which “ne” makes it mean “only”."""


class _Subject(NamedTuple):
    """A noun that opens its clause, by index, with its determiner and the gender and number of both."""

    first: int
    noun: int
    gender: str
    number: str


def _nouns(token: Token) -> tuple[Reading, ...]:
    return tuple(item for item in readings(token.form) if item.kind == "N")


def _touches(tokens: Sequence[Token], at: int) -> bool:
    """Whether a hyphen or the like joins a token to the next."""
    return (
        at + 1 < len(tokens)
        and tokens[at].end == tokens[at + 1].start
        and not tokens[at + 1].form[:1].isspace()
        and tokens[at + 1].form[:1] in "-–/·_@"
    )


def _opens_clause(tokens: Sequence[Token], at: int) -> bool:
    if at == 0:
        return True
    before = tokens[at - 1].form
    if before == ",":
        # "Selon le rapport, les effets": a complement opens the sentence.
        return tokens[0].pos in ("ADP", "ADV") and all(
            token.form != "," and not _finite(token) for token in tokens[: at - 1]
        )
    if before in ("que", "qu'"):
        earlier = [token.form for token in tokens[max(0, at - _RELATIVE_REACH) : at - 1]]
        if at == 1:
            return True
        return earlier[-1] not in COMPARED | LINKING and not {"ne", "n'"} & set(earlier)
    return before in CLAUSE_OPENERS or before in MARKS


def _finite(token: Token) -> bool:
    return token.pos in ("VERB", "AUX") and bool(_persons(token))


def _persons(token: Token) -> set[str]:
    return {item.tag[2:] for item in readings(token.form) if item.kind == "V"}


def _subject(parse: Parse, noun: int, *, opening: bool = True) -> _Subject | None:
    """The noun phrase of a noun, where its gender and number are certain."""
    tokens = parse.tokens
    word = tokens[noun]
    if word.pos != "NOUN" or word.capital or _touches(tokens, noun):
        return None
    kinds = {item.kind for item in readings(word.form)}
    after = tokens[noun + 1] if noun + 1 < len(tokens) else None
    unclear = opening and after is not None and "A" in kinds and bool(_nouns(after))
    if unclear or (after is not None and after.pos == "NOUN"):
        return None  # "un large éventail": the first was taken for the noun
    first = next((at for at in parse.children(noun, "det") if at < noun), None)
    if first is None or tokens[first].form not in determiners() or tokens[first].form in NO_SUBJECT:
        return None
    if any(token.pos not in ("ADJ", "NUM") for token in tokens[first + 1 : noun]):
        return None
    if opening and not _opens_clause(tokens, first):
        return None
    if (
        first
        and tokens[first - 1].end == tokens[first].start
        and tokens[first - 1].form[-1:] == "-"
    ):
        return None  # "le bernard-l'ermite"
    if "N" not in kinds or kinds - set("NAVP"):
        return None
    if COLLECTIVE & {word.form, *(item.lemma for item in readings(word.form))}:
        return None
    gender, number = determiners()[tokens[first].form]
    mine = [item for item in _nouns(word) if item.fits(gender, number)]
    genders = {item.tag[1] for item in mine} if gender == "e" else {gender}
    numbers = {item.tag[2] for item in mine} if number == "i" else {number}
    if not mine or len(numbers) != 1 or "i" in numbers:
        return None
    return _Subject(first, noun, genders.pop() if len(genders) == 1 else "e", numbers.pop())


def _only_complements(tokens: Sequence[Token]) -> bool:
    """Whether nothing but complements and little pronouns lies between a subject and its verb."""
    return all(
        token.form in OBJECTS
        or (
            token.pos in BETWEEN
            and token.form not in LINKING
            and not any(item.kind in "GIX" for item in readings(token.form))
        )
        for token in tokens
    )


def _verb(parse: Parse, subject: int, head: int) -> int | None:
    """Index of the finite verb of a clause: the head itself or the first of its auxiliaries."""
    parts = [head, *(at for at in parse.children(head) if _auxiliary(parse.tokens[at]))]
    found = [at for at in parts if at > subject and _finite(parse.tokens[at])]
    return min(found, default=None)


def _auxiliary(token: Token) -> bool:
    return token.dep.startswith("aux") or token.dep == "cop"


def _clauses(parse: Parse) -> Iterator[tuple[_Subject, int, int]]:
    """Subjects that are certain, each with the index of its finite verb and of the head of its clause."""
    tokens = parse.tokens
    for at, token in enumerate(tokens):
        if token.dep not in ("nsubj", "nsubj:pass") or token.head <= at:
            continue
        if token.form == "qui":
            owner = tokens[token.head].head
            if tokens[token.head].dep != "acl:relcl" or not 0 < at - owner <= 2:
                continue
            subject = _subject(parse, owner, opening=False)
            if subject is None or not _stands_alone(tokens, subject.first):
                continue
            if owner + 1 < at and not _agrees(tokens[owner + 1], subject):
                continue
        else:
            subject = _subject(parse, at)
            if subject is None or parse.children(at, "conj", "appos", "cc"):
                continue
        verb = _verb(parse, at, token.head)
        if verb is not None and _only_complements(tokens[at + 1 : verb]):
            yield subject, verb, token.head


def _stands_alone(tokens: Sequence[Token], at: int) -> bool:
    """Whether the noun phrase that begins at `at` hangs on no other noun, so that “qui” can mean it alone."""
    if at == 0:
        return True
    before = tokens[at - 1]
    opens = before.form in CLAUSE_OPENERS or before.form in MARKS
    return opens or (_finite(before) and not any(i.kind in "IGP" for i in readings(before.form)))


def _agrees(token: Token, subject: _Subject) -> bool:
    return token.pos == "ADJ" and any(
        item.kind in "AP" and item.fits(subject.gender, subject.number)
        for item in readings(token.form)
    )


def _wrong_verb(parse: Parse, subject: _Subject, verb: int) -> bool:
    tokens = parse.tokens
    word = tokens[verb]
    sure = word.form in AUXILIARY or all(item.kind == "V" for item in readings(word.form))
    # "menace les familles": a word that may be a noun or participle has an object with an article right behind.
    objects = [at for at in parse.children(verb, "obj") if tokens[at].pos == "NOUN"]
    if not sure and not any(verb + 1 in parse.children(at, "det") for at in objects):
        return False
    if verb + 1 < len(tokens) and _finite(tokens[verb + 1]):
        return False  # "la côte est sont"
    persons = _persons(word) & {"3s", "3p"}
    return len(persons) == 1 and persons != {"3" + subject.number}


def _hit(case: Case, tokens: Sequence[Token], subject: _Subject, last: int, message: str) -> Hit:
    said = case.text[tokens[subject.first].start : tokens[subject.noun].end]
    return Hit(
        case.segment.index,
        Span(tokens[last].start, tokens[last].end),
        message.format(subject=said, word=tokens[last].form),
        evidence={"subject": said},
    )


@check(
    "FLU205",
    "distant-subject-verb",
    category="linguistic conventions/agreement",
    severity=Severity.MINOR,
    needs={Need.PARSER},
    languages=("fr",),
)
def distant_subject_verb(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """The verb agrees with a word between it and its subject, not with the subject.

    What it does: asks a grammatical parser which noun is the subject of a verb; reports the verb when the noun opens
    its clause, or stands right before “qui”, when only complements lie between, and when no reading of the verb has
    the subject's number. Needs the extra `fr`; without it the rule stays silent.

    Why it matters: translation programs lose sight of the subject, and so do readers after them.

    Example: « Les effets de la crise menace les familles. »

    What to do: give the verb the number of its subject.
    """
    parses = parsing.parse([case.text for case in cases], config)
    for case, parse in zip(cases, parses, strict=True):
        known = verb_clashes(case.text)
        for subject, verb, _head in _clauses(parse):
            word = parse.tokens[verb]
            if word.start not in known and _wrong_verb(parse, subject, verb):
                message = _("The verb “{word}” does not agree with its subject “{subject}”.")
                yield _hit(case, parse.tokens, subject, verb, message)


@check(
    "FLU206",
    "distant-participle",
    category="linguistic conventions/agreement",
    severity=Severity.MINOR,
    needs={Need.PARSER},
    languages=("fr",),
)
def distant_participle(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """After “être”, the participle or adjective agrees with a word in between, not with the subject.

    What it does: the same as `distant-subject-verb` for the participle or adjective after a form of “être”: reports
    it when the verb agrees with the subject and no reading of the participle does. Pronominal verbs are left alone.

    Why it matters: it is a plain fault, and it hides which word is meant.

    Example: « La liste des candidats a été publié hier. »

    What to do: make the participle agree with the subject.
    """
    parses = parsing.parse([case.text for case in cases], config)
    for case, parse in zip(cases, parses, strict=True):
        known = participle_clashes(case.text)
        for subject, verb, head in _clauses(parse):
            tokens = parse.tokens
            word = tokens[head]
            if word.start in known or _wrong_verb(parse, subject, verb):
                continue
            if _attribute(tokens, verb, head) and not any(
                item.fits(subject.gender, subject.number) for item in readings(word.form)
            ):
                message = _("“{word}” does not have the form that goes with “{subject}”.")
                yield _hit(case, tokens, subject, head, message)


def _attribute(tokens: Sequence[Token], verb: int, head: int) -> bool:
    """Whether the head is surely a participle or adjective that a form of être ties to the subject."""
    word = tokens[head]
    if head <= verb or word.capital or word.form in FIXED or _touches(tokens, head):
        return False
    if not readings(word.form) or any(item.kind not in "AP" for item in readings(word.form)):
        return False
    if tokens[verb - 1].form in OBJECTS - {"ne", "n'"}:
        return False
    if tokens[head - 1].form == "bien":
        return False  # "est bien entendu accompagnée"
    lemmas = {item.lemma for item in readings(tokens[verb].form) if item.kind == "V"}
    between = [token.form for token in tokens[verb + 1 : head]]
    if "être" not in lemmas and not ("avoir" in lemmas and "été" in between):
        return False
    return all(
        token.form == "été" or token.pos in ("ADV", "AUX") for token in tokens[verb + 1 : head]
    )


@check(
    "FLU207",
    "adjective-by-tree",
    category="linguistic conventions/agreement",
    severity=Severity.MINOR,
    needs={Need.PARSER},
    languages=("fr",),
)
def adjective_by_tree(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """An adjective does not agree with the noun before it, which a parser says it describes.

    What it does: looks at an adjective right behind a noun with an article; reports it when the parser ties it to
    that noun, no reading of it agrees, and no noun that the phrase hangs on agrees either. What
    `adjective-agreement` reports without a parser is left to that rule.

    Why it matters: the reader stumbles, and cannot tell what the adjective belongs to.

    Example: « Il importe de protéger la sécurité national. »

    What to do: make the adjective agree, and check that it is the right word.
    """
    parses = parsing.parse([case.text for case in cases], config)
    for case, parse in zip(cases, parses, strict=True):
        known = adjective_clashes(case.text)
        for at in range(2, len(parse.tokens)):
            subject = _misfit(parse, at)
            if subject is not None and parse.tokens[at].start not in known:
                message = _("“{word}” does not agree with “{subject}”.")
                yield _hit(case, parse.tokens, subject, at, message)


def _misfit(parse: Parse, at: int) -> _Subject | None:
    """The noun phrase that ends right before an adjective at `at` and contradicts it."""
    tokens = parse.tokens
    word = tokens[at]
    if word.pos != "ADJ" or word.dep != "amod" or word.head != at - 1 or word.capital:
        return None
    mine = readings(word.form)
    kinds = {item.kind for item in mine}
    if word.form in FIXED or "A" not in kinds or kinds - set("AN"):
        return None
    if tokens[at - 1].form == "fois" or ("N" in kinds and word.form.endswith(("eur", "eurs"))):
        return None  # "une fois mûrs", "des recherches utilisateur"
    if at + 1 < len(tokens) and tokens[at + 1].form == "marché":
        return None  # "ses produits bon marché"
    if _touches(tokens, at) or tokens[at - 1].end == word.start:
        return None
    subject = _subject(parse, at - 1, opening=False)
    if subject is None or any(item.fits(subject.gender, subject.number) for item in mine):
        return None
    if not any(item.tag[2] == "s" for item in mine) and any(
        token.form in ("et", "ou", "ni", "/") for token in tokens[:at]
    ):
        return None  # "une dimension et un objectif essentiels"
    if subject.number == "p" and any(token.form in ("et", "ou") for token in tokens[at + 1 :]):
        return None  # "les cultures italienne et allemande"
    before = tokens[max(0, subject.first - _COPULA_REACH) : subject.first]
    if any(item.lemma == "être" for token in before for item in readings(token.form)):
        return None  # "sera sans aucun doute sujette"
    return None if _owned(parse, at - 1, mine) else subject


def _owned(parse: Parse, noun: int, mine: Sequence[Reading]) -> bool:
    """Whether a word that the noun hangs on, at whatever distance, agrees with an adjective."""
    tokens = parse.tokens
    steps = 0
    while tokens[noun].head != noun and steps < len(tokens):
        noun, steps = tokens[noun].head, steps + 1
        theirs = [item for item in readings(tokens[noun].form) if item.kind in "NP"]
        if any(item.fits(other.tag[1], other.tag[2]) for item in mine for other in theirs):
            return True
    return False
