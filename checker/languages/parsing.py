"""Sentences as trees, by a parser that may be missing: spaCy with a pipeline of the language, named by its folder.

The parser knows context and errs; the lexicon of a language is certain and knows none. Rules let the parser say which
words belong together, and report only what the lexicon rules out. The parser loads when first asked for, once a
process; importing this module does not import it.
"""

from __future__ import annotations

import contextlib
import functools
import importlib.util
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checker.config import Config, results_folder
from checker.disk.store import Store, store_path, through
from checker.errors import MissingExtra
from checker.imports import hollow, huge_patterns_later, without
from checker.languages import language, primary
from checker.messages import _

_UNUSED = ("lemmatizer", "ner", "senter")
"""Parts of a pipeline that no rule asks for: without them it is twice as fast."""

_one_at_a_time = threading.Lock()

_LONGEST = 2000
"""Characters of the longest sentence that is parsed: beyond, it is a list or a table, and a tree says nothing."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its place in code points of the text, and what the parser says of it, in Universal Dependencies' words.

    `head` is the index of the token that it depends on, its own for a root.
    """

    start: int
    end: int
    form: str
    """Lower case, with a straight apostrophe."""
    pos: str
    dep: str
    head: int
    capital: bool


@dataclass(frozen=True, slots=True)
class Parse:
    """A sentence as a tree."""

    tokens: tuple[Token, ...] = ()

    def children(self, at: int, *deps: str) -> tuple[int, ...]:
        """Indices of the tokens that depend on token `at`, with one of these relations or (none named) any."""
        return tuple(
            i
            for i, token in enumerate(self.tokens)
            if token.head == at and i != at and (not deps or token.dep in deps)
        )


def why_not(lang: str) -> str:
    """Why there is no parser for this language, for a person to read; empty where there is one."""
    names = language(lang).parsers
    if not names:
        return _("There is no grammatical parser for {lang}.").format(lang=lang)
    if importlib.util.find_spec("spacy") and any(map(importlib.util.find_spec, names)):
        return ""
    return _(
        "The grammatical parser is not installed, so the rules that need it do not run. Install it "
        "with: pip install 'checker[{lang}]'"
    ).format(lang=primary(lang))


def available(lang: str) -> bool:
    """Whether a parser for this language is installed."""
    return not why_not(lang)


def require(lang: str) -> None:
    """Raise MissingExtra, with the command to type, where no parser for this language is installed."""
    reason = why_not(lang)
    if reason:
        raise MissingExtra(reason)


def signature(lang: str) -> str:
    """Name and version of the parser of this language; empty where there is none."""
    from importlib.metadata import version

    return "" if why_not(lang) else f"{_name(lang)}@{version(_name(lang))}"


def parse(texts: Sequence[str], config: Config) -> tuple[Parse, ...]:
    """Each text as a tree, in order; empty ones where no parser is installed. Batching changes no result.

    The trees of the last documents are kept, so that several rules share one pass; with the cache, those of all
    documents, so that a text seen before loads no parser.
    """
    if not texts or not available(config.lang):
        return tuple(Parse() for _text in texts)
    with _one_at_a_time:
        return _remembered(tuple(texts), primary(config.lang), store_path(results_folder(config)))


def _name(lang: str) -> str:
    return next(name for name in language(lang).parsers if importlib.util.find_spec(name))


@functools.cache
def _pipeline(lang: str) -> Any:
    # The pipelines that are named run on NumPy, and nobody asks for `spacy.info`.
    with without("torch"), hollow("spacy.cli.info", "info"), huge_patterns_later():
        import spacy

        return spacy.load(_name(lang), exclude=_UNUSED)


@functools.lru_cache(maxsize=4)
def _remembered(texts: tuple[str, ...], lang: str, path: Path | None) -> tuple[Parse, ...]:
    if path is None:
        return _parsed(texts, lang)
    with contextlib.closing(Store(path)) as store:
        trees = through(
            store,
            ["parse", signature(lang)],
            [[text] for text in texts],
            Parse,
            lambda missing: list(_parsed([texts[i] for i in missing], lang)),
        )
    return tuple(trees)


def _parsed(texts: Sequence[str], lang: str) -> tuple[Parse, ...]:
    # Typographic apostrophes are rare in what the pipeline learnt from; the length stays.
    plain = [text.replace("’", "'") if len(text) <= _LONGEST else "" for text in texts]
    return tuple(
        Parse(
            tuple(
                Token(
                    item.idx,
                    item.idx + len(item.text),
                    item.text.lower(),
                    item.pos_,
                    item.dep_,
                    item.head.i,
                    item.text[:1].isupper(),
                )
                for item in doc
            )
        )
        for doc in _pipeline(lang).pipe(plain, batch_size=64)
    )
