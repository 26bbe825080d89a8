"""Which models there are on this machine, and whether they are whole: the embedded ones and those that were fetched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from checker.config import Config
from checker.disk.visible import is_folder
from checker.errors import MissingModel
from checker.messages import _
from checker.models.hub import (
    FileCheck,
    Lock,
    cached_snapshot,
    compare,
    locks,
    read_lock,
    weight_files,
)
from checker.models.manifest import FileEntry, ModelEntry, manifest, root
from checker.models.resolve import EMBEDDED, ModelFolder


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of `checker models list`: an entry of the manifest, or a model pulled beside it."""

    entry: ModelEntry
    folder: ModelFolder | None
    """`None`: not on this machine."""


def list_models(config: Config) -> tuple[Listed, ...]:
    """Every model of the manifest, whether it is here, and the pulled ones that the manifest does not know."""
    entries = manifest()
    out = []
    for entry in entries:
        if entry.folder:
            path: Path | None = root() / entry.folder
        else:
            lock = read_lock(entry.hub or "", entry.revision, config)
            path = cached_snapshot(entry.hub or "", lock.commit if lock else entry.revision)
        out.append(Listed(entry, _listed_folder(entry, path)))
    known = {(entry.hub, entry.revision) for entry in entries}
    for lock in locks(config):
        if (lock.hub, lock.requested) not in known:
            path = cached_snapshot(lock.hub, lock.commit)
            out.append(_pulled(lock, path))
    return tuple(out)


def _listed_folder(entry: ModelEntry, path: Path | None) -> ModelFolder | None:
    if path is None or not weight_files(path):
        return None
    commit = path.name if entry.hub else None
    return ModelFolder(entry.name, path, entry.kind, entry.languages, commit)


def _pulled(lock: Lock, path: Path | None) -> Listed:
    entry = ModelEntry(
        name=lock.hub,
        kind=lock.kind,
        languages=(),
        licence=_("see its page on the hub"),
        provenance=_("fetched by hand"),
        hub=lock.hub,
        revision=lock.requested,
        size=sum(file.size for file in lock.files.values()),
    )
    return Listed(entry, _listed_folder(entry, path))


def verify(name: str | None, config: Config) -> list[FileCheck]:
    """Compare files with their recorded checksums: of all embedded and pulled models, or of the one named.

    `name` is a name of the manifest, a hub id, or `embedded` for all of those. Raises MissingModel for a stranger.
    """
    embedded = [
        entry for entry in manifest() if entry.folder and name in (None, EMBEDDED, entry.name)
    ]
    pulled = [lock for lock in locks(config) if name in (None, lock.hub)]
    if not embedded and not pulled:
        raise MissingModel(
            _("{name} is neither an embedded model nor one that was fetched.").format(name=name),
            _("To see what is available, run: checker models list"),
        )
    out: list[FileCheck] = []
    for entry in embedded:
        folder = root() / (entry.folder or "")
        out += compare(entry.name, folder, entry.files)
        out += _strangers(entry.name, folder, entry.files)
    for lock in pulled:
        path = cached_snapshot(lock.hub, lock.commit)
        if path is None:
            text = _("not on this machine any more; run: checker models pull {name}")
            out.append(FileCheck(lock.hub, "", False, text.format(name=lock.hub)))
        else:
            out += compare(lock.hub, path, lock.files)
    return out


def _strangers(model: str, folder: Path, files: Mapping[str, FileEntry]) -> Iterator[FileCheck]:
    """Files that lie in the folder of an embedded model and that the manifest does not know."""
    if is_folder(folder):
        for path in sorted(folder.iterdir()):
            if path.name not in files and path.suffix != ".md":
                yield FileCheck(model, path.name, False, _("not in the manifest"))
