"""Mechanical repairs: the replacements that findings carry, applied to the text of a file.

Nothing is applied that could break the file: a place that does not stand in it as the finding shows it, two repairs
of one place, a character that the format would read as its own or that the file's encoding lacks. What was done and
what was not is said.
"""

from __future__ import annotations

import codecs
import difflib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath

from checker.disk import writing
from checker.disk.loading import LARGEST, read_file
from checker.errors import BadInput, UsageProblem
from checker.inputs.files import known_reader
from checker.messages import _
from checker.text.printable import terminal_safe
from checker.types import Finding

BINARY = frozenset(
    {".docx", ".odt", ".pptx", ".epub", ".parquet", ".xlsx", ".xlsm", ".pdf", ".gz", ".zip", ".xz"}
)
"""Suffixes of formats whose decoded text is not the file."""

_MARKUP = frozenset("<>&\"'")
_SPECIAL = {
    **dict.fromkeys(("html", "xliff", "tmx", "resx", "qt", "stringsdict"), _MARKUP),
    "android": _MARKUP | frozenset("\\@?"),
    "markdown": frozenset("<>&*_`\\[]"),
    "mdx": frozenset("<>&*_`\\[]{}"),
    "notebook": frozenset('<>&*_`\\[]"\n'),
    "rst": frozenset("*_`\\|:"),
    "subtitles": frozenset("<>&{}\\\n"),
    **dict.fromkeys(("json", "jsonl", "strings", "po"), frozenset('"\\\n')),
    "yaml": frozenset("\"'\\\n:#{}[]&*!|>%@`,"),
    # Java before 9 reads Latin-1: what is beyond ASCII is written \\uXXXX there.
    "properties": frozenset("\\\n:=#!'") | frozenset(map(chr, range(0x80, 0x2200))),
    "fluent": frozenset("{}\n"),
    "csv": frozenset(',;|"\n\t'),
    "tsv": frozenset('"\n\t'),
}
"""Characters that mean something to a format, by its reader: a repair that brings a new one in is refused."""


_COMPARED = 500
"""Characters of a place up to which its repair is taken apart into what it changes and what it leaves."""


@dataclass(frozen=True, slots=True)
class Repair:
    """One replacement: the finding, and why it was not made (None where it was)."""

    finding: Finding
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Repaired:
    """A repaired text and what was done to it, in the order of the text."""

    text: str
    done: tuple[Repair, ...] = ()
    refused: tuple[Repair, ...] = ()


def repair(
    path: str,
    text: str,
    findings: Iterable[Finding],
    encoding: str = "utf-8",
    reader: str | None = None,
) -> Repaired:
    """Apply the repairs of those findings that have one to the decoded text of the file `path`.

    `reader` is the name of what read it, where its ending does not say it.

    Offsets of findings are those of `text`. Suppressed findings are left alone; of two repairs that change the same
    characters the first of the text is made, since after it the other may not be needed. What a repair leaves as it is
    (the words between quotation marks) others may change. Raises UsageProblem for a binary format.
    """
    suffix = PurePath(path).suffix.lower()
    wanted = sorted(
        {
            (finding.start, finding.end, finding.fix): finding
            for finding in findings
            if finding.fix is not None and finding.suppressed is None
        }.items()
    )
    if wanted and suffix in BINARY:
        raise UsageProblem(
            _("{path}: files of this kind cannot be repaired automatically.").format(path=path),
            _(
                "Make the changes in the program that wrote the file, or check a text version of it."
            ),
        )
    known = known_reader(path)
    special = _SPECIAL.get(reader or (known.name if known else "text"), frozenset())
    edits: list[_Edit] = []
    near: list[_Edit] = []
    done: list[Repair] = []
    refused: list[Repair] = []
    for (_start, _end, fix), finding in wanted:
        reason = _reason(text, finding, fix, special) or _unwritable(fix, encoding)
        mine = [] if reason else _edits(finding.start, finding.text, fix)
        near = [edit for edit in near if edit[1] >= finding.start]
        if any(_clash(edit, other) for edit in mine for other in near):
            reason = _("it overlaps another repair; run again")
        if reason is None:
            edits += mine
            near += mine
        (done if reason is None else refused).append(Repair(finding, reason))
    pieces: list[str] = []
    at = 0
    for start, end, new in sorted(edits):
        pieces += [text[at:start], new]
        at = end
    pieces.append(text[at:])
    return Repaired("".join(pieces), tuple(done), tuple(refused))


