"""The known word that an unknown French word is one slip away from.

A slip is a letter more, less or other, accents, doubled letters, or an apostrophe, hyphen or space that was lost.

One module: what a word may be a slip of is one question.
"""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from checker.checks.french.clause import PERSON_OF
from checker.checks.french.conjugation import REGULARISED
from checker.checks.french.exceptions import Exceptions
from checker.languages import primary
from checker.languages.fr.lexicon import WordList, has_form, one_letter_away, readings
from checker.languages.frequencies import most_used, zipf
from checker.languages.morphology import Word

if TYPE_CHECKING:
    from checker.config import Config

LETTERS = "abcdefghijklmnopqrstuvwxyzàâæçéèêëîïôœùûü"
VOWELS = frozenset("aeiouyhàâéèêëîïôœùû")
ELIDED = ("qu", "c", "d", "j", "l", "m", "n", "s", "t")
BEFORE_VERBS = frozenset("jmnst")
"""Those of them that stand before a verb alone."""
SHORTEST = 4
"""Letters from which a word can be told from one of its neighbours."""

LONGEST = 40
"""Letters above which no correction is looked for: it takes room and time that grow with the square of the length."""

LONG = 6
"""Letters below which a word must have one neighbour only: short words have them by chance."""

USED = 2.4
"""Words that the dictionary lacks but people use at least so often, as logarithm to base 10 in a billion words, are
words: weekend, emoji, cryptomonnaie."""

SEEN = 1.0
"""A word that is seen so often in the pivot language, and more than in French, comes from there: callable, dtrace."""

COMMON = 3.3
"""How usual, on the same scale, a word must be to be meant where more than accents or a doubled letter differ: rare
words (of plants, of peoples) have neighbours by chance."""

VERY_LONG = 9
"""Letters from which a word is looked for two slips away."""

CLEARLY_MEANT = 3.4
"""How usual that word must be: of rarer ones those of a trade are neighbours, as transclusion is of transfusion."""

VERY_COMMON = 4.2
"""How usual each of two words must be that are found glued together, neither of them a small one."""

_EVERYDAY = 5.0
"""How usual a word of three letters must be that a small one is glued to: « jeuest »."""

MORE_USUAL, FAR_MORE_USUAL = 0.8, 1.5
"""By how much a word with accents must be more usual than the same without, in French and in the pivot language."""

LIGATURES = ("oe", "ae")
"""Written in two letters: a matter of typography (LOC203)."""

_CEDERA = re.compile(r"é([^aeiouyéè]{1,3}er(?:ai|as|a|ons|ez|ont|ais|ait|ions|iez|aient))$")
_ENDING = re.compile(r"(?:er|ée?s?|ez|ent|ons|ant|ait|aient)$")
KNOWN = WordList("spelling.known")
PREFIXES = WordList("spelling.prefixes")
SUFFIXES = WordList("spelling.suffixes")
SMALL = WordList("spelling.small")
_BEFORE_ARTICLE = frozenset(["avec", "chez", "dans", "pour", "sans", "sous", "sur", "vers"])
_ARTICLES = frozenset(["ce", "ces", "cette", "la", "le", "les", "leur", "un", "une"])
"""Small words that are short, and glued together all the same: « surle »."""
STEM_ENDINGS = ("", "e", "er")


@dataclass(frozen=True, slots=True)
class _Unknown:
    """A form that the dictionary lacks, and the language that the text may be translated from."""

    form: str
    pivot: str

    @property
    def used(self) -> tuple[float, float]:
        """How often people use it, in French and in that language: logarithm to base 10 in a billion words."""
        return _used(self.form, self.pivot)


def _used(form: str, pivot: str) -> tuple[float, float]:
    return zipf(form, "fr"), zipf(form, pivot)


may_be_a_word = Exceptions[_Unknown]("FLU235")


@may_be_a_word.when("Le weekend")
def _people_use_it(it: _Unknown) -> bool:
    return max(it.used) >= USED


@may_be_a_word.when("doit être callable")
def _word_of_the_other_language(it: _Unknown) -> bool:
    own, other = it.used
    return other > max(own, SEEN)


