"""Which texts a run is about, what says that one has changed, and who reads it.

Files of this machine are read here, whatever machine will check them; those of a store by the worker that checks
them.
"""

from __future__ import annotations

import glob
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pathspec

from checker.cluster.stores import filesystem, is_address
from checker.config import Config
from checker.disk import patterns
from checker.disk.loading import MEGABYTE
from checker.errors import UsageProblem
from checker.inputs.files import Input, Item, find, known_reader
from checker.inputs.opening import Opened, opened
from checker.inputs.sources import sources_of
from checker.messages import _
from checker.text.printable import encodable
from checker.types import Notice, Problem


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in an object store. One that was not `named` was found in a folder or by a pattern."""

    name: str
    named: bool = True


@dataclass(frozen=True, slots=True)
class Text:
    """A file of a run. Its `stamp` is another when it or its source has changed; empty where nobody can tell."""

    name: str
    item: Item | Stored
    stamp: str = ""
    source: Input | None = None

    @property
    def key(self) -> str:
        """Its name as a table can hold it."""
        return encodable(self.name)

    def open(self, config: Config) -> list[Opened]:
        """What is in the file, or what is said instead. Never raises over a file."""
        item = self.item
        if isinstance(item, Stored):
            item = _fetched(item, config)
        return list(opened([item], {} if self.source is None else {self.name: self.source}, config))


def texts(arguments: Sequence[str], config: Config) -> Iterator[Text]:
    """The files that paths and addresses name. Raises UsageProblem for an address that nobody can reach."""
    here = [argument for argument in arguments if not is_address(argument)]
    there = [argument for argument in arguments if is_address(argument)]
    if there and (config.source is not None or config.source_pattern is not None):
        raise UsageProblem(
            _("Sources are looked for beside files of this machine only."),
            _("Texts in a store need a format that holds the source: JSONL, XLIFF, TMX, PO."),
        )
    items, sources = sources_of(list(find(here, config)), config)
    for item in items:
        source = sources.get(item.name) if isinstance(item, Input) else None
        name = item.name if isinstance(item, Input) else item.path
        yield Text(name, item, _stamp(item, source), source)
    for argument in there:
        yield from _stored(argument, config)


def _stamp(item: Item, source: Input | None) -> str:
    if not isinstance(item, Input) or item.path is None:
        return ""
    try:
        known = [one.path.stat() for one in (item, source) if one is not None and one.path]
    except OSError:
        return ""
    return "+".join(f"{one.st_size}-{one.st_mtime_ns}" for one in known)


def _stored(argument: str, config: Config) -> Iterator[Text]:
    """The files that an address, a folder's or one with a pattern, names in a store."""
    from pyarrow import fs

    top, rest = _parted(argument)
    store, path = filesystem(top)
    scheme = top[: len(top) - len(path)] if top.endswith(path) else ""
    try:
        about = store.get_file_info(path)
        if about.type == fs.FileType.File and not rest:
            yield Text(argument, Stored(argument), _version(about))
            return
        listed = store.get_file_info(fs.FileSelector(path, recursive=True, allow_not_found=True))
    except OSError as error:
        message = _("{path}: cannot be read: {error}").format(path=argument, error=error)
        yield Text(argument, Problem(argument, message))
        return
    count = 0
    for about in sorted(_meant(listed, path, rest, config), key=lambda about: about.path):
        count += 1
        name = f"{scheme}{about.path}"
        if patterns.means(config.exclude, name):
            message = _("left out by the settings (exclude)")
            yield Text(name, Notice(name, "excluded", message))
        else:
            yield Text(name, Stored(name, named=False), _version(about))
    if not count:
        message = _("{path}: there is no file here that can be checked.").format(path=argument)
        yield Text(argument, Problem(argument, message))


def _parted(argument: str) -> tuple[str, str]:
    """An address without its pattern, and the pattern below it."""
    scheme, _colon, place = argument.partition("://")
    parts = place.rstrip("/").split("/")
    at = next((i for i, part in enumerate(parts) if glob.has_magic(part)), len(parts))
    return f"{scheme}://{'/'.join(parts[:at])}", "/".join(parts[at:])


def _meant(listed: Iterable[Any], top: str, rest: str, config: Config) -> Iterator[Any]:
    """The files among what a store lists that the pattern means, or that have a known ending where there is none."""
    from pyarrow import fs

    wanted = pathspec.GitIgnoreSpec.from_lines([f"/{rest}"]) if rest else None
    for about in listed:
        below = about.path.removeprefix(top).lstrip("/")
        hidden = re.search(r"(?:^|/)[._]", below) is not None
        if about.type != fs.FileType.File or (hidden and wanted is None):
            continue
        if wanted.match_file(below) if wanted else known_reader(below) is not None:
            yield about


def _version(about: Any) -> str:
    return f"{about.size}-{about.mtime_ns}"


def _fetched(item: Stored, config: Config) -> Item:
    """A file of a store with its bytes, as many as are allowed and one more."""
    try:
        store, path = filesystem(item.name)
        with store.open_input_stream(path) as file:
            data = file.read(config.max_file_megabytes * MEGABYTE + 1)
    except (OSError, UsageProblem) as error:
        message = _("{path}: cannot be read: {error}").format(path=item.name, error=error)
        return Problem(item.name, message)
    return Input(item.name, None, named=item.named, data=data)
