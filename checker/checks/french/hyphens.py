"""Words with a hyphen inside that French writes as one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import regex

from checker.checks.french.exceptions import Exceptions
from checker.checks.passage import prose
from checker.languages.fr.lexicon import WordList, readings
from checker.languages.vocabulary import zipf
from checker.messages import _
from checker.plugins import check
from checker.types import Case, Hit, Severity, Span

if TYPE_CHECKING:
    from checker.config import Config

_PARTS = regex.compile(
    r"(?<![\p{L}\p{N}_-])(?<!(?<!\b(?i:[cdjlmnst]|qu))['’])"
    r"(\p{L}\p{Ll}+)-(\p{Ll}{3,})(?![\p{L}\p{N}'’_-])"
)
"""Two parts; an elided word may stand before them, another part may not."""
# Prefixes that French writes at their word, whatever word that is; then those that keep a hyphen, and have no plural.
PREFIXES = WordList("hyphens.prefixes")
WITH_HYPHEN = WordList("hyphens.with_hyphen")

USED = 2.0
"""Zipf frequency from which a word is one that people write as one; behind some prefixes any word is."""


@dataclass(frozen=True, slots=True)
class _Divided:
    """Two parts, as they stand with a small first letter."""

    first: str
    second: str

    @property
    def whole(self) -> str:
        return f"{self.first}-{self.second}"

    @property
    def joined(self) -> str:
        return self.first + self.second


may_be_divided = Exceptions[_Divided]("FLU255")


@may_be_divided.when("deux plate-formes")
def _in_the_lexicon(it: _Divided) -> bool:
    return any(map(readings, (it.whole, it.whole.removesuffix("s"))))


@may_be_divided.when("un paiement en-ligne")
def _small_word_before(it: _Divided) -> bool:
    return it.first in ("en", "par", "pour", "sans", "sous", "chez", "non", "ex")


@check(
    "FLU255",
    "divided-word",
    category="linguistic conventions/spelling",
    severity=Severity.MINOR,
    languages=("fr",),
)
def divided_word(cases: Sequence[Case], config: Config) -> Iterator[Hit]:
    """A hyphen inside a word that French writes as one.

    What it does: reports two parts with a hyphen between them where the dictionary has the word without the hyphen, and
    not with it: prefixes (« pré-requis », « ré-initialiser »), and words that were divided at the end of a line
    (« exem-plaire »). A prefix in the plural (« des contres-attaques ») is reported too. Words that may be written
    either way are left alone.

    Why it matters: translation programs keep the hyphen of the source (“pre-installed”), or of the printed page that
    the text was taken from.

    Example: « Les pré-requis sont indiqués dans le manuel. »

    What to do: write the word as one; `--fix` does it.
    """
    for case in cases:
        if "-" not in case.text:
            continue
        begins = len(case.text) - len(case.text.lstrip())
        for match in _PARTS.finditer(prose(case.text)):
            raw, second = match.groups()
            it = _Divided(raw[0].lower() + raw[1:], second)
            if raw != it.first and match.start() != begins:
                continue
            right = _written(it)
            if right is not None:
                right = raw[0] + right[1:]
                message = _("“{word}” should be written “{right}”.").format(
                    word=match.group(), right=right
                )
                yield Hit(case.segment.index, Span(*match.span()), message, fix=right)


def _written(it: _Divided) -> str | None:
    """How two parts are written, where a hyphen between them is wrong, or a plural of the first."""
    if may_be_divided(it):
        return None
    if readings(it.joined) and (it.first in PREFIXES or zipf(it.joined, "fr") >= USED):
        return it.joined
    single = it.first.removesuffix("s")
    if single != it.first and single in WITH_HYPHEN:
        return f"{single}-{it.second}"  # "des contres-allées"
    if single != it.first and single in PREFIXES and readings(single + it.second):
        return single + it.second  # "des rétros-projecteurs"
    return None