@may_be_a_word.when("hypothalamus et logits")
def _plural_of_such_a_word(it: _Unknown) -> bool:
    """A plural that nobody has counted has a singular that people use."""
    single = it.form.removesuffix("s")
    if single == it.form or readings(single):
        return False
    own, other = _used(single, it.pivot)
    return other >= SEEN and other > own


@may_be_a_word.when("Un coefficent")
def _two_letters_for_a_ligature(it: _Unknown) -> bool:
    return any(pair in it.form for pair in LIGATURES)


@may_be_a_word.when("Une région avasculaire")
def _derived_from_a_word(it: _Unknown) -> bool:
    return derived(it.form)


@may_be_a_word.when("Il faut tagger")
def _verb_of_a_word_of_the_other_language(it: _Unknown) -> bool:
    """People conjugate what they borrow: tag, tagger; a usual word of that language, and no French verb."""
    stem = _ENDING.sub("", it.form)
    if stem == it.form or len(stem) < 3:
        return False
    single = stem[:-1] if stem[-1] == stem[-2] else stem
    if any(readings(f"{word}er") for word in (stem, single, stem + stem[-1])):
        return False
    return any(
        other >= COMMON and other > own
        for own, other in (_used(word, it.pivot) for word in (stem, single))
    )


@dataclass(frozen=True, slots=True)
class _Neighbours:
    """An unknown form, the known words one letter away, and those of them that differ in accents or doubled letters."""

    form: str
    near: Sequence[str]
    alike: Sequence[str]


may_be_chance = Exceptions[_Neighbours]("FLU235")


@may_be_chance.when("abrègeraient")
def _spelling_of_1990(it: _Neighbours) -> bool:
    return any(_reformed(it.form, word) for word in it.near)


def meant(form: str, config: Config) -> str | None:
    """The known word that an unknown one is a slip away from; None where it may be a word for all that."""
    if form in REGULARISED:
        return REGULARISED[form]
    accented = _with_accents(form, primary(config.pivot))
    if accented is not None:
        return accented
    if may_be_a_word(_Unknown(form, primary(config.pivot))):
        return None
    parts = _without_mark(form)
    if parts is not None or len(form) > LONGEST:
        return parts
    near = tuple(_one_letter_away(form))
    alike = [word for word in near if _skeleton(word) == _skeleton(form)]
    if may_be_chance(_Neighbours(form, near, alike)):
        return None
    parts = None if alike else _glued(form, alone=not near)
    if parts is not None:
        return parts
    return _likeliest(form, near, alike) or _two_slips_away(form)


def _one_letter_away(form: str) -> Set[str]:
    """The known words that differ in a letter, but for an « a » before them, which may be the word « a »."""
    from rapidfuzz.distance import OSA

    listed = (word for word in KNOWN if word.isalpha() and OSA.distance(form, word) == 1)
    behind = {form[1:]} if form[:1] == "a" != form[1:2] else set()
    return one_letter_away(form, LETTERS).union(listed) - behind


def _with_accents(form: str, pivot: str) -> str | None:
    """The far more usual word that is written the same but for its accents: etait, était.

    People type so often enough for lists of words to have it. The spelling of 1990, and what the pivot language writes
    so too (repetition), are left alone.
    """
    if readings(form):
        return None
    likely = (word for word in _accented().get(form, ()) if word != form and readings(word))
    word = next(likely, None)
    if word is None or _reformed(form, word):
        return None
    own, other = _used(form, pivot)
    usual = zipf(word, "fr")
    return word if usual >= own + MORE_USUAL and usual >= other + FAR_MORE_USUAL else None


@functools.cache
def _accented() -> Mapping[str, Sequence[str]]:
    """Usual words with accents by what they are without, the most usual ones first."""
    out: dict[str, list[str]] = defaultdict(list)
    for word in most_used("fr", 40_000):
        if len(word) >= SHORTEST and not word.isascii():
            out[_plain(word)].append(word)
    return out


def _two_slips_away(form: str) -> str | None:
    """The usual word from which two letters tell a long unknown one: infectation, infection; the most usual of several.

    The first four letters and the last two are the same: what differs more is another word.
    """
    from rapidfuzz.distance import OSA

    if len(form) < VERY_LONG:
        return None
    candidates = _by_ends().get((form[:4], form[-2:]), ())
    near = [word for word in candidates if OSA.distance(form, word, score_cutoff=2) <= 2]
    return max(near, key=lambda word: (zipf(word, "fr"), word), default=None)


