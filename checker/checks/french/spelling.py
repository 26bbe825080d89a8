"""Words that no dictionary has and that are a slip away from one that it has."""

from __future__ import annotations

import functools
import itertools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from checker.checks.passage import FILLER, prose
from checker.languages import primary
from checker.languages.fr.lexicon import WordList, readings, words
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config

LETTERS = "abcdefghijklmnopqrstuvwxyzàâæçéèêëîïôœùûü"
VOWELS = frozenset("aeiouyhàâéèêëîïôœùû")
ELIDED = ("qu", "c", "d", "j", "l", "m", "n", "s", "t")
PRONOUNS = ("je", "tu", "il", "elle", "on", "nous", "vous", "ils", "elles")
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

HABIT = 3
"""A word that a document writes so often is a term of its own."""

COMMON = 3.3
"""How usual, on the same scale, a word must be to be meant where more than accents or a doubled letter differ: rare
words (of plants, of peoples) have neighbours by chance."""

LIGATURES = ("oe", "ae")
"""Written in two letters: a matter of typography (LOC203)."""

_CEDERA = re.compile(r"é([^aeiouyéè]{1,3}er(?:ai|as|a|ons|ez|ont|ais|ait|ions|iez|aient))$")

KNOWN = WordList("spelling.known")
PREFIXES = WordList("spelling.prefixes")
SUFFIXES = WordList("spelling.suffixes")
EXPECTED: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(
        ("pour", "sans", "peut", "peuvent", "doit", "doivent", "faut", "va", "vont"), ("er", "ir")
    ),
    **dict.fromkeys(("de", "d'", "à", "pouvez", "devez", "pouvons", "devons"), ("er",)),
    **dict.fromkeys(("ils", "elles"), ("ent",)),
    **dict.fromkeys(("il", "elle", "on"), ("ait", "era")),
    "nous": ("ons",),
    "vous": ("ez",),
}
"""Endings that a verb has behind these words."""
VERB_ENDINGS = ("er", "ir", "ez", "ons", "ent", "ait", "aient", "era", "eront", "ons")
SMALL = WordList("spelling.small")
STEM_ENDINGS = ("", "e", "er")


