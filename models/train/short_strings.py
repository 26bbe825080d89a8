"""How programs say a short string in another language, counted over their catalogues: the checker's memory of strings.

    python models/train/short_strings.py FOLDER fr en checker/languages/fr/strings-en.tsv.xz

FOLDER has a folder for each project, and in it `fr/` with catalogues in any form that the checker reads; the English
texts of those that do not hold them (PO, XLIFF and Qt do) lie in `en/` under the same name. `msgunfmt` makes PO of
compiled catalogues, `lconvert` Qt's files. Several programs of one house, whose translators look into one memory, are
one project. Not a step of `run.py`.

The file has one string a line:
`source TAB projects TAB translation:projects;translation:projects;... TAB word word ...`, commonest first.
"""

from __future__ import annotations

import lzma
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from pathlib import Path

from checker.align.keys import pair_by_key
from checker.config import Config
from checker.errors import CheckerError
from checker.inputs.files import Input, open_document
from checker.inputs.sources import with_original
from checker.languages.short_strings import (
    Memory,
    Usage,
    beginning,
    families,
    family,
    short,
    telling,
    translates,
    trimmed,
    worded,
)  # fmt: skip
from checker.text.segment import segment

LEAST = 3
"""Projects that must have a string: fewer say too little about what is usual."""

Ways = Mapping[str, Set[str]]
"""Translations of one string, each with the projects that have it."""

Pairs = Set[tuple[str, str]]
"""Short strings of one project, trimmed and in lower case, with their trimmed translations."""


def pairs(project: Path, lang: str, pivot: str) -> Pairs:
    """The short strings of a project; what cannot be read is said on standard error."""
    found = set()
    for path in sorted((project / lang).rglob("*")):
        if path.is_file():
            beside = project / pivot / path.relative_to(project / lang)
            try:
                found |= set(_of(path, beside, lang, pivot))
            except CheckerError as error:
                print(error.message, file=sys.stderr)
    return found


def _of(path: Path, beside: Path, lang: str, pivot: str) -> Iterator[tuple[str, str]]:
    document = open_document(Input(str(path), path), config := Config(lang=lang, pivot=pivot))
    segments = segment(document)
    if beside.is_file():
        document = with_original(document, Input(str(beside), beside), config)
        if document.original is not None:
            segments = pair_by_key(segments, document.original) or ()
    for one in segments:
        source, text = trimmed(one.source or "").lower(), trimmed(one.text)
        # What is the same in both may have been left as it was.
        if short(source) and worded(text) and source != text.lower():
            yield source, text


def counted(projects: Mapping[str, Pairs], lang: str, pivot: str) -> Memory:
    """How the strings of several projects are said, and with which words."""
    ways: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    shown: dict[str, Counter[str]] = defaultdict(Counter)
    for name, found in projects.items():
        for source, text in found:
            ways[source][text.lower()].add(name)
            shown[text.lower()][_inside_a_sentence(text)] += 1
    common = {source: texts for source, texts in ways.items() if len(_all(texts)) >= LEAST}
    beside = _beside(ways, common, lang)
    strings = {}
    for source, texts in sorted(common.items()):
        said = frozenset().union(*(families(text, lang) for text in texts))
        more = [
            word
            for word in beside[source]
            if not family(word, lang) & said and translates(word, source, lang, pivot)
        ]
        order = sorted(texts, key=lambda text: (-len(texts[text]), text))
        counts = {shown[text].most_common(1)[0][0]: len(texts[text]) for text in order}
        strings[source] = Usage(len(_all(texts)), counts, more)
    return strings


def _inside_a_sentence(text: str) -> str:
    """Without the capital of its beginning, unless the first word is all capitals."""
    first, *_rest = text.split()
    return text if len(first) > 1 and first.isupper() else text[:1].lower() + text[1:]


def _all(texts: Ways) -> Set[str]:
    return frozenset().union(*texts.values())


def _beside(
    ways: Mapping[str, Ways], common: Mapping[str, Ways], lang: str
) -> Mapping[str, Sequence[str]]:
    """For each common string, words that several projects use where it stands inside a longer one, a word a family."""
    users: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    forms: dict[str, str] = {}
    for source, texts in ways.items():
        parts = [part for part in _parts(source) if part in common]
        for text, names in texts.items() if parts else ():
            for word in telling(text, lang):
                start = beginning(word)
                forms.setdefault(start, word)
                for part in parts:
                    users[part][start] |= names
    return {
        source: [forms[start] for start in sorted(users[source]) if len(users[source][start]) > 1]
        for source in common
    }


def _parts(source: str) -> Iterator[str]:
    """The shorter strings of words inside a string."""
    words = source.split()
    for start in range(len(words)):
        for end in range(start + 1, len(words) + 1):
            if end - start < len(words):
                yield " ".join(words[start:end])


def written(memory: Memory) -> bytes:
    """The file."""
    lines = []
    for source, one in memory.items():
        ways = ";".join(f"{way}:{count}" for way, count in one.ways.items())
        lines.append(f"{source}\t{one.projects}\t{ways}\t{' '.join(one.beside)}")
    data = "".join(f"{line}\n" for line in lines).encode("utf-8")
    return lzma.compress(data, preset=9 | lzma.PRESET_EXTREME)


def main() -> None:
    """Writes the memory, and says how large it is."""
    folder, lang, pivot, out = Path(sys.argv[1]), sys.argv[2], sys.argv[3], Path(sys.argv[4])
    projects = {path.name: pairs(path, lang, pivot) for path in sorted(folder.iterdir())}
    memory = counted(projects, lang, pivot)
    out.write_bytes(written(memory))
    print(f"{len(projects)} projects, {len(memory)} strings, {out.stat().st_size} bytes")


if __name__ == "__main__":
    main()
