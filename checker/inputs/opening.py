"""What becomes of a file: a document beside its source, or what is said instead of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from checker.config import Config
from checker.errors import CheckerError, OtherLanguages, UnknownFormat
from checker.faults import contained
from checker.inputs.files import Input, Item, open_document, open_parts
from checker.inputs.guard import guarded, left_out
from checker.inputs.sources import with_original
from checker.types import Document, Notice, Problem

Opened = Document | Problem | Notice
_PASSED_OVER = {UnknownFormat: "format", OtherLanguages: "language"}
"""What a notice says of files that nobody named, by what is wrong with them."""


def opened(
    items: Iterable[Item], sources: Mapping[str, Input], config: Config, *, in_parts: bool = False
) -> Iterator[Opened]:
    """The documents in files with their problems, each opened when its turn comes; never raises over a file.

    `in_parts`: a file whose reader can is several documents, and never in memory as a whole.
    """
    for item in items:
        if not isinstance(item, Input):
            yield item
            continue
        foreign = left_out(item, config)
        if foreign is not None:
            yield foreign
            continue
        try:
            yield from _admitted(item, sources.get(item.name), config, in_parts=in_parts)
        except CheckerError as error:
            kind = next((_PASSED_OVER[one] for one in _PASSED_OVER if isinstance(error, one)), None)
            if kind and not item.named:
                yield Notice(item.name, kind, error.message)
            else:
                yield Problem(item.name, error.message, error.hint)


def admitted(item: Input, source: Input | None, config: Config) -> list[Opened]:
    """The document in a file, behind what its reader had to leave out, or what is said instead.

    Raises CheckerError for what cannot be read.
    """
    return list(_admitted(item, source, config))


def _admitted(
    item: Input, source: Input | None, config: Config, *, in_parts: bool = False
) -> Iterator[Opened]:
    with contained(item.name, verbose=config.verbose):
        whole = source is not None or not in_parts
        for document in [open_document(item, config)] if whole else open_parts(item, config):
            for one in guarded(document, item):
                if isinstance(one, Document):
                    yield from one.problems
                    yield from one.notices
                    one = one if source is None else with_original(one, source, config)
                yield one
