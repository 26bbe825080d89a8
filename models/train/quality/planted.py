"""Errors planted in good French, as machines and hurried people make them: forms, small words, order, meaning.

Each operation takes a text and its words and returns the spoilt text with the place of the error, or None where the
text offers no place for it. What only the source gives away (a negation lost, another number) says so.
"""

from __future__ import annotations

import itertools
import random
import re
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from quality.forms import by_lemma, by_tag
from quality.rows import MAJOR, MINOR, Row, Span

from checker.languages.fr.lexicon import readings, words
from checker.languages.morphology import Word

Spoilt = tuple[str, list[Span]]


class Chance(NamedTuple):
    """What an operation may use: a generator, and other sentences and names to take pieces from."""

    random: random.Random
    sentences: Sequence[str]
    names: Sequence[str]


def chance_with(chance: random.Random, texts: Sequence[str], count: int) -> Chance:
    """Chance that takes phrases and names from so many of these texts."""
    some = chance.sample(texts, min(len(texts), count))
    names = [
        text[word.start : word.end]
        for text in some
        for word in words(text)[1:]
        if word.capital and word.shape == "word" and len(word.form) > 3 and not word.readings
    ]
    return Chance(chance, some, names)


Operation = Callable[[str, Sequence[Word], Chance], Spoilt | None]


class Plan(NamedTuple):
    """How often an operation is tried, what it costs in `z`, and whether the error shows only beside the source."""

    operation: Operation
    weight: float
    cost: float
    needs_source: bool = False


def put(text: str, word: Word, new: str, severity: int = MINOR) -> Spoilt:
    """The text with another word in the place of one."""
    new = new.capitalize() if word.capital else new
    return text[: word.start] + new + text[word.end :], [
        (word.start, word.start + len(new), severity)
    ]


def _some(chance: Chance, items: Sequence[Word]) -> Word | None:
    return chance.random.choice(items) if items else None


def inflected(
    text: str,
    all_words: Sequence[Word],
    chance: Chance,
    kinds: str,
    fits: Callable[[str, str], bool],
) -> Spoilt | None:
    """Another form of some word's lemma, where `fits(tag now, tag then)`."""
    found = []
    for word in all_words:
        if word.shape != "word" or word.caps:
            continue
        others = {
            form
            for reading in word.readings
            if reading.kind in kinds
            for form, tag in by_lemma().get(reading.lemma, ())
            if form != word.form and fits(reading.tag, tag)
        }
        if others:
            found.append((word, sorted(others)))
    if not found:
        return None
    word, others = chance.random.choice(found)
    return put(text, word, chance.random.choice(others))


