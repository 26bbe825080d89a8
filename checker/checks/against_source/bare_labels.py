"""Labels that lost what they do: “Remove password”, « Mot de passe »."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checker.checks.against_source.contraries import WORD, forms, senses_between
from checker.checks.against_source.sourced import sourced
from checker.config import Config
from checker.languages import Language, language, small_words
from checker.languages.morphology import lexicon
from checker.languages.senses import Senses
from checker.messages import _
from checker.plugins import Need, check
from checker.types import Case, Hit, Severity, Span

_LABEL = 5
"""Words of a source that is a label at most."""
_LETTERS = 3
"""Letters of a word that says something by itself, at least."""
_FAMILY = 4
"""Letters that words of one family begin with: éditer, édition."""


@check(
    "ACC221",
    "action-left-out",
    category="accuracy/omission",
    severity=Severity.MAJOR,
    needs={Need.SOURCE},
)
def action_left_out(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A label that names a thing and no longer says what is done with it.

    What it does: looks at program strings and other units whose source has at most five words and begins with a verb
    such as remove, ignore or import. It reports a text that begins with the thing to which that is done, and has no
    verb, no participle, and no noun that may stand for the verb (« suppression »).

    Why it matters: nobody can tell what the button does, and “Remove” is not what a name leads to expect.

    Example: « Mot de passe » for “Remove password”

    What to do: say what is done: « Supprimer le mot de passe ».
    """
    for one in sourced(cases):
        theirs, own = map(language, one.languages(config))
        verb = _first(one.source, theirs) if one.cases[0].segment.block.whole else None
        if verb is not None and _only_names(one.text, one.source, verb, own, theirs):
            message = _("The source says what is done (“{source}”); the text does not.")
            word = verb.of(one.source)
            yield one.hit(
                Span(0, len(one.text)), message.format(source=word), evidence={"source": word}
            )


def _first(source: str, known: Language) -> Span | None:
    """The verb with which a label begins; None where it does not."""
    words = list(WORD.finditer(source))
    if not 2 <= len(words) <= _LABEL or words[0].group().lower() not in known.actions:
        return None
    return Span(*words[0].span())


def _only_names(text: str, source: str, verb: Span, own: Language, theirs: Language) -> bool:
    """Whether a text says what stands behind the verb of its source, and nothing that may be the verb."""
    lexicon_, known = lexicon(own.code), senses_between(own.code, theirs.code)
    done = forms(verb.of(source).lower(), theirs.code)
    rest = frozenset[str]().union(*_said(source[verb.end :], theirs))
    words = list(_said(text, own))
    if lexicon_ is None or not words or not _means(words[0], rest, known):
        return False
    families = _families(done, known)
    for word in words:
        if _means(word, done, known) or any(one[:_FAMILY] in families for one in word):
            return False
    kinds = ({one.kind for one in lexicon_.readings(word)} for word in WORD.findall(text.lower()))
    return not any(
        found & {"I", "P", "G"} or ("V" in found and "N" not in found) for found in kinds
    )


def _said(text: str, lang: Language) -> Iterator[frozenset[str]]:
    """The words of a text that are none of grammar's small ones, each in its forms."""
    small = small_words(lang.tag)
    for word in WORD.findall(text.lower()):
        if len(word) >= _LETTERS and word not in small:
            yield forms(word, lang.code)


def _means(word: frozenset[str], wanted: frozenset[str], known: Senses) -> bool:
    """Whether a word may translate one of some words, or is written like it."""
    meant = word.union(*(known.words.get(form, ()) for form in word))
    return not meant.isdisjoint(wanted)


def _families(verb: frozenset[str], known: Senses) -> frozenset[str]:
    """How the words begin that translate a verb."""
    return frozenset(word[:_FAMILY] for form in verb for word in known.meanings.get(form, ()))
