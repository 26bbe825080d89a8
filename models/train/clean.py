"""Step 2: one typography for all text, and everything out that would teach a model something wrong.

    python models/train/clean.py RECIPE.toml

What goes: empty and overlong sides, sides of very different length, copies, damaged characters, the wrong language,
duplicates, and whatever the models are later measured on. The log says how many went for which reason.
"""

from __future__ import annotations

import functools
import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from corpus import Pair, documents, read_pairs, rows, write_documents, write_pairs
from recipe import Cleaning, Recipe
from step import Figures, command, need

from checker.engines.pieces import PLAIN
from checker.languages.identify import language_of

FEW_WORDS = 4
"""Below this a sentence does not say which language it is in."""

BLOCK = 24
"""Sentences of a document that is cut from a corpus of pairs in document order."""


def run(recipe: Recipe, folder: Path) -> Figures:
    """Writes clean/pairs.tsv, clean/texts.LANGUAGE.txt and what is held out of both."""
    raw = need(folder / "raw/pairs.tsv", "collect")
    forbidden = _measured_on(recipe)
    gone: Counter[str] = Counter()
    chosen = _held_out(recipe, raw, forbidden)
    held = {key(pair.first, pair.second) for pair in chosen}
    sides = {key(side) for pair in chosen for side in pair.sides}
    write_pairs(folder / "clean/held-out.tsv", chosen)

    def kept() -> Iterator[Pair]:
        seen: set[bytes] = set()
        for pair in _normal(raw):
            reason = _fault(pair, recipe, forbidden)
            name = key(pair.first, pair.second)
            if not reason and name in seen:
                reason = "duplicate"
            if not reason and (
                name in held or key(pair.first) in sides or key(pair.second) in sides
            ):
                reason = "held out"
            seen.add(name)
            if reason:
                gone[reason] += 1
            else:
                yield pair

    count = write_pairs(folder / "clean/pairs.tsv", kept())
    figures: Figures = {"pairs": count, "held out": len(chosen), "dropped": dict(gone)}
    for language in recipe.languages:
        figures[f"documents {language}"] = _texts(recipe, folder, language, forbidden | sides)
    return figures


def normal(text: str) -> str:
    """A text as the models see it: composed characters, plain quotes, dashes and spaces, single spaces.

    The same table that the checker's engines use, so that training and use agree.
    """
    return " ".join(unicodedata.normalize("NFC", text).translate(PLAIN).split())


def key(*texts: str) -> bytes:
    """A short name of texts for sets of millions: equal but for case and what is not a letter or digit."""
    bare = "\0".join("".join(filter(str.isalnum, text.casefold())) or text for text in texts)
    return hashlib.blake2b(bare.encode("utf-8"), digest_size=10).digest()


def _normal(path: Path) -> Iterator[Pair]:
    for pair in read_pairs(path):
        yield pair._replace(first=normal(pair.first), second=normal(pair.second))


def _fault(pair: Pair, recipe: Recipe, forbidden: set[bytes]) -> str:
    """Why a pair goes; empty where it stays. The cheap questions come first."""
    setting = recipe.cleaning
    sides = pair.sides
    counts = [len(side.split()) for side in sides]
    letters = sorted(sum(map(str.isalpha, side)) for side in sides)
    if not letters[0]:
        return "empty"
    if max(counts) > setting.longest:
        return "too long"
    if letters[1] > 10 and letters[1] > setting.ratio * letters[0]:
        return "length ratio"
    if sides[0] == sides[1] and letters[0] > 10:
        return "copy"
    if any(map(_damaged, sides)):
        return "damaged characters"
    if forbidden and any(key(side) in forbidden for side in sides):
        return "evaluation text"
    for side, language in zip(sides, recipe.languages, strict=True):
        if _foreign(side, language, setting):
            return "language"
    return ""


def _foreign(text: str, language: str, setting: Cleaning) -> bool:
    if len(text.split()) < FEW_WORDS:
        return False
    found, probability = language_of(text, also=(language,))
    return found not in (language, "und") and probability >= setting.language


def _damaged(text: str) -> bool:
    from ftfy.badness import is_bad

    return "�" in text or any(unicodedata.category(char) == "Cc" for char in text) or is_bad(text)


def _measured_on(recipe: Recipe) -> set[bytes]:
    """Sentences of the evaluation sets, which nothing may learn from."""
    setting = recipe.evaluation
    named = [name for name in (setting.pairs, setting.minimal_pairs) if name]
    return {
        key(normal(side))
        for name in named
        for row in rows(recipe.path(name), 2)
        for side in row[:2]
    }


def _held_out(recipe: Recipe, raw: Path, forbidden: set[bytes]) -> list[Pair]:
    """The pairs whose hashes are lowest: the same ones whatever else the corpora hold."""
    by_hash: dict[bytes, Pair] = {}
    mine = functools.partial(_hash, recipe.seed)
    wanted = recipe.cleaning.held_out
    limit = b"\xff" * 11  # above every hash
    for pair in _normal(raw):
        name = mine(pair.first, pair.second)
        if name < limit and not _fault(pair, recipe, forbidden):
            by_hash[name] = pair
            if len(by_hash) >= 2 * wanted + 100:
                by_hash = dict(sorted(by_hash.items())[:wanted])
                limit = max(by_hash, default=b"")
    return [pair for _name, pair in sorted(by_hash.items())[:wanted]]


def _hash(seed: int, *texts: str) -> bytes:
    return hashlib.blake2b(key(*texts), digest_size=10, salt=seed.to_bytes(8, "big")).digest()


def _texts(recipe: Recipe, folder: Path, language: str, forbidden: set[bytes]) -> dict[str, int]:
    """Writes the documents of one language and those held out; returns how many."""
    counts: Counter[str] = Counter()
    good = list(_documents(recipe, folder, language, forbidden, counts))
    good.sort(key=lambda document: _hash(recipe.seed, *document))
    held = min(recipe.cleaning.held_out, len(good) // 10)
    write_documents(folder / f"clean/held-out.{language}.txt", good[:held])
    counts["kept"] = write_documents(folder / f"clean/texts.{language}.txt", good[held:])
    return dict(counts)


def _documents(
    recipe: Recipe, folder: Path, language: str, forbidden: set[bytes], counts: Counter[str]
) -> Iterator[list[str]]:
    seen: set[bytes] = set()
    for document in _all_documents(recipe, folder, language):
        kept = [normal(line) for line in document]
        kept = [
            line
            for line in kept
            if line
            and not _damaged(line)
            and key(line) not in forbidden
            and len(line.split()) <= recipe.cleaning.longest
        ]
        name = key(*kept)
        if not kept:
            counts["empty"] += 1
        elif name in seen:
            counts["duplicate"] += 1
        elif _foreign(" ".join(kept)[:1000], language, recipe.cleaning):
            counts["language"] += 1
        else:
            seen.add(name)
            yield kept


def _all_documents(recipe: Recipe, folder: Path, language: str) -> Iterator[list[str]]:
    """The texts of a language, and its side of the pairs that stand in document order."""
    yield from documents(need(folder / f"raw/texts.{language}.txt", "collect"))
    ordered = {source.name for source in recipe.pairs if source.documents}
    side = recipe.languages.index(language)
    block: list[str] = []
    origin = ""
    for pair in read_pairs(folder / "raw/pairs.tsv"):
        if pair.origin.split("/")[0] not in ordered:
            continue
        if len(block) == BLOCK or pair.origin != origin:
            if block:
                yield block
            block, origin = [], pair.origin
        block.append(pair.sides[side])
    if block:
        yield block


if __name__ == "__main__":
    command("clean", run)