def agreement(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """ "des mesure": another number of a noun; another number or gender of an adjective or participle."""

    def fits(now: str, then: str) -> bool:
        if then[0] != now[0] or len(then) < 3:
            return False
        gender = now[0] != "N" and now[1] != then[1] and "e" not in now[1] + then[1]
        return gender or (now[2] != then[2] and "i" not in now[2] + then[2])

    return inflected(text, all_words, chance, "NAP", fits)


def person(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """ "les enfants mange": another person or number of a verb."""
    return inflected(
        text,
        all_words,
        chance,
        "V",
        lambda now, then: then[0] == "V" and now[1] == then[1] and now[2:] != then[2:],
    )


def tense(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """ "il viendra hier": another tense of a verb."""
    return inflected(
        text,
        all_words,
        chance,
        "V",
        lambda now, then: (
            then[0] == "V" and now[1] != then[1] and now[2:] == then[2:] and then[1] in "pifcs"
        ),
    )


def mode(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """ "pour finalisé": infinitive, participle and finite verb in each other's place."""
    return inflected(
        text,
        all_words,
        chance,
        "VIPG",
        lambda now, then: (
            then[0] in "VIPG" and then[0] != now[0] and (then[0] != "V" or then[1] in "pi")
        ),
    )


WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text("utf-8"))
PREPOSITIONS, ADDED = WORDS["prepositions"].split(), WORDS["added"].split()
SMALL = frozenset(WORDS["small"].split())
CONFUSED = {word: others.split(", ") for word, others in WORDS["confused"].items()}
"""Closed-class words and those that machines and writers put in their place."""


def preposition(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """ "voter en faveur à": another preposition."""
    word = _some(chance, [word for word in all_words if word.form in PREPOSITIONS])
    if word is None:
        return None
    return put(text, word, chance.random.choice([one for one in PREPOSITIONS if one != word.form]))


def closed_class(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """ "la problème", "ou" for "où": another article, pronoun or homophone."""
    word = _some(
        chance, [word for word in all_words if word.shape == "word" and word.form in CONFUSED]
    )
    return None if word is None else put(text, word, chance.random.choice(CONFUSED[word.form]))


def dropped(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """ "besoin beaucoup": a small word lost; the next one carries the mark."""
    places = [
        (word, after)
        for word, after in itertools.pairwise(all_words)
        if word.shape == "word" and word.form in SMALL and after.shape in ("word", "elided")
    ]
    if not places:
        return None
    word, after = chance.random.choice(places)
    next_word = text[after.start : after.end]
    next_word = next_word.capitalize() if word.capital else next_word
    return (
        text[: word.start] + next_word + text[after.end :],
        [(word.start, word.start + len(next_word), MINOR)],
    )


def added(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """ "une de décision": a small word too many."""
    places = [
        word
        for before, word in itertools.pairwise(all_words)
        if word.shape == "word" and before.shape != "elided"
    ]
    word = _some(chance, places)
    if word is None:
        return None
    new = chance.random.choice(ADDED)
    return text[: word.start] + new + " " + text[word.start :], [
        (word.start, word.start + len(new), MINOR)
    ]


def doubled(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """ "to go to go": a word or a phrase said twice."""
    places = [at for at, word in enumerate(all_words) if word.shape == "word"]
    if not places:
        return None
    first, count = chance.random.choice(places), chance.random.choice((1, 1, 1, 2, 3, 4))
    last = min(first + count, len(all_words)) - 1
    start, end = all_words[first].start, all_words[last].end
    twice = text[start:end]
    severity = MAJOR if count > 1 else MINOR
    return f"{text[:end]} {twice}{text[end:]}", [(end + 1, end + 1 + len(twice), severity)]


def order(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """ "étrangère politique": two neighbours change places, noun and adjective before others."""
    pairs = [
        (one, two)
        for one, two in itertools.pairwise(all_words)
        if one.shape == two.shape == "word" and text[one.end : two.start] == " "
    ]
    nouns = [
        (one, two) for one, two in pairs if one.any("N") and two.any("A") and not one.any("EJOD")
    ]
    pairs = nouns if nouns and chance.random.random() < 0.75 else pairs
    if not pairs:
        return None
    one, two = chance.random.choice(pairs)
    left, right = text[one.start : one.end], text[two.start : two.end]
    if one.capital and not two.capital:
        left, right = left.lower(), right.capitalize()
    return f"{text[: one.start]}{right} {left}{text[two.end :]}", [(one.start, two.end, MINOR)]


def glued(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """ "ambitieuxpour": a lost space."""
    pairs = [
        (one, two)
        for one, two in itertools.pairwise(all_words)
        if text[one.end : two.start] == " " and two.shape in ("word", "elided")
    ]
    if not pairs:
        return None
    one, two = chance.random.choice(pairs)
    return text[: one.end] + text[two.start :], [(one.start, two.end - 1, MINOR)]


NEGATION = re.compile(
    r"\b(?:ne |n['’])((?:l['’]|les? |la |y |en |se |s['’]|me |m['’]|nous |vous |lui |leur )*[\w-]+)"
    r" (?:pas|plus|jamais|point|guère)\b"
)


def negation_lost(text: str, _words: Sequence[Word], _chance: Chance) -> Spoilt | None:
    """ "il vient" for "il ne vient pas"."""
    match = NEGATION.search(text)
    if match is None:
        return None
    verb = match[1]
    return (
        text[: match.start()] + verb + text[match.end() :],
        [(match.start(), match.start() + len(verb), MAJOR)],
    )


def negation_added(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """ "il ne vient pas" for "il vient"."""
    if re.search(r"\b(?:ne|n['’])", text):
        return None
    places = [
        word
        for before, word in itertools.pairwise(all_words)
        if word.shape == "word"
        and before.shape != "elided"
        and word.any("V")
        and (word.only("V") or word.form in ("est", "sont", "peut", "doit", "va", "fait"))
        and not word.readings[0].tag.startswith("Vm")
    ]
    word = _some(chance, places)
    if word is None:
        return None
    no = "n'" if word.form[0] in "aeéèêiouhy" else "ne "
    return put(
        text,
        word,
        f"{no}{word.form} {chance.random.choice(('pas', 'pas', 'jamais', 'plus'))}",
        MAJOR,
    )


def omitted(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """A phrase lost; the words on both sides of the gap carry the mark."""
    if len(all_words) < 9:
        return None
    count = chance.random.randint(2, min(7, len(all_words) // 3))
    at = chance.random.randint(1, len(all_words) - count - 2)
    before, after, start = all_words[at - 1], all_words[at + count], all_words[at].start
    return (
        text[:start] + text[after.start :],
        [(before.start, before.end, MINOR), (start, start + after.end - after.start, MAJOR)],
    )


def inserted(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """A phrase of another sentence in the middle of this one."""
    other = chance.random.choice(chance.sentences)
    theirs = words(other)
    if len(theirs) < 6 or len(all_words) < 4:
        return None
    count = chance.random.randint(2, 5)
    at = chance.random.randint(0, len(theirs) - count)
    phrase = other[theirs[at].start : theirs[at + count - 1].end]
    phrase = phrase[0].lower() + phrase[1:]
    word = chance.random.choice(all_words[1:])
    return (
        f"{text[: word.start]}{phrase} {text[word.start :]}",
        [(word.start, word.start + len(phrase), MAJOR)],
    )


def number(text: str, _words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """Another number."""
    found = list(re.finditer(r"\d+", text))
    if not found:
        return None
    match = chance.random.choice(found)
    digits = list(match[0])
    at = chance.random.randrange(len(digits))
    digits[at] = chance.random.choice([one for one in "123456789" if one != digits[at]])
    new = "".join(digits)
    return text[: match.start()] + new + text[match.end() :], [
        (match.start(), match.start() + len(new), MAJOR)
    ]


def name(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """Another name."""
    places = [
        word
        for word in all_words[1:]
        if word.capital
        and word.shape == "word"
        and len(word.form) > 3
        and all(one.kind == "R" for one in word.readings)
    ]
    word = _some(chance, places)
    if word is None or not chance.names:
        return None
    new = chance.random.choice(chance.names)
    if new == text[word.start : word.end]:
        return None
    return text[: word.start] + new + text[word.end :], [(word.start, word.start + len(new), MAJOR)]


def other_word(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """A word of the same class, gender and number that has nothing to do with it."""
    places = [
        word
        for word in all_words
        if word.shape == "word" and word.only("NAVIBP") and len(word.form) > 3 and not word.caps
    ]
    word = _some(chance, places)
    if word is None:
        return None
    others = by_tag().get(chance.random.choice(word.readings).tag)
    new = chance.random.choice(others) if others else word.form
    return None if new == word.form else put(text, word, new, MAJOR)


def cut_off(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """A sentence that ends in the middle of"""
    if len(all_words) < 7:
        return None
    at = chance.random.randint(max(3, len(all_words) // 2), len(all_words) - 2)
    last = all_words[at - 1]
    stop = "." if chance.random.random() < 0.5 else ""
    return text[: last.end] + stop, [(last.start, last.end, MAJOR)]


def broken_edge(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """ "le maire Il a": the beginning of another sentence after the beginning of this one."""
    other = chance.random.choice(chance.sentences)
    theirs = words(other)
    if len(theirs) < 5 or len(all_words) < 6:
        return None
    last = all_words[chance.random.randint(3, len(all_words) - 2)]
    head = text[: last.end] + " "
    tail = other[: theirs[min(len(theirs) - 1, chance.random.randint(4, 12))].end]
    return head + tail, [
        (last.start, last.end, MAJOR),
        (len(head), len(head) + theirs[0].end, MAJOR),
    ]


def misspelt(text: str, all_words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """A word that does not exist: letters swapped, lost or doubled, or another word's ending."""
    word = _some(
        chance,
        [
            word
            for word in all_words
            if word.shape == "word" and len(word.form) > 5 and not word.caps
        ],
    )
    if word is None:
        return None
    form, at = word.form, chance.random.randint(1, len(word.form) - 2)
    new = chance.random.choice(
        (
            form[:at] + form[at + 1] + form[at] + form[at + 2 :],
            form[:at] + form[at + 1 :],
            form[:at] + form[at] + form[at:],
            form[:at] + chance.random.choice(("ement", "tion", "age", "ique", "eur", "iste")),
        )
    )
    return None if new == form or readings(new) else put(text, word, new)


ELISION = re.compile(r"\b([ldnsqjcmt]|qu)['’](\w+)", re.IGNORECASE)
UNELIDED = {
    "l": "le",
    "d": "de",
    "n": "ne",
    "s": "se",
    "j": "je",
    "c": "ce",
    "m": "me",
    "t": "te",
    "qu": "que",
}


def unelided(text: str, _words: Sequence[Word], chance: Chance) -> Spoilt | None:
    """ "de une": an elision that was not made."""
    found = [match for match in ELISION.finditer(text) if match[1].lower() in UNELIDED]
    if not found:
        return None
    match = chance.random.choice(found)
    full = UNELIDED[match[1].lower()]
    full = full.capitalize() if match[1][0].isupper() else full
    new = f"{full} {match[2]}"
    return text[: match.start()] + new + text[match.end() :], [
        (match.start(), match.start() + len(new), MINOR)
    ]


FORMS = (
    Plan(agreement, 14, 0.5),
    Plan(person, 9, 0.5),
    Plan(tense, 5, 0.5, needs_source=True),
    Plan(mode, 9, 0.6),
    Plan(preposition, 9, 0.5),
    Plan(dropped, 9, 0.5),
    Plan(doubled, 6, 0.6),
    Plan(added, 5, 0.5),
    Plan(closed_class, 12, 0.5),
    Plan(order, 6, 0.5),
    Plan(glued, 3, 0.4),
    Plan(omitted, 8, 1.2, needs_source=True),
    Plan(inserted, 5, 1.3),
    Plan(other_word, 18, 1.4),
    Plan(cut_off, 4, 1.2),
    Plan(broken_edge, 3, 1.2),
    Plan(misspelt, 5, 0.5),
    Plan(unelided, 2, 0.4),
)
"""What spoils the language of a text, at most three times in a sentence."""

MEANING = (
    Plan(negation_lost, 10, 1.4, needs_source=True),
    Plan(negation_added, 8, 1.4, needs_source=True),
    Plan(omitted, 8, 1.2, needs_source=True),
    Plan(number, 6, 1.3, needs_source=True),
    Plan(name, 5, 1.3, needs_source=True),
    Plan(inserted, 2, 1.3),
    Plan(tense, 3, 0.6, needs_source=True),
    Plan(other_word, 3, 1.4),
)
"""What leaves good French that says something else: once in a sentence, with its source."""

ALONE = (cut_off, broken_edge)
"""Nothing else is planted in a sentence whose end is gone."""


def planted(
    source: str, text: str, plans: Sequence[Plan], times: int, chance: Chance
) -> Row | None:
    """The text with up to `times` errors in it; None where none of those that were drawn has a place."""
    z, needs_source = 0.0, False
    spans: list[Span] = []
    kinds: list[str] = []
    spoilt = text
    for plan in chance.random.choices(plans, [plan.weight for plan in plans], k=2 * times):
        if (
            len(kinds) == times
            or (plan.needs_source and not source)
            or (kinds and plan.operation in ALONE)
        ):
            continue
        found = plan.operation(spoilt, words(spoilt), chance)
        if found is None or found[0] == spoilt:
            continue
        moved = shifted(spans, spoilt, found[0])
        if moved is None or overlap(moved, found[1]):
            continue
        spans = moved + found[1]
        spoilt = found[0]
        z += plan.cost
        needs_source |= plan.needs_source
        kinds.append(plan.operation.__name__)
    if not spans:
        return None
    return Row(
        source,
        spoilt,
        tuple(sorted(spans)),
        z=min(z, 2.5),
        error=True,
        major=any(severity == MAJOR for _, _, severity in spans),
        unrelated=False if source else None,
        needs_source=needs_source,
        kind="+".join(kinds),
    )


def shifted(spans: Sequence[Span], before: str, after: str) -> list[Span] | None:
    """Spans of a text where they stand after a change; None where the change touches one of them."""
    start = _shared(before, after)
    tail = _shared(before[start:][::-1], after[start:][::-1])
    end, by = len(before) - tail, len(after) - len(before)
    if any(first <= end and last >= start for first, last, _ in spans):
        return None
    return [span if span[1] < start else (span[0] + by, span[1] + by, span[2]) for span in spans]


def _shared(one: str, two: str) -> int:
    """Letters that two texts begin with alike."""
    different = (at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b)
    return next(different, min(len(one), len(two)))


def overlap(some: Sequence[Span], others: Sequence[Span]) -> bool:
    """Whether one of the spans touches one of the others."""
    return any(a < y and b > x for a, b, _ in some for x, y, _ in others)


def good(source: str, text: str) -> Row:
    """Human text as it stands: what must not be doubted."""
    return Row(
        source,
        text,
        (),
        z=-0.7,
        error=False,
        major=False,
        unrelated=False if source else None,
        kind="good",
    )
