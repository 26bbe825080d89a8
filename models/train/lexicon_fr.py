"""Make checker/languages/fr/lexicon.tsv.gz: every inflected form of the "classique" French dictionary of Dicollecte.

Input: fr.dic and fr.aff of the Hunspell dictionary (Debian's package hunspell-fr-classical, MPL-2.0), which say the
part of speech, gender, number, tense and person of every form. Hunspell itself throws that away; here it is kept.

    python models/train/lexicon_fr.py FOLDER_OF_FR_DIC checker/languages/fr/lexicon.tsv.gz

One form a line, sorted by code point: `form TAB reading(;reading)*`, a reading being `tag.CUTsuffix`: the lemma is the
form less its last CUT letters plus the suffix. Tags are explained in checker/languages/morphology.py.
"""

from __future__ import annotations

import gzip
import re
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

MOODS = {
    "ipre": "p",
    "spre": "s",
    "iimp": "i",
    "ipsi": "h",
    "ifut": "f",
    "cond": "c",
    "simp": "t",
    "impe": "m",
}
PERSONS = {"1sg": "1s", "2sg": "2s", "3sg": "3s", "1pl": "1p", "2pl": "2p", "3pl": "3p"}
CLASSES = {"nom": "N", "adj": "A", "ppas": "P", "adv": "B", "prep": "E", "npr": "R", "prn": "R"}
CLASSES |= {"patr": "R", "nb": "C", "nbro": "A", "cjco": "J", "cjsub": "J", "infi": "I"}
CLASSES |= {"ppre": "G", "interj": "X", "titr": "N"}
GENDERS = {"mas": "m", "fem": "f", "epi": "e"}
NUMBERS = {"sg": "s", "pl": "p", "inv": "i"}


class Rule(NamedTuple):
    """One line of a suffix class of the affix file."""

    strip: str
    add: str
    condition: re.Pattern[str]
    flags: tuple[str, ...]
    morph: tuple[str, ...]


def pairs(flags: str) -> tuple[str, ...]:
    """Flags are two letters each (`FLAG long`)."""
    return tuple(flags[at : at + 2] for at in range(0, len(flags), 2))


def read_affixes(path: Path) -> dict[str, list[Rule]]:
    """The suffix classes; prefixes (elided l', d', qu') are no forms of their own."""
    rules: dict[str, list[Rule]] = defaultdict(list)
    for line in path.read_text("utf-8").splitlines():
        part = line.split()
        if len(part) < 5 or part[0] != "SFX":
            continue
        add, _, flags = part[3].partition("/")
        strip = "" if part[2] == "0" else part[2]
        condition = re.compile("(?:" + part[4] + ")$")
        rules[part[1]].append(
            Rule(strip, "" if add == "0" else add, condition, pairs(flags), tuple(part[5:]))
        )
    return rules


def tags(morph: tuple[str, ...]) -> set[str]:
    """Compact tags of one form from Hunspell's morphological fields."""
    fields = [item.rstrip("!").split(":", 1) for item in morph if ":" in item]
    po = [value for key, value in fields if key == "po"]
    places = [value for key, value in fields if key == "is"]
    gender = next((GENDERS[value] for value in places if value in GENDERS), "e")
    number = next((NUMBERS[value] for value in places if value in NUMBERS), "i")
    out = set()
    finite = [MOODS[value] for value in po if value in MOODS]
    persons = [PERSONS[value] for value in po if value in PERSONS]
    out |= {f"V{mood}{person}" for mood in finite for person in persons}
    for value in po:
        if value in CLASSES:
            kind = CLASSES[value]
            out.add(kind + gender + number if kind in "NAPR" else kind)
        elif value.startswith("det"):
            out.add("D" + gender + number)
        elif value.startswith(("pro", "neg")):
            out.add("O")
        elif value.startswith("loc."):
            out.add("B")
    return out


def expand(folder: Path) -> dict[str, set[str]]:
    """Form -> readings."""
    rules = read_affixes(folder / "fr.aff")
    forms: dict[str, set[str]] = defaultdict(set)

    def add(form: str, lemma: str, morph: tuple[str, ...]) -> None:
        common = 0
        while common < min(len(form), len(lemma)) and form[common] == lemma[common]:
            common += 1
        for tag in tags(morph):
            forms[form].add(f"{tag}.{len(form) - common}{lemma[common:]}")

    for line in (folder / "fr.dic").read_text("utf-8").splitlines()[1:]:
        head, *morph = line.split(" ")
        word, _, flags = head.partition("/")
        if not word or word.startswith("-") or any(letter.isdigit() for letter in word):
            continue
        stem = next((item[3:] for item in morph if item.startswith("st:")), word)
        own = pairs(flags)
        if "()" not in own:
            add(word, stem, tuple(morph))
        verb = any(item.startswith("po:v") for item in morph)
        kept = tuple(item for item in morph if not (verb and item.startswith("po:")))
        for flag in own:
            for rule in rules.get(flag, ()):
                if not word.endswith(rule.strip) or not rule.condition.search(word):
                    continue
                form = word[: len(word) - len(rule.strip)] + rule.add
                add(form, stem, kept + rule.morph)
    return forms


def main() -> None:
    """Write the file."""
    folder, out = Path(sys.argv[1]), Path(sys.argv[2])
    forms = expand(folder)
    lines = [f"{form}\t{';'.join(sorted(readings))}" for form, readings in sorted(forms.items())]
    packed = gzip.compress("\n".join(lines).encode(), mtime=0)
    out.write_bytes(packed)
    print(f"{len(lines)} forms, {len(packed) / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
