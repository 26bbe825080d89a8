"""The hub's models on this machine: its local cache, the way to fill it, and a record of what came.

What was fetched is written down with its commit and checksums, so that later runs take the same files and
`checker models verify` can tell whether they still are. Only plain data is fetched: no code, and no pickle but the
one file that transformers reads with weights_only.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from checker.config import Config, cache_folder
from checker.disk import writing
from checker.disk.loading import read_file, stamps
from checker.disk.visible import is_file
from checker.errors import MissingModel
from checker.messages import _
from checker.models.manifest import FileEntry, Kind

DATA_FILES = (
    "config.json",
    "generation_config.json",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "added_tokens.json",
    "vocab.json",
    "target_vocab.json",
    "merges.txt",
    "source.spm",
    "target.spm",
    "tokenizer.model",
    "sentencepiece.bpe.model",
    "spiece.model",
    "model.safetensors",
    "model.safetensors.index.json",
    "model-*-of-*.safetensors",
)
OLD_WEIGHTS = "pytorch_model.bin"

_PATIENCE = 15.0
"""Seconds that the hub has to answer a first question."""
_COMMIT = re.compile(r"[0-9a-f]{40}")


class Lock(msgspec.Struct, frozen=True):
    """What was fetched: kept in the cache folder, one file a model, so that two processes do not meet."""

    hub: str
    requested: str
    kind: Kind
    commit: str
    files: dict[str, FileEntry]


def is_offline(config: Config) -> bool:
    """Whether the network is forbidden, by a setting or by the variables that the hub's own tools obey."""
    names = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
    asked = any(os.environ.get(name, "").upper() in {"1", "ON", "YES", "TRUE"} for name in names)
    return config.offline or asked


def cached_snapshot(hub: str, revision: str) -> Path | None:
    """The folder in the hub's local cache, if the model is there with its weights; asks no network."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import LocalEntryNotFoundError

    try:
        found = snapshot_download(
            hub, revision=revision, local_files_only=True, allow_patterns=list(DATA_FILES)
        )
    except LocalEntryNotFoundError:
        return None
    path = Path(found)
    return path if is_file(path / "config.json") and weight_files(path) else None


def fetch(hub: str, revision: str) -> Path:
    """Download the plain data of a model into the hub's local cache. Raises MissingModel."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import (
        GatedRepoError,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    name = f"{hub}@{revision}"
    try:
        _ask(hub, revision)
        path = Path(snapshot_download(hub, revision=revision, allow_patterns=list(DATA_FILES)))
        if not weight_files(path):
            patterns = [*DATA_FILES, OLD_WEIGHTS]
            path = Path(snapshot_download(hub, revision=revision, allow_patterns=patterns))
    except GatedRepoError:
        raise MissingModel(
            _("{name} could not be fetched: its owner wants its terms accepted first.").format(
                name=name
            ),
            _("Do so on its page on the hub, then run: hf auth login"),
        ) from None
    except RepositoryNotFoundError:
        raise MissingModel(
            _("{name} could not be fetched: the hub has no model of this name.").format(name=name),
            _("Check the name; for a private model, first run: hf auth login"),
        ) from None
    except RevisionNotFoundError:
        raise MissingModel(
            _("{name} could not be fetched: the model has no such revision.").format(name=name),
            _("To get the latest revision, run: checker models pull {name}@main").format(name=hub),
        ) from None
    except MissingModel:
        raise
    # The client's other errors and those of the HTTP library below it share no base class, and change.
    except Exception as error:
        raise MissingModel(
            _("{name} could not be fetched: {reason}").format(
                name=name, reason=str(error).strip().split("\n", 1)[0]
            ),
            _("Check the name and the network, then run: checker models pull {name}").format(
                name=hub
            ),
        ) from None
    return path