@check(
    "FLU235",
    "misspelt-word",
    category="linguistic conventions/spelling",
    severity=Severity.MINOR,
    languages=("fr",),
)
def misspelt_word(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A word that the dictionary lacks differs in one letter or in accents from a word that it has.

    What it does: looks at words in small letters between words that the dictionary knows, and leaves alone what people
    do use, the spelling of 1990, what a document writes three times, compounds with a hyphen and other languages. A
    lost apostrophe, hyphen or space counts as a letter. With a capital, only the first word of a sentence is looked at,
    and only for accents and doubled letters. Words far from every known one are left to the models.

    Why it matters: translation programs build words from pieces, and some come out as no word at all.

    Example: « une capacitée de 300 passagers », « deux couleures »

    What to do: write the word that is meant; a term that the dictionary lacks can be excused with a comment.
    """
    texts = [words(prose(case.text)) for case in cases]
    seen = Counter(word.form for items in texts for word in items if _doubtful(word))
    for case, items in zip(cases, texts, strict=True):
        for at, word in enumerate(items):
            opens = at == 0 and word.capital and not word.caps
            if not _doubtful(word, opens=opens) or seen[word.form] >= HABIT or _foreign(items, at):
                continue
            raw = case.text[word.start : word.end]
            if not (raw[0].lower() + raw[1:] if opens else raw).islower():  # dBase
                continue
            meant = _opening(items, config) if opens else _meant(word.form, config)
            if meant is not None and opens:
                meant = meant.capitalize()
            if meant is not None:
                yield Hit(
                    case.segment.index,
                    Span(word.start, word.end),
                    _("“{word}” is not in the dictionary; “{meant}” is.").format(
                        word=word.form, meant=meant
                    ),
                    suggestion=meant,
                )


@check(
    "FLU237",
    "unknown-verb",
    category="linguistic conventions/spelling",
    severity=Severity.MINOR,
    languages=("fr",),
)
def unknown_verb(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A word that nobody uses stands where a verb is expected.

    What it does: looks behind « pour », « de », a pronoun or a modal verb for a word with the ending of a verb that
    neither the dictionary nor any list of words in use has, in French or another language. Slips of a letter are
    reported by `misspelt-word` instead; words whose stem the document has again are its terms.

    Why it matters: translation programs build words from pieces, and some come out as no word at all.

    Example: « Pour éblerler votre appétit, voici un court exemple. »

    What to do: look at the source, and write the verb that is meant.
    """
    for case in cases:
        items = words(prose(case.text))
        for at in range(1, len(items)):
            word = items[at]
            if not _doubtful(word) or len(word.form) < LONG or _foreign(items, at):
                continue
            endings = EXPECTED.get(items[at - 1].form, ())
            if not endings or not word.form.endswith(endings):
                continue
            if (
                case.text[word.end : word.end + 1] == "."
                and case.text[word.end + 1 : word.end + 2].isalnum()
            ):
                continue  # "bignumber.js"
            if _in_use(word.form) or _derived(word.form) or _meant(word.form, config) is not None:
                continue
            ending = max((end for end in endings if word.form.endswith(end)), key=len)
            if _stands_twice(word.form.removesuffix(ending), cases):
                continue  # a term of this text: "pseudonymiser, la pseudonymisation"
            yield Hit(
                case.segment.index,
                Span(word.start, word.end),
                _("“{word}” is not a word.").format(word=word.form),
            )


def _stands_twice(stem: str, cases: Sequence[Case]) -> bool:
    """Whether the text has several words, or one of them several times, that begin so."""
    return sum(case.text.lower().count(stem) for case in cases) > 1


def _infinitives(form: str) -> set[str]:
    return {form.removesuffix(ending) + "er" for ending in VERB_ENDINGS}


def _in_use(form: str) -> bool:
    """Whether some list has the word, its singular or its infinitive, in French or a language that lends to it."""
    from wordfreq import zipf_frequency

    return any(
        zipf_frequency(item, lang) > 0
        for lang in (
            "fr",
            "en",
            "es",
            "it",
            "de",
        )  # each list takes time to load: the likeliest first
        for item in {form, form.removesuffix("s"), *_infinitives(form)}
    )


def _unknown(word: Word) -> bool:
    return word.shape == "word" and not word.readings and word.form not in KNOWN


def _doubtful(word: Word, *, opens: bool = False) -> bool:
    """Whether an unknown word may be a French one that went wrong: no name, no abbreviation, no foreign letters.

    `opens`: it begins a sentence, where a capital makes no name of it.
    """
    return (
        _unknown(word)
        and (opens or not word.capital)
        and len(word.form) >= SHORTEST
        and all(letter in LETTERS for letter in word.form)
        and not VOWELS.isdisjoint(word.form)
    )


def _foreign(items: Sequence[Word], at: int) -> bool:
    """Whether a word beside this one is unknown too: part of a title or of a phrase in another language."""
    beside = (*items[max(0, at - 1) : at], *items[at + 1 : at + 2])
    return any(_unknown(word) or FILLER in word.form or word.form in "-_/@&*" for word in beside)


def _meant(form: str, config: Config) -> str | None:
    """The known word that an unknown one is a slip away from; None where it may be a word for all that."""
    from wordfreq import zipf_frequency

    own, other = (zipf_frequency(form, lang) for lang in ("fr", primary(config.pivot)))
    if max(own, other) >= USED or other > max(own, SEEN) or _plural_of_used(form, config):
        return None
    if any(pair in form for pair in LIGATURES) or _derived(form):
        return None
    for elided in ELIDED:
        rest = form.removeprefix(elided)
        if rest != form and rest[:1] in VOWELS and readings(rest):
            return f"{elided}'{rest}"
    for pronoun in PRONOUNS:
        rest = form.removesuffix(pronoun)
        if rest != form and any(reading.kind == "V" for reading in readings(rest)):
            return f"{rest}-{pronoun}"
    if len(form) > LONGEST:
        return None
    near = [word for word in _one_edit(form) if readings(word) or word in KNOWN]
    if any(_reformed(form, word) for word in near):
        return None
    alike = [word for word in near if _skeleton(word) == _skeleton(form)]
    parts = None if alike else _glued(form)
    if parts is not None:
        return parts
    usual = [word for word in near if zipf_frequency(word, "fr") >= COMMON]
    if len(form) < LONG and len(near) > 1 and len(alike) != 1:
        return None
    if not alike and not usual and len(form) >= LONG:
        usual = list(_sounding_like(form))
    return max(alike or usual, key=lambda word: (zipf_frequency(word, "fr"), word), default=None)


def _plural_of_used(form: str, config: Config) -> bool:
    """Whether a plural that nobody has counted has a singular that people use: logits."""
    from wordfreq import zipf_frequency

    single = form.removesuffix("s")
    if single == form or readings(single):
        return False
    own, other = (zipf_frequency(single, lang) for lang in ("fr", primary(config.pivot)))
    return other >= SEEN and other > own


def _opening(items: Sequence[Word], config: Config) -> str | None:
    """The word that the unknown first word of a sentence is meant for: one that differs in accents or doubled letters.

    Other slips are not looked for: most unknown words with a capital are names.
    """
    from wordfreq import zipf_frequency

    form = items[0].form
    own, other = (zipf_frequency(form, lang) for lang in ("fr", primary(config.pivot)))
    if max(own, other) >= USED or len(form) < LONG or (len(items) > 1 and items[1].capital):
        return None
    found = [word for word in _skeletons().get(_skeleton(form), ()) if word[:1] == form[:1]]
    if any(_reformed(form, word) for word in found):
        return None
    return max(found, key=lambda word: (zipf_frequency(word, "fr"), word), default=None)


def _glued(form: str) -> str | None:
    """Two usual words, one of them a small one, that lost the space between them: « ambitieuxpour »."""
    from wordfreq import zipf_frequency

    found = []
    for at in range(2, len(form)):
        left, right = form[:at], form[at:]
        small, large = (
            (right, left) if right in SMALL else (left, right) if left in SMALL else ("", "")
        )
        if not small or len(large) < SHORTEST or not readings(large):
            continue
        usual = zipf_frequency(large, "fr")
        sure = len(small) > 2 or len(large) >= LONG or (small == "à" and right == small)
        if usual >= COMMON and len(small) + (small == "à") > 1 and sure:
            found.append((len(small), usual, f"{left} {right}"))
    return max(found)[2] if found else None


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
    from wordfreq import top_n_list, zipf_frequency

    out: dict[str, list[str]] = defaultdict(list)
    for word in top_n_list("fr", 40_000):
        if len(word) >= LONG - 1 and readings(word) and zipf_frequency(word, "fr") >= COMMON:
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


def _derived(form: str) -> bool:
    """Whether a known word with a common prefix or suffix, which dictionaries list for few words only."""
    rests = [form.removeprefix(prefix) for prefix in PREFIXES if form.startswith(prefix)]
    stems = [form.removesuffix(suffix) for suffix in SUFFIXES if form.endswith(suffix)]
    rests += [stem + ending for stem in stems for ending in STEM_ENDINGS]
    return any(len(rest) >= SHORTEST and bool(readings(rest)) for rest in rests)


def _reformed(form: str, word: str) -> bool:
    """Whether `form` is the spelling of 1990 of `word`: no circumflex on i and u, « cèdera »."""
    plain = word.translate(str.maketrans("îû", "iu"))
    return plain == form or (_CEDERA.sub(r"è\1", plain) == form)


def _skeleton(word: str) -> str:
    """A word without accents and with no letter twice in a row."""
    plain = (c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return "".join(letter for letter, _run in itertools.groupby(plain))