@functools.cache
def _by_ends() -> Mapping[tuple[str, str], Sequence[str]]:
    """Long usual words of the dictionary, by their first four letters and their last two."""
    out: dict[tuple[str, str], list[str]] = defaultdict(list)
    for word in most_used("fr", 40_000, CLEARLY_MEANT):
        if len(word) >= VERY_LONG - 2 and has_form(word):
            out[word[:4], word[-2:]].append(word)
    return out


def _without_mark(form: str) -> str | None:
    """A word with the apostrophe or hyphen that it lost: « léquipe », « puisje ». Both parts are words that fit."""
    for elided in ELIDED:
        rest = form.removeprefix(elided)
        if rest != form and rest[:1] in VOWELS and _elides(elided, rest):
            return f"{elided}'{rest}"
    for pronoun, person in PERSON_OF.items():
        rest = form.removesuffix(pronoun)
        if rest != form and any(
            reading.kind == "V" and reading.tag.endswith(person) for reading in readings(rest)
        ):
            between = "-t-" if person == "3s" and rest[-1] in VOWELS else "-"
            return f"{rest}{between}{pronoun}"
    return None


def _elides(elided: str, rest: str) -> bool:
    """Whether people write a word, and it is of a kind that what is elided can stand before."""
    found = readings(rest)
    if elided == "c":
        found = tuple(one for one in found if one.lemma == "être" and one.kind == "V")
    elif elided in BEFORE_VERBS:
        found = tuple(one for one in found if one.kind in ("V", "I", "G"))
    return any(zipf(word, "fr") >= USED for one in found for word in (rest, one.lemma))


def _likeliest(form: str, near: Sequence[str], alike: Sequence[str]) -> str | None:
    """The most usual neighbour; None where a short form has several."""
    if len(form) < LONG and len(near) > 1 and len(alike) != 1:
        return None
    usual = [word for word in near if zipf(word, "fr") >= COMMON]
    if not alike and not usual and len(form) >= LONG:
        usual = list(_sounding_like(form))
    return max(alike or usual, key=lambda word: (zipf(word, "fr"), word), default=None)


def meant_at_the_beginning(items: Sequence[Word], config: Config) -> str | None:
    """The word that the unknown first word of a sentence is meant for: one that differs in accents or doubled letters.

    Other slips are not looked for: most unknown words with a capital are names.
    """
    form, pivot = items[0].form, primary(config.pivot)
    if len(form) < LONG or (len(items) > 1 and items[1].capital):
        return None
    if max(_used(form, pivot)) >= USED:
        known = _with_accents(form, pivot) or ""
        # « Etablir »: many leave accents out on capitals.
        return known if known[:1] == form[:1] else None
    found = [word for word in _skeletons().get(_skeleton(form), ()) if word[:1] == form[:1]]
    if any(_reformed(form, word) for word in found):
        return None
    return max(found, key=lambda word: (zipf(word, "fr"), word), default=None)


def _glued(form: str, *, alone: bool) -> str | None:
    """Two usual words, one of them a small one, that lost the space between them: « ambitieuxpour ».

    `alone`: no word is one letter away from the form. Then two usual words of any kind are found (« avonsdéjà »).

    One function: its guards, read one after the other.
    """
    found = []
    for at in range(2, len(form) - 1):
        left, right = form[:at], form[at:]
        small, large = (
            (right, left) if right in SMALL else (left, right) if left in SMALL else ("", "")
        )
        if left in _BEFORE_ARTICLE and right in _ARTICLES:
            return f"{left} {right}"
        if small:
            ends = right == small  # "debaux" may be a name
            sure = len(small) > 2 or len(large) >= LONG or (ends and (alone or small == "à"))
            usual = _usual(large, ends=ends) if sure else 0.0
            if usual >= COMMON and readings(large) and len(small) + (small == "à") > 1:
                found.append((len(small), usual, f"{left} {right}"))
        elif alone and min(len(left), len(right)) >= SHORTEST:
            usual = min(zipf(word, "fr") for word in (left, right))
            modal = left in ("peut", "doit", "veut", "faut", "va") and right.endswith(
                ("er", "ir", "re")
            )
            made = left == "été" and any(item.kind == "P" for item in readings(right))
            if (
                usual >= (COMMON if modal or made else VERY_COMMON)
                and readings(left)
                and (made or _no_compound(left, right))
            ):
                found.append((0, usual, f"{left} {right}"))
    return max(found)[2] if found else None