def _ask(hub: str, revision: str) -> None:
    """Asks the hub for the model once; the client would try for minutes. Raises MissingModel where nobody answers."""
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError

    try:
        HfApi().model_info(hub, revision=revision, timeout=_PATIENCE)
    except HfHubHTTPError:
        raise
    except Exception as error:  # those of the HTTP library below the client
        raise MissingModel(
            _("{name} could not be fetched: there is no connection to the hub ({reason}).").format(
                name=hub, reason=str(error).strip().split("\n", 1)[0]
            )
        ) from None


def weight_files(folder: Path) -> tuple[Path, ...]:
    """The files with the weights: safetensors if there are any, else the old single file; empty if none."""
    safe = sorted(folder.glob("model*.safetensors"))
    old = folder / OLD_WEIGHTS
    return tuple(safe) if safe else ((old,) if is_file(old) else ())


def _data_files(folder: Path) -> list[Path]:
    patterns = (*DATA_FILES, OLD_WEIGHTS)
    return sorted({path for pattern in patterns for path in folder.glob(pattern)})


def file_entry(path: Path) -> FileEntry:
    """Size and checksum of a file as it is."""
    with path.open("rb") as file:
        return FileEntry(path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())


@dataclass(frozen=True, slots=True)
class FileCheck:
    """What `verify` found out about one file of one model."""

    model: str
    file: str
    ok: bool
    message: str


def compare(model: str, folder: Path, files: Mapping[str, FileEntry]) -> Iterator[FileCheck]:
    """Each of these files of a model beside what it should be."""
    for name, wanted in sorted(files.items()):
        path = folder / name
        if not is_file(path):
            yield FileCheck(model, name, False, _("missing"))
        elif path.stat().st_size != wanted.size:
            text = _("{size} bytes, should be {wanted}")
            size = path.stat().st_size
            yield FileCheck(model, name, False, text.format(size=size, wanted=wanted.size))
        elif file_entry(path).sha256 != wanted.sha256:
            yield FileCheck(model, name, False, _("the content is not what was recorded"))
        else:
            yield FileCheck(model, name, True, _("as recorded"))


def state(folder: Path) -> Hashable:
    """What changes at once where a file of the model does: their names, sizes and times."""
    files = [str(path) for path in _data_files(folder)]
    return tuple(zip(files, stamps(files), strict=True))


def content_hash(folder: Path) -> str:
    """12 hexadecimal digits that change when a file of the model changes: weights, vocabulary or settings."""
    parts = [[path.name, _digest(path, path.stat())] for path in _data_files(folder)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:12]


def _digest(path: Path, found: os.stat_result) -> str:
    return _digest_once(path, found.st_size, found.st_mtime_ns)


@functools.lru_cache(maxsize=256)
def _digest_once(path: Path, size: int, changed: int) -> str:
    """The checksum of a file; once a process while it does not change, since a folder may be named twice."""
    return file_entry(path).sha256


def _lock_path(hub: str, requested: str, config: Config) -> Path:
    plain = f"{hub}@{requested}".replace("/", "--")
    return cache_folder(config) / "models" / f"{plain}.json"


def read_lock(hub: str, requested: str, config: Config) -> Lock | None:
    """The record of a model as it was asked for; `None`: never fetched, or the record is damaged."""
    return _decode_lock(_lock_path(hub, requested, config))


def _decode_lock(path: Path) -> Lock | None:
    try:
        lock = msgspec.json.decode(read_file(path), type=Lock)
    except (OSError, ValueError):
        return None
    return lock if _COMMIT.fullmatch(lock.commit) else None


def write_lock(hub: str, requested: str, kind: Kind, snapshot: Path, config: Config) -> None:
    """Record the commit and the checksums of a snapshot of the hub's local cache."""
    files = {path.name: file_entry(path) for path in _data_files(snapshot)}
    lock = Lock(hub, requested, kind, snapshot.name, files)
    target = _lock_path(hub, requested, config)
    data = msgspec.json.format(msgspec.json.encode(lock), indent=1)
    writing.replace(target, data, make_folders=True)


def locks(config: Config) -> Iterator[Lock]:
    """All records in the cache folder, damaged ones left out."""
    for path in sorted((cache_folder(config) / "models").glob("*.json")):
        if lock := _decode_lock(path):
            yield lock
