"""A French noun in place of another: in the form that fits, with the article or elision that it requires."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from checker.languages.fr.lexicon import inflections, readings
from checker.types import Span

FEMININE = {
    "le": "la", "un": "une", "ce": "cette", "mon": "ma", "ton": "ta", "son": "sa", "du": "de la", "au": "à la",
    "quel": "quelle", "cet": "cette", "tout": "toute", "aucun": "aucune", "bon": "bonne",
}  # fmt: skip
MASCULINE = {value: key for key, value in FEMININE.items() if key != "cet"}
VOWELS = frozenset("aeiouhéèêàâîïôûy")
ELIDED = frozenset(("s'", "n'", "m'", "t'", "j'", "qu'", "d'"))

# Reversed, and matched from a place backwards: searched, each place would ask for all before it.
_BEFORE = regex.compile(r"(?r)(\w+['’]?)\s*")


@dataclass(frozen=True, slots=True)
class Substitution:
    """What stands in a text in place of one stretch of it: the noun, and the word before it where that changes too."""

    span: Span
    written: str

    def applied(self, text: str) -> str:
        """The text with it."""
        return text[: self.span.start] + self.written + text[self.span.end :]


def substitute(text: str, place: Span, lemma: str, other: str) -> Substitution | None:
    """The noun `lemma` at `place` replaced by the noun `other`; None where no form of that fits."""
    form = place.of(text)
    now = [r.tag for r in readings(form.lower()) if r.lemma == lemma and r.kind == "N"]
    fitting = sorted(
        (cost, new, tag, old)
        for new, tag in inflections(other)
        for old in now
        if tag[0] == "N" and (cost := misfit(old, tag)) is not None
    )
    if not fitting:
        return None
    _cost, new, then, old = fitting[0]
    new = new.capitalize() if form[0].isupper() else new
    before = _BEFORE.match(text, 0, place.start)
    if before is None:
        return Substitution(place, new)
    changed = article(before[1].lower().replace("’", "'"), new, old, then)
    if not changed:
        return Substitution(place, new)
    if "’" in text:
        changed = changed.replace("'", "’")
    changed = changed.capitalize() if before[1][0].isupper() else changed
    return Substitution(Span(before.start(1), place.end), changed + new)


def misfit(now: str, then: str) -> int | None:
    """0 where a form fits another's place as it is, 1 where the article changes with it, None where it cannot."""
    if then == now:
        return 0
    if now[0] != then[0] or now[0] not in "NA" or then[2] not in (now[2], "i"):
        return None
    if then[1] in (now[1], "e") or now[1] == "e":
        return 0
    return 1 if now[0] == "N" else None


def article(before: str, new: str, now: str, then: str) -> str | None:
    """What the word before becomes, with the space after it if it takes one; None where it stays."""
    nominal = now[0] in "NA" and len(then) > 2
    feminine = nominal and then[1] == "f"
    vowel = new[0].lower() in VOWELS
    if before == "l'" and not vowel:
        return "la " if feminine else "le "
    if before in ELIDED and not vowel:
        return before[:-1] + "e "
    if before in ("le", "la") and vowel and nominal:
        return "l'"
    if before in ("de", "que", "ne", "se", "me", "te", "je") and vowel:
        return before[:-1] + "'"
    if nominal and now[1] != then[1] and then[1] in "mf" and now[2] == "s":
        changed = (FEMININE if feminine else MASCULINE).get(before)
        return changed + " " if changed else None
    return None
