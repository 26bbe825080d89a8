"""What becomes of a file: a document beside its source, or what is said instead of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from checker.config import Config
from checker.errors import CheckerError, UnknownFormat
from checker.faults import contained
from checker.inputs.files import Input, Item, open_document
from checker.inputs.guard import guarded, left_out
from checker.inputs.sources import with_original
from checker.types import Document, Notice, Problem

Opened = Document | Problem | Notice


def opened(items: Iterable[Item], sources: Mapping[str, Input], config: Config) -> Iterator[Opened]:
    """The documents in files with their problems, each opened when its turn comes; never raises over a file."""
    for item in items:
        if not isinstance(item, Input):
            yield item
            continue
        foreign = left_out(item, config)
        if foreign is not None:
            yield foreign
            continue
        try:
            found = admitted(item, sources.get(item.name), config)
        except CheckerError as error:
            if isinstance(error, UnknownFormat) and not item.named:
                yield Notice(item.name, "format", error.message)
            else:
                yield Problem(item.name, error.message, error.hint)
        else:
            yield from found


def admitted(item: Input, source: Input | None, config: Config) -> list[Opened]:
    """The document in a file, behind what its reader had to leave out, or what is said instead.

    Raises CheckerError for what cannot be read.
    """
    out: list[Opened] = []
    with contained(item.name, verbose=config.verbose):
        for one in guarded(open_document(item, config), item):
            if isinstance(one, Document):
                out += one.problems
                one = one if source is None else with_original(one, source, config)
            out.append(one)
    return out
