"""Corpora of OPUS by name, for users with a network; opustools asks the catalogue and fetches.

Tiedemann 2012, Parallel Data, Tools and Interfaces in OPUS, https://aclanthology.org/L12-1246
"""

from __future__ import annotations

import contextlib
import importlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from recipe import PairSource

from checker.config import Config
from checker.errors import BadInput, MissingExtra
from checker.models.hub import is_offline


def fetch(source: PairSource, languages: tuple[str, str], folder: Path) -> Path:
    """The corpus as a zip file of two plain texts, fetched into `folder` or already there.

    Raises BadInput where the run is offline (HF_HUB_OFFLINE=1) and the corpus is not there, or OPUS does not have it.
    """
    name = f"{source.opus}-{source.release}-{'-'.join(sorted(languages))}.zip"
    if (folder / name).is_file():
        return folder / name
    if is_offline(Config()):
        raise BadInput(
            f"OPUS corpus {source.opus} is not in {folder}, and this run is offline",
            f"Unset HF_HUB_OFFLINE, or put the corpus there as {name} (its Moses form).",
        )
    try:
        library = importlib.import_module("opustools")  # it has no types
    except ImportError:
        raise MissingExtra(
            "fetching from OPUS needs the package opustools", "pip install 'checker[train]'"
        ) from None
    first, second = sorted(languages)
    getter = library.OpusGet(
        source=first,
        target=second,
        directory=source.opus,
        release=source.release,
        preprocess="moses",
        download_dir=str(folder),
        suppress_prompts=True,
    )
    hint = "Look for its name and release at https://opus.nlpl.eu."
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            # Its list has what is not yet in the folder.
            wanted, size = getter.get_corpora_data()
            found = [Path(getter.make_file_name(item)) for item in wanted]
            getter.download(wanted, size)
    except (OSError, ValueError, KeyError) as error:
        raise BadInput(f"OPUS corpus {source.opus} cannot be fetched: {error}", hint) from None
    if len(found) != 1 or not found[0].is_file():
        raise BadInput(f"OPUS has no {source.opus} ({source.release}) for {first}-{second}", hint)
    return found[0].rename(folder / name)


def read(path: Path, languages: tuple[str, str]) -> Iterator[tuple[str, str]]:
    """Pairs of a corpus in Moses form (one file a language), in the order of `languages`. Raises BadInput."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [_member(archive, language) for language in languages]
            with archive.open(members[0]) as one, archive.open(members[1]) as other:
                texts = (io.TextIOWrapper(file, "utf-8", newline="\n") for file in (one, other))
                for first, second in zip(*texts, strict=True):
                    yield first.rstrip("\r\n"), second.rstrip("\r\n")
    except (OSError, ValueError, zipfile.BadZipFile, StopIteration) as error:
        raise BadInput(f"{path}: {error}", "Delete the file and fetch it again.") from None


def _member(archive: zipfile.ZipFile, language: str) -> str:
    names = [name for name in archive.namelist() if name.endswith(f".{language}")]
    if len(names) != 1:
        raise ValueError(f"no single file for {language}")
    return names[0]
