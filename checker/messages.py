"""What the program says to people, in English or French: `_("...")` marks and translates a message.

English is the source language and needs no catalogue. Others are `checker/locale/<lang>.po`, compiled in
memory when first asked for, so that there is no build step and no stale binary.
"""

from __future__ import annotations

import contextvars
import functools
import gettext
import io
import locale
import os
from importlib import resources

LANGUAGES = ("en", "fr")
_language: contextvars.ContextVar[str] = contextvars.ContextVar("ui_language", default="en")


def use(language: str) -> None:
    """Speak `language` from here on: en, fr, or auto (what LC_ALL, LC_MESSAGES or LANG says, else English)."""
    if language == "auto":
        names = (os.environ.get(key, "") for key in ("LC_ALL", "LC_MESSAGES", "LANG"))
        name = next((name for name in names if name), "")
        language = (locale.normalize(name) or "en")[:2].lower()
    _language.set(language if language in LANGUAGES else "en")


def current() -> str:
    """The language spoken now."""
    return _language.get()


def _(message: str) -> str:
    """`message` in the language spoken now; itself where the catalogue lacks it. Format the result, not the key."""
    language = _language.get()
    return message if language == "en" else _catalogue(language).gettext(message)


@functools.cache
def _catalogue(language: str) -> gettext.NullTranslations:
    from babel.messages import mofile, pofile

    source = resources.files("checker") / "locale" / f"{language}.po"
    if not source.is_file():
        return gettext.NullTranslations()
    binary = io.BytesIO()
    with source.open("rb") as file:
        mofile.write_mo(binary, pofile.read_po(file, locale=language))
    binary.seek(0)
    return gettext.GNUTranslations(binary)