def _usual(form: str, *, ends: bool) -> float:
    """How often people write a word that is long enough, or the dictionary form of a participle: « assurées ».

    Of three letters it must be an everyday word that the small one ends (`ends`).
    """
    if len(form) < SHORTEST:
        used = zipf(form, "fr") if ends and len(form) == SHORTEST - 1 else 0.0
        return used if used >= _EVERYDAY else 0.0
    made = [item.lemma for item in readings(form) if item.kind == "P"]
    return max(zipf(word, "fr") for word in (form, *made))


def _no_compound(left: str, right: str) -> bool:
    """Whether two words make no new one: the second is no noun, as in « tournedroite », or the first is a number."""
    kinds = {reading.kind for reading in readings(right)}
    first = {reading.kind for reading in readings(left)}
    governed = "I" in kinds and first <= {"V"}  # "doitaller"
    return bool(kinds) and ("N" not in kinds or "C" in first or governed)


def small_word_behind(form: str) -> str | None:
    """A word with a capital and the small one glued to its end: « Enregistrerpour ». Other such words are names."""
    cuts = ((form[:at], form[at:]) for at in range(LONG, len(form) - 2))
    parts = [(left, right) for left, right in cuts if right in SMALL - {"son"} and readings(left)]
    if not parts or max(_used(form, "en")) > 0:  # a name: Richardson
        return None
    usual = (f"{left} {right}" for left, right in parts if zipf(left, "fr") >= COMMON)
    return next(usual, None)


def _sounding_like(form: str) -> Iterator[str]:
    """Usual words that differ in one letter and in accents or doubled letters besides: chapine, chaîne."""
    plain = _skeleton(form)
    for other in {plain, *_one_edit(plain)}:
        for word in _skeletons().get(other, ()):
            if abs(len(word) - len(form)) <= 2 and word[0] == form[0]:
                yield word


@functools.cache
def _skeletons() -> Mapping[str, Sequence[str]]:
    """Usual words of the dictionary, by what is left of them without accents and doubled letters."""
    out: dict[str, list[str]] = defaultdict(list)
    for word in most_used("fr", 40_000, COMMON):
        if len(word) >= LONG - 1 and has_form(word):
            out[_skeleton(word)].append(word)
    return out


def _one_edit(form: str) -> set[str]:
    """All that is one letter more, one less, one other, or two in the other order (Damerau 1964)."""
    cuts = [(form[:at], form[at:]) for at in range(len(form) + 1)]
    less = {left + right[1:] for left, right in cuts if right and (left or right[0] != "a")}
    swapped = {left + right[1] + right[0] + right[2:] for left, right in cuts if len(right) > 1}
    other = {left + letter + right[1:] for left, right in cuts if right for letter in LETTERS}
    more = {left + letter + right for left, right in cuts for letter in LETTERS}
    return (less | swapped | other | more) - {form}


def derived(form: str) -> bool:
    """Whether a known word with a common prefix or suffix, which dictionaries list for few words only."""
    rests = [form.removeprefix(prefix) for prefix in PREFIXES if form.startswith(prefix)]
    stems = [form.removesuffix(suffix) for suffix in SUFFIXES if form.endswith(suffix)]
    rests += [stem + ending for stem in stems for ending in STEM_ENDINGS]
    return any(len(rest) >= SHORTEST and bool(readings(rest)) for rest in rests)


def _reformed(form: str, word: str) -> bool:
    """Whether `form` is the spelling of 1990 of `word`: no circumflex on i and u, « cèdera »."""
    plain = word.translate(str.maketrans("îû", "iu"))
    return plain == form or (_CEDERA.sub(r"è\1", plain) == form)


def _plain(word: str) -> str:
    """A word without accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))


def _skeleton(word: str) -> str:
    """A word without accents and with no letter twice in a row."""
    return "".join(letter for letter, _run in itertools.groupby(_plain(word)))
