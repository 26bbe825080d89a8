"""From bytes to text: which encoding a file is in, and which files are no text at all."""

from __future__ import annotations

import codecs
import re

from checker.errors import BadInput
from checker.messages import _

_MARKS = (
    # UTF-32's little-endian mark begins with UTF-16's.
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = re.compile(
    r"[\x00-\x7f«»‘’“”…–—€°·²³½¿¡\xa0ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆàâäçéèêëîïôöùûüÿœæßñÑáíóúÁÍÓÚãõ]*"
)
_SAMPLE = 200_000
_SHORT = 12
"""Letters beyond ASCII that say nothing of a file that has hardly more."""
_HALVES = re.compile("[\ud800-\udfff]")


def without_halves(text: str) -> str:
    """`text`, as long as it was, with halves of surrogate pairs, which no output can hold, turned into U+FFFD's.

    Escapes of a format can stand for them (`&#xD800;`, `"\\ud800"`); decoded bytes cannot.
    """
    return text if text.isascii() else _HALVES.sub("\ufffd", text)


def utf16(escape: str) -> str:
    """What `uXXXX` stands for, or a pair of them, of which the second begins with a backslash; U+FFFD for a half."""
    units = bytes.fromhex(escape.replace("\\", "").replace("u", ""))
    return units.decode("utf-16-be", "replace")


def decode(
    data: bytes, path: str, declared: str | None = None, remarks: re.Pattern[bytes] | None = None
) -> tuple[str, str]:
    """The text of a file and the name of its encoding; line ends stay as they are, a byte-order mark goes.

    UTF-8 comes first, with U+FFFD for stray bytes in what is otherwise UTF-8; then the Windows encoding of
    Western Europe where it gives nothing but its letters, because short texts mislead detectors; then
    charset-normalizer's guess. `declared` is what the file says of itself, and is believed after UTF-8. What fits
    `remarks` was added later and has no say, so that the rest is read as it was before.
    Raises BadInput for what is not text.
    """
    if remarks is not None and remarks.search(data):
        __, encoding = decode(remarks.sub(b"", data), path, declared)
        return data.decode(encoding, "replace"), encoding
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                text = data.decode(encoding)
            except UnicodeDecodeError as error:
                raise _not_text(path, error) from None
            if "\0" in text:  # Expat would take it for UTF-16
                raise _no_text(path)
            return text, encoding
    if b"\0" in data:
        raise _no_text(path)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        failure = error
    if declared:
        try:
            return data.decode(declared), codecs.lookup(declared).name
        except (LookupError, UnicodeError, ValueError):
            pass  # a wrong declaration is common, and says nothing
    lenient = data.decode("utf-8", "replace")
    foreign = sum(char > "\x7f" for char in lenient[:_SAMPLE])
    if lenient.count("\ufffd", 0, _SAMPLE) <= foreign * 0.1:
        return lenient, "utf-8"
    return _guess(data, path, failure)


def _guess(data: bytes, path: str, failure: UnicodeDecodeError) -> tuple[str, str]:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        text = ""
    foreign = sum(char > "\x7f" for char in text[:_SAMPLE])
    most = max(0.4 * len(text[:_SAMPLE]), _SHORT)
    if text and _WESTERN.fullmatch(text) and foreign <= most:
        return text, "cp1252"

    import charset_normalizer

    best = charset_normalizer.from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise _not_text(path, failure)
    try:
        return data.decode(best.encoding), best.encoding
    except UnicodeDecodeError as error:
        raise _not_text(path, error) from None


def _no_text(path: str) -> BadInput:
    return BadInput(
        _("{path}: this is not a text file.").format(path=path),
        _("Save it as UTF-8 text, or give its format with --input-format."),
    )


def _not_text(path: str, error: UnicodeDecodeError) -> BadInput:
    return BadInput(
        _("{path}: cannot be read as text; byte {byte} is not {encoding}.").format(
            path=path, byte=error.start + 1, encoding=error.encoding
        ),
        _("Save the file in UTF-8 and try again."),
    )
