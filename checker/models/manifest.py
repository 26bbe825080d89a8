"""What the project knows of models: those it ships, and those on the hub that do what it needs.

The list is `models/manifest.toml`; the embedded models lie beside it.
"""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import msgspec

from checker.disk.loading import stamps
from checker.errors import MissingModel
from checker.languages import primary
from checker.messages import _

Kind = Literal["translation", "language-model", "quality-estimation"]
TRANSLATION: Kind = "translation"
LANGUAGE_MODEL: Kind = "language-model"
QUALITY: Kind = "quality-estimation"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """Size in bytes and checksum of one file, as 64 hexadecimal digits."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class ModelEntry:
    """One table of the manifest. `folder` is set for an embedded model, `hub` for one on the hub, never both.

    `pairs` are directions, source first ("fr-en"); `prefix` is how a multilingual model is told the target language.
    """

    name: str
    kind: Kind
    languages: tuple[str, ...]
    licence: str
    provenance: str
    pairs: tuple[str, ...] = ()
    folder: str | None = None
    hub: str | None = None
    revision: str = "main"
    prefix: str | None = None
    size: int | None = None
    files: Mapping[str, FileEntry] = field(default_factory=dict)

    def serves(self, kind: Kind, source_lang: str, target_lang: str) -> bool:
        """Whether this is the kind of model wanted, for this direction (one of a single text: for `target_lang`)."""
        if kind != self.kind:
            return False
        if kind != TRANSLATION:
            return primary(target_lang) in self.languages
        return f"{primary(source_lang)}-{primary(target_lang)}" in self.pairs


def root() -> Path:
    """The folder of the embedded models: inside an installed package, beside it in a source checkout."""
    here = Path(__file__).resolve().parents[1]
    installed = here / "_models"
    return installed if installed.is_dir() else here.parent / "models"


def manifest(folder: Path | None = None) -> tuple[ModelEntry, ...]:
    """All models that the project knows, in the order of preference. Raises MissingModel."""
    path = (folder or root()) / "manifest.toml"
    return _read(path, stamps([str(path)]))


@functools.lru_cache(maxsize=8)
def _read(path: Path, stamped: Hashable) -> tuple[ModelEntry, ...]:
    """As `manifest`; read once while the file does not change, since each model of a run is looked for in it."""
    hint = _("Reinstall checker; its list of models is damaged.")
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8")).get("model", [])
        entries = msgspec.convert(tables, tuple[ModelEntry, ...])
    except (OSError, ValueError) as error:
        raise MissingModel(f"{path}: {error}", hint) from None
    for entry in entries:
        names = [*entry.files, *([] if entry.folder is None else [entry.folder])]
        if (entry.folder is None) == (entry.hub is None) or not all(map(_is_plain_name, names)):
            raise MissingModel(
                _("{path}: {name}: not a plain folder or hub id").format(
                    path=path, name=entry.name
                ),
                hint,
            )
    return entries


def _is_plain_name(name: str) -> bool:
    return bool(name) and not name.startswith(".") and Path(name).name == name and "\\" not in name


def hub_entry(hub: str) -> ModelEntry | None:
    """What the manifest says of a hub model, if it knows it."""
    return next((entry for entry in manifest() if entry.hub == hub), None)


def hub_for_pair(pair: str) -> str:
    """The first hub model of the manifest for a direction, else the name it would have among OPUS-MT's."""
    found = (entry.hub for entry in manifest() if entry.hub and pair in entry.pairs)
    return next(found, f"Helsinki-NLP/opus-mt-{pair}")


def hubs_for(kind: Kind, source_lang: str, target_lang: str) -> list[str]:
    """Hub models of the manifest for a direction (language models: for `target_lang`)."""
    entries = manifest()
    return [e.hub for e in entries if e.hub and e.serves(kind, source_lang, target_lang)]