_Edit = tuple[int, int, str]
"""Start and end in the text, and what is written there."""


def _edits(start: int, old: str, new: str) -> list[_Edit]:
    """The least that changes `old`, which stands at `start`, into `new`."""
    if old.endswith(
        new
    ):  # of a word that stands twice the first goes: what follows may change the second
        return [(start, start + len(old) - len(new), "")]
    if len(old) > _COMPARED:
        return [(start, start + len(old), new)]
    compared = difflib.SequenceMatcher(None, old, new, autojunk=False)
    return [
        (start + i, start + j, new[k:n])
        for tag, i, j, k, n in compared.get_opcodes()
        if tag != "equal"
    ]


def _clash(edit: _Edit, other: _Edit) -> bool:
    """Whether two edits change the same characters, or begin at one place, so that their order would matter."""
    return edit[0] == other[0] or (edit[0] < other[1] and other[0] < edit[1])


def _reason(text: str, finding: Finding, fix: str, special: frozenset[str]) -> str | None:
    if not 0 <= finding.start <= finding.end <= len(text):
        return _("the place is outside the file")
    if text[finding.start : finding.end] != finding.text:
        return _("the file writes this place in another way (codes or tags in between)")
    if (set(fix) - set(finding.text)) & special:
        return _("the new text holds a character that means something in this kind of file")
    return None


def _unwritable(fix: str, encoding: str) -> str | None:
    try:
        fix.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return _("the encoding of the file ({encoding}) lacks a character of the new text").format(
            encoding=encoding
        )
    return None


def difference(path: str, before: str, after: str) -> str:
    """A unified diff of two texts of a file, as `git apply` and `patch` take it; empty where they are the same."""
    # A name with a space ends at a tab, as git writes it.
    name = path.replace(os.sep, "/") + ("\t" if " " in path else "")
    lines = difflib.unified_diff(
        _lines(before), _lines(after), f"a/{name}", f"b/{name}", n=2, lineterm=""
    )
    out = []
    for at, line in enumerate(lines):
        # Controls that could drive a terminal are shown as signs: a line with one is to be looked at, not applied.
        line = terminal_safe(line)
        out.append(line if line.endswith("\n") else f"{line}\n")
        heading = at < 2 or line.startswith("@@")
        if not heading and not line.endswith("\n"):
            out.append("\\ No newline at end of file\n")
    return "".join(out)


def _lines(text: str) -> list[str]:
    # Only the line feed ends a line, as in git; str.splitlines() knows ten more.
    *whole, last = text.split("\n")
    return [f"{line}\n" for line in whole] + ([last] if last else [])


def write(path: Path, before: str, after: str, encoding: str) -> None:
    """Put `after` in the place of `before` in a file, in one step, its encoding, mark and line ends kept.

    Raises BadInput, and leaves the file as it is, where it is not `before` any more, or would change elsewhere too:
    bytes that are no text in its encoding have been read as something else.
    """
    try:
        was = read_file(path, len(before) * 4 + LARGEST)
        data = encoded(was, before, after, encoding)
        if data is None:
            raise BadInput(
                _("{path}: was not repaired: its bytes are not the ones that were checked.").format(
                    path=path
                ),
                _(
                    "It has changed in the meantime, or is not valid {encoding}. Save it as UTF-8."
                ).format(encoding=encoding),
            )
        writing.replace(path, data, was=was)
    except OSError as error:
        raise BadInput(
            _("{path}: was not repaired; it cannot be read any more: {reason}").format(
                path=path, reason=error.strerror
            )
        ) from None
    except UsageProblem as error:
        raise BadInput(error.message, error.hint) from None


def encoded(
    data: bytes, before: str, after: str, encoding: str, errors: str = "strict"
) -> bytes | None:
    """`after` in the bytes of a file that holds `before`: its encoding and mark. None where `data` is something else.

    `errors` says what becomes of characters that the encoding lacks, as in `str.encode`.
    """
    mark, codec = _mark(data, encoding)
    if mark + before.encode(codec, "replace") != data:
        return None
    return mark + after.encode(codec, errors)


def _mark(data: bytes, encoding: str) -> tuple[bytes, str]:
    """The byte-order mark of a file and the codec of what follows it."""
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if encoding in ("utf-8-sig", codec[:6]) and data.startswith(mark):
            return mark, codec
    return b"", encoding
