"""Text from articles made safe to show: one visible character for each character that is not meant to be seen."""

from __future__ import annotations

import functools
import re
import unicodedata
from types import MappingProxyType

_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_BIDI = (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))

# One to one, so that offsets stay true. Controls could drive a terminal, bidi controls could show a
# text in another order than it has, and lone surrogates cannot be encoded.
_SHOWN = MappingProxyType(
    {code: chr(0x2400 + code) for code in range(0x20)}
    | dict.fromkeys((*range(128, 160), *_BIDI, 65534, 65535), _REPLACEMENT)
    | {0x7F: "\N{SYMBOL FOR DELETE}", 0x2028: " ", 0x2029: " "}
    | {ord(space): " " for space in "\t\n\r"}
)
_TERMINAL = MappingProxyType(
    {
        code: sign
        for code, sign in _SHOWN.items()
        if code < 0xA0 and chr(code) not in "\t\n\v\f\r\x85"
    }
)
_SURROGATE = re.compile("[\ud800-\udfff]")


def encodable(text: str) -> str:
    """`text` with lone surrogates, which no encoding of a file can hold, replaced by U+FFFD."""
    return text if text.isascii() else _SURROGATE.sub(_REPLACEMENT, text)


@functools.lru_cache(maxsize=64)  # a sentence with thousands of findings is asked for with each
def shown(text: str) -> str:
    """`text` on one line, as long as before, with controls and bidi marks replaced by visible characters."""
    return encodable(text.translate(_SHOWN))


_COMMAND = re.compile(r"^([^\S\n]*+)(?=::)|(?<=#)(?=#\[|#vso\[)", re.MULTILINE)


def harmless(text: str) -> str:
    """Lines that no build server takes for commands (`::error`, `##[`, `##vso[`): an unseen word joiner breaks them."""
    return _COMMAND.sub(lambda found: f"{found[1] or ''}\u2060", text)


def terminal_safe(text: str) -> str:
    """Lines without the control characters that could drive a terminal; all else, white space too, stays."""
    return encodable(text.translate(_TERMINAL))


def invisible_name(text: str) -> str | None:
    """The Unicode names of the characters of `text` where a reader could see none of them, else None."""
    if not text or any(
        unicodedata.category(char)[0] not in "ZC" or char in "\ufffd" for char in text
    ):
        return None
    names = (unicodedata.name(char, "control character") for char in text[:3])
    return ", ".join(
        f"U+{ord(char):04X} {name.lower()}" for char, name in zip(text, names, strict=False)
    )
