"""From bytes to text: which encoding a file is in, and which files are no text at all."""

from __future__ import annotations

import codecs
import itertools
import re
from operator import itemgetter

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
    r"[\x00-\x7f«»‘’“”…–—€°·²³½¼¾¿¡§µ®©™±×÷£ºª•\xa0ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆàâäçéèêëîïôöùûüÿœæßñÑáíóúÁÍÓÚãõ]*"
)
_OF_THE_WEST = ("cp1252", "iso8859-15", "cp850", "mac-roman")
"""Encodings of Western Europe: of Windows, of Unix, of DOS, and of the Mac, which Excel there still writes."""
_CAPITALS = "ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆÑÁÍÓÚÃÕ"
_IMPLAUSIBLE = re.compile(
    rf"(?<=[a-zß-ÿœ])(?:[{_CAPITALS}]|[“”½¼¾€±¿¡•](?=[a-zß-ÿœ]))|[½¼](?=[a-z])|(?<![^\W\d_])[œŒÿ](?![^\W\d_])"
)
"""What a text hardly has that is read in its own encoding: capitals and marks within a word, œ alone."""
_USUAL = frozenset("éèêàçùâîôûëïœæÉÈÀÊÇäöüßÄÖÜñáíóúãõ«»‘’“”–—…€°\xa0")
_WRAPPED = (
    (re.compile(rb"\+A[M-P][AEIMQUYcgkosw048](?:-|(?![A-Za-z0-9+/]))"), "UTF-7"),
    (re.compile(rb"=C3=[89AB][0-9A-F]|=E2=80=[9A][0-9A-F]|=E9[a-z]"), "quoted-printable"),
    (re.compile(rb"\x1b\$[@AB]|~\{(?:[!-~]{2})+~\}"), "ISO 2022"),
)
"""Encodings in which letters beyond ASCII are several ASCII characters, as mail has them."""
_FEWEST = 3
"""So many of them in a text without any other letter beyond ASCII are no accident."""
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

    UTF-8 comes first, with U+FFFD for stray bytes in what is otherwise UTF-8; then the encodings of Western Europe
    where one gives nothing but its letters, because short texts mislead detectors; then charset-normalizer's guess.
    `declared` is what the file says of itself, and is believed after UTF-8. What fits
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
        text = data.decode("utf-8")
        _require_unwrapped(data, path)
        return text, "utf-8"
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
    western = _western(data)
    if western is not None:
        return western

    import charset_normalizer

    best = charset_normalizer.from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise _not_text(path, failure)
    try:
        return data.decode(best.encoding), best.encoding
    except UnicodeDecodeError as error:
        raise _not_text(path, error) from None


def _western(data: bytes) -> tuple[str, str] | None:
    """A text and its encoding where one of Western Europe gives nothing but its letters: Windows', or the likeliest."""
    found: list[tuple[int, int, str, str]] = []
    for encoding in _OF_THE_WEST:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        sample = text[:_SAMPLE]
        foreign = [char for char in sample if char > "\x7f"]
        if len(foreign) > max(0.4 * len(sample), _SHORT) or not _WESTERN.fullmatch(text):
            continue
        odd = len(_IMPLAUSIBLE.findall(sample))
        if not odd and encoding == _OF_THE_WEST[0]:
            return text, encoding
        found.append((odd, sum(char not in _USUAL for char in foreign), text, encoding))
    odd, _unusual, text, encoding = min(found, key=itemgetter(0, 1), default=(1, 0, "", ""))
    return (text, encoding) if not odd or encoding == _OF_THE_WEST[0] else None


def _require_unwrapped(data: bytes, path: str) -> None:
    """Raises BadInput for a text in which mail has hidden the letters beyond ASCII."""
    if not data.isascii():
        return
    for pattern, name in _WRAPPED:
        if len(list(itertools.islice(pattern.finditer(data), _FEWEST))) == _FEWEST:
            raise BadInput(
                _("{path}: this text is encoded for e-mail, as {encoding}.").format(
                    path=path, encoding=name
                ),
                _("Save the file in UTF-8 and try again."),
            )


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
