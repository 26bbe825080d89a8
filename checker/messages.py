"""What the program says to people, in English or French: `_("...")` marks and translates a message.

English is the source language and needs no catalogue. Others are `checker/locale/<lang>.po`, compiled in
memory when first asked for, so that there is no build step and no stale binary. What docstrings say has catalogues
of its own, which only those commands load that need them: `help.<lang>.po` for options and commands, `rules.<lang>.po`
for rules. Their messages are paragraphs, so that a changed one leaves the others translated.
"""

from __future__ import annotations

import contextlib
import contextvars
import functools
import gettext
import inspect
import io
import locale
import os
import textwrap
from collections.abc import Iterator
from importlib import resources

LANGUAGES = ("en", "fr")
_VERBATIM = "\b\n"
_WIDTH = 100
_language: contextvars.ContextVar[str] = contextvars.ContextVar("ui_language", default="en")


def use(language: str) -> None:
    """Set the language of messages: en, fr, or auto (what LC_ALL, LC_MESSAGES or LANG says, else English)."""
    if language == "auto":
        names = (os.environ.get(key, "") for key in ("LC_ALL", "LC_MESSAGES", "LANG"))
        name = next((name for name in names if name), "")
        language = (locale.normalize(name) or "en")[:2].lower()
    _language.set(language if language in LANGUAGES else "en")


@contextlib.contextmanager
def speaking(language: str) -> Iterator[None]:
    """Inside, `language` is spoken: en, fr, or auto, as `use` takes it."""
    before = _language.get()
    use(language)
    try:
        yield
    finally:
        _language.set(before)


def current() -> str:
    """The language spoken now."""
    return _language.get()


def _(message: str) -> str:
    """`message` in the language spoken now; itself where the catalogue lacks it. Format the result, not the key."""
    return _translated(message, "")


def help_text(text: str) -> str:
    """The help of a command or option in the language spoken now; click breaks its lines."""
    return "\n\n".join(
        f"{_VERBATIM}{_translated(part.removeprefix(_VERBATIM), 'help.')}"
        if part.startswith(_VERBATIM)
        else _translated(part, "help.")
        for part in paragraphs(text)
    )


def documentation(text: str) -> str:
    """The documentation of a rule in the language spoken now, in lines of at most 100 characters."""
    if current() == "en":
        return inspect.cleandoc(text)
    parts = (_translated(part, "rules.") for part in paragraphs(text))
    return "\n\n".join(textwrap.fill(part, _WIDTH, break_on_hyphens=False) for part in parts)


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a docstring, each on one line; those that begin with click's \\b keep their lines."""
    return [
        part if part.startswith(_VERBATIM) else " ".join(part.split())
        for part in inspect.cleandoc(text).split("\n\n")
    ]


def _translated(message: str, domain: str) -> str:
    language = _language.get()
    if language == "en" or not message:
        return message
    return _catalogue(f"{domain}{language}.po", language).gettext(message)


@functools.cache
def _catalogue(name: str, language: str) -> gettext.NullTranslations:
    from babel.messages import mofile, pofile

    source = resources.files("checker") / "locale" / name
    if not source.is_file():
        return gettext.NullTranslations()
    binary = io.BytesIO()
    with source.open("rb") as file:
        mofile.write_mo(binary, pofile.read_po(file, locale=language))
    binary.seek(0)
    return gettext.GNUTranslations(binary)
