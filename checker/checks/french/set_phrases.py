"""French set phrases that are misspelt: a word for another that sounds the same, a hyphen or a plural too many."""

from __future__ import annotations

import functools
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from checker.checks.french.sightings import sightings
from checker.languages.fr.lexicon import Trigger
from checker.languages.morphology import Word
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase as it is misspelt, the same as it is written, and the neighbours that decide.

    `behind` is the dictionary form of the word before it, empty for any; `unless` are words right before or behind it
    that make it right.
    """

    wrong: tuple[str, ...]
    right: str
    behind: str
    unless: frozenset[str]


class _Phrases(Mapping[str, Sequence[tuple[int, _Phrase]]]):
    """All of them by their longest word, which few sentences have, with its place in them; read when asked for."""

    @functools.cached_property
    def _by_word(self) -> Mapping[str, Sequence[tuple[int, _Phrase]]]:
        file = resources.files("checker.languages.fr") / "set-phrases.toml"
        out: dict[str, list[tuple[int, _Phrase]]] = defaultdict(list)
        for entry in tomllib.loads(file.read_text("utf-8"))["phrases"]:
            wrong = tuple(_JOINED.sub(r" \g<0> ", entry["wrong"]).replace("'", "' ").split())
            unless = frozenset(entry.get("unless", "").split())
            key = max(wrong, key=len)
            phrase = _Phrase(wrong, entry["right"], entry.get("behind", ""), unless)
            out[key].append((wrong.index(key), phrase))
        return out

    def __getitem__(self, word: str) -> Sequence[tuple[int, _Phrase]]:
        return self._by_word[word]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_word)

    def __len__(self) -> int:
        return len(self._by_word)


_JOINED = re.compile(r"-(?:il|ce|je)\b|,")
"""What stands at the word before and is one by itself."""
_PHRASES = _Phrases()
_LONGEST = Trigger(forms=[_PHRASES])


def _stands(phrase: _Phrase, items: tuple[Word, ...], at: int) -> bool:
    """Whether a misspelt phrase begins at `at`, and its neighbours do not make it right."""
    end = at + len(phrase.wrong)
    if at < 0 or tuple(item.form for item in items[at:end]) != phrase.wrong:
        return False
    if any(item.capital for item in items[at + 1 : end]):
        return False  # "Ci Joint" is a title, "Le Flan" a name
    if phrase.wrong[0] == "a" and items[at].capital:
        return False  # a capital without its accent is another matter
    before = items[at - 1] if at else None
    near = {item.form for item in items[max(at - 1, 0) : at] + items[end : end + 1]}
    if not near.isdisjoint(phrase.unless):
        return False
    return not phrase.behind or (before is not None and phrase.behind in before.lemmas)


@check(
    "FLU258",
    "misspelt-phrase",
    category="linguistic conventions/spelling",
    severity=Severity.MINOR,
    languages=("fr",),
)
def misspelt_phrase(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A set phrase is misspelt, though each of its words exists.

    What it does: looks for some two hundred phrases in which one word is taken for another that sounds the same
    (« entrain de », « faire parti de », « d'ors et déjà »), or that have a hyphen or a plural too many or too few
    (« c'est à dire », « chiffre d'affaire »).

    Why it matters: no dictionary of words sees it, and every careful reader does.

    Example: « Il est entrain de lire. », « Ce village fait parti du canton. »

    What to do: write the phrase as it is; `--fix` does it.
    """
    for case, items, place in sightings(cases, _LONGEST):
        for offset, phrase in _PHRASES[items[place].form]:
            at = place - offset
            if not _stands(phrase, items, at):
                continue
            span = Span(items[at].start, items[at + len(phrase.wrong) - 1].end)
            written = span.of(case.text)
            right = phrase.right.replace("'", "’") if "’" in case.text else phrase.right
            if written[:1].isupper():
                right = right[:1].upper() + right[1:]
            message = _("“{word}” should be written “{right}”.").format(word=written, right=right)
            yield Hit(case.segment.index, span, message, fix=right)
            break
