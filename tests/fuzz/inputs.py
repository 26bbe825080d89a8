"""Hypothesis strategies for hostile files: damaged seeds, and texts of what readers and rules look at."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

from hypothesis import strategies as st

MARKS = (
    b"", b"<", b">", b"</", b"/>", b"&", b"&amp;", b"&#0;", b"&#x110000;", b'"', b"'", b"\\", b"\\u0000", b"\\ud800",
    b"\n", b"\r", b"\r\n", b"\n\n", b"\t", b" ", b"\0", b"`", b"```", b"|", b"]]>", b"<![CDATA[", b"<!--", b"-->",
    b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"{", b"}", b"[", b"]", b"(", b")", b"{{", b"{%", b"%s", b"%(a)s", b"$", b":::",
    b"#", b"//", b"/*", b"*", b"_", b"=", b":", b";", b",", b".", b"-", b"---", b"...", b"%", b"@", b"!", b"?", b"~",
    b"\xff", b"\xfe\xff", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\xc2\xa0", b"\xe2\x80\x8b", b"\xf0\x9f\x98\x80",
    b"\x1b[2J", b"\x85", b"0", b"-1", b"1e999", b"99999999999999999999", b"nan", b"null", b"true", b"msgid",
    b"00:00:00,000 --> 00:00:01,000\n", b"WEBVTT\n", b"<!-- checker: ignore -->", b"<!-- checker: off=STR -->",
    b"<!-- checker: on -->", b"checker: ignore=ACC", b"::error::", b"=1+1", "«".encode(), "»".encode(), "œ".encode(),
)  # fmt: skip

PROSE = (
    *["un mot", "le le", "Le chat", "la maison", " ", "\u00a0", "\u202f", "\n", "\n\n", ". ", ", ", " !", " ?", "…"],
    *["« ", " »", "“", "”", "l’", "l'", "(", ")", "[", "]", "1,000.50", "25:70", "3 mars 2020", "12 %", "$5", "M.",],
    *["{0}", "%s", "<b>", "</b>", "&nbsp;", "https://a.fr/b", "# ", "- ", "**", "`", "| a |", "tu", "vous", "ne",],
    *["The house is big and", "это", "和平", "İ", "ß", "\u200b", "\ufffd", "😀", "e\u0301", "Traduction :", "à",],
    *["<!-- checker: ignore=STR104 -->", "<!-- checker: off -->", "<!-- checker: on -->", "<!-- checker: x -->"],
    *["<!-- checker: ignore=", "-->", "STR", ",", "Il faut que", "Les enfants", "mange", "a était", "des"],
)  # fmt: skip

LARGEST = 40_000
"""Bytes of an input: thousands of findings through ten reports take long for no fault of anybody's."""

_EDIT = st.tuples(
    st.integers(0, 2**16),
    st.sampled_from((0, 0, 1, 2, 5, 40, 2**16)),
    st.one_of(st.sampled_from(MARKS), st.binary(max_size=4), st.integers(0, 2**16)),
    st.sampled_from((1, 1, 1, 1, 2, 30, 2000)),
)
"""Where, how much goes, what comes (bytes, or a piece of the file from some place), how often."""


def damaged(seeds: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """One of these files after a few edits; of an archive, sometimes one of its parts, packed again."""
    return st.builds(
        _damaged, st.sampled_from(seeds), st.lists(_EDIT, max_size=5), st.integers(0, 99)
    )


def generated() -> st.SearchStrategy[bytes]:
    """Prose of pieces that rules look at, in UTF-8; sometimes a piece many times."""
    piece = st.sampled_from(PROSE) | st.text(max_size=4)
    times = st.sampled_from((1, 1, 1, 1, 1, 1, 3, 200))
    return st.lists(st.builds(lambda text, n: text * n, piece, times), max_size=40).map(
        lambda parts: "".join(parts).encode("utf-8", "replace")
    )


def _damaged(seed: bytes, edits: Sequence[tuple[int, int, bytes | int, int]], part: int) -> bytes:
    if seed.startswith(b"PK") and part % 4:
        return _repacked(seed, edits, part)
    return _edited(seed, edits)


def _edited(data: bytes, edits: Sequence[tuple[int, int, bytes | int, int]]) -> bytes:
    for at, cut, put, times in edits:
        at %= len(data) + 1
        if isinstance(put, int):
            begin = put % (len(data) + 1)
            put = data[begin : begin + 60]
        data = (data[:at] + put * times + data[at + cut :])[:LARGEST]
    return data


_TEXTS = (
    "document.xml", "sheet1.xml", "sharedStrings.xml", "content.xml", "slides/one.xml", ".xhtml",
)  # fmt: skip
"""Ends of the names of archive members that hold what is read."""


def _repacked(seed: bytes, edits: Sequence[tuple[int, int, bytes | int, int]], part: int) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(seed)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        names = [name for name in old.namelist() if name.endswith(_TEXTS)]
        names = names if names and part % 3 else old.namelist()
        chosen = names[part % len(names)]
        for item in old.namelist():
            data = old.read(item)
            new.writestr(item, _edited(data, edits) if item == chosen else data)
    return out.getvalue()
