"""py3langid's model with its large tables left on disk.

The library unpacks its model into a temporary file and then reads all of it: 42 MB of transitions, of which a text
touches little, and 28 MB of weights for a hundred languages that nobody asks for; for a moment it holds twice as much.
Here both tables stay in that file. The system maps it page by page, and it is gone when the program ends.
"""

from __future__ import annotations

import lzma
import shutil
import tempfile
from collections.abc import Callable
from typing import IO, Any
from zipfile import ZipFile

_BEFORE_NAME, _HEADER = 26, 30
"""Where the lengths of the name and of the extra field stand before a member of a zip archive, and where the name
begins (APPNOTE.TXT 4.3.7)."""


def load() -> Any:
    """The identifier of all its languages. Raises OSError where there is no room for the file."""
    from numpy.lib.format import read_array
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

    with tempfile.TemporaryFile(suffix=".npz") as file:
        with lzma.open(MODEL_DIR / MODEL_FILE) as packed:
            shutil.copyfileobj(packed, file, 1 << 20)
        with ZipFile(file) as archive:
            small = _members(archive, read_array)
            return LanguageIdentifier(
                _mapped(file, archive, "ptc"),
                small("pc"),
                small("classes").tolist(),
                memoryview(_mapped(file, archive, "nextmove")),
                memoryview(small("out_feat")),
                norm_probs=True,
                tk_row=memoryview(small("nextmove_row")),
            )


def _members(archive: ZipFile, read_array: Callable[[Any], Any]) -> Callable[[str], Any]:
    def read(name: str) -> Any:
        with archive.open(f"{name}.npy") as member:
            return read_array(member)

    return read


def _mapped(file: IO[bytes], archive: ZipFile, name: str) -> Any:
    """An array of the archive, which stores it as it is, as a part of the file."""
    import numpy as np
    from numpy.lib.format import read_array_header_1_0, read_magic

    start = archive.getinfo(f"{name}.npy").header_offset
    file.seek(start + _BEFORE_NAME)
    lengths = [int.from_bytes(file.read(2), "little") for _ in range(2)]
    file.seek(start + _HEADER + sum(lengths))
    read_magic(file)
    shape, _by_columns, dtype = read_array_header_1_0(file)
    return np.asarray(np.memmap(file, dtype, "r", file.tell(), shape))
