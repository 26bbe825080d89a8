"""Whether a file is in the language that was asked for: by its name, by what it says of itself, by its text.

A repository holds many languages. A file of another one that was found in a folder is left out with a notice; one
that somebody named is a problem, said once. The text has the last word: a French page whose template says `lang="en"`
is read. A text that is plainly in another language although nothing says so is for the rule ACC204.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from checker.config import Config
from checker.disk.visible import exists, is_folder
from checker.inputs.files import Input, language_at
from checker.languages import locale, primary
from checker.languages.identify import lacks_frequent_words, language_of_document
from checker.messages import _, current
from checker.types import Document, Notice, Problem

_TAG = r"([a-z]{2,3})(?:[-_][a-z]{4})?(?:[-_](?:r?[a-z]{2}|\d{3}))?"
_CODE = re.compile(_TAG, re.IGNORECASE)
_ENDING = re.compile(rf"(?P<base>.+?)(?P<mark>[-_])(?P<tag>{_TAG})", re.IGNORECASE)
"""A stem that ends in a tag: `README-pt_BR`, `messages_de`."""
_CATALOGUES = (
    ".po", ".pot", ".xlf", ".xliff", ".json", ".arb", ".yml", ".yaml", ".ftl", ".resx", ".ts", ".properties",
    ".strings", ".stringsdict",
)  # fmt: skip
"""Endings of files that are named by their language alone: de.po."""
_HOMES = ("locale", "locales", "i18n", "l10n", "lang", "langs", "languages", "po", "translations")
"""Folders whose folders are languages."""
_DEEPEST = 12
_MOST_NEIGHBOURS = 200


def left_out(item: Input, config: Config) -> Notice | None:
    """A notice where a file that was found bears the name of another language: it need not be read."""
    if item.named:
        return None
    named = language_of_path(item.name)
    if named is None or named == primary(language_at(item.name, config)):
        return None
    return _foreign(item.name, named)


def guarded(document: Document, item: Input) -> Iterator[Document | Problem | Notice]:
    """The document, or what is to be said instead; units in other languages are taken out with a notice."""
    wanted = primary(document.lang)
    units = {primary(block.target_lang) for block in document.blocks if block.target_lang}
    if wanted in units and len(units) > 1:
        yield from _ours_only(document, wanted)
        return
    by_path = language_of_path(item.name) if item.data is None else None
    whole = {primary(tag) for tag in (by_path, document.declared_lang) if tag}
    claims = whole | units
    foreign = sorted(claims - {wanted})
    if item.named and not claims:
        yield document
        return
    texts = [block.text for block in document.blocks]
    written = language_of_document(texts, document.lang)
    if not claims:
        if written is None and lacks_frequent_words(texts, document.lang):
            yield Notice(item.name, "language", _("in another language"))
        else:
            ours = written in (None, wanted)
            yield document if ours else _foreign(item.name, str(written))
    elif not foreign or written == wanted or (wanted in claims and units <= {wanted}):
        yield document
    elif not item.named:
        yield _foreign(item.name, foreign[0])
    else:
        yield Problem(
            item.name,
            _("{path}: declares another language: {language}.").format(
                path=item.name, language=_called(foreign[0])
            ),
            _("Exclude it, or check it with --lang {lang}.").format(lang=foreign[0]),
        )


def _ours_only(document: Document, wanted: str) -> Iterator[Document | Notice]:
    """A document of several languages without the units in others than ours."""
    blocks = document.blocks
    ours = tuple(b for b in blocks if not b.target_lang or primary(b.target_lang) == wanted)
    message = _("units in other languages, left out: {count}")
    yield Notice(document.path, "units", message.format(count=len(blocks) - len(ours)))
    yield replace(document, blocks=ours)


def _foreign(name: str, language: str) -> Notice:
    message = _("in another language: {language}").format(language=_called(language))
    return Notice(name, "language", message)


def _called(code: str) -> str:
    found = locale(code)
    return str(found.get_display_name(current()) or code) if found else code


def language_of_path(name: str) -> str | None:
    """The language that a path names, as a code: `app.de.po`, `locale/de/app.po`, `values-de/strings.xml`.

    The innermost name counts. Many short names are codes by accident (`cs`, `is`, `no`): where a name could be one,
    a neighbour in another language or the company that it keeps has to show that it is.
    """
    path = Path(name)
    with contextlib.suppress(OSError, ValueError):  # it may lie elsewhere
        path = path.absolute().relative_to(Path.cwd())
    tag = _of_file(path)
    for folder in path.parents[:_DEEPEST]:
        tag = tag or _of_folder(folder)
    return tag


def _of_file(path: Path) -> str | None:
    parts = path.name.split(".")
    if len(parts) < 2:
        return None
    stem, alone = parts[-2], len(parts) == 2
    tag = _code(stem)
    if tag is not None:
        catalogue = path.suffix.lower() in _CATALOGUES
        sure = not alone or catalogue or _has_neighbour(path, _first_code, tag)
        return tag if sure else None
    match = _ENDING.fullmatch(stem)
    tag = _code(match["tag"]) if match is not None else None
    if match is None or tag is None:
        return None
    base = match["base"] + match["mark"]
    plain = path.with_name(path.name.replace(base + match["tag"], match["base"], 1))

    def other(name: str) -> str | None:
        return _first_code(name.removeprefix(base)) if name.startswith(base) else None

    return tag if exists(plain) or _has_neighbour(path, other, tag) else None


def _of_folder(folder: Path) -> str | None:
    name = folder.name
    if name.endswith(".lproj"):
        return _code(name.removesuffix(".lproj"))
    if name.startswith("values-"):
        return _code(name.removeprefix("values-"))
    tag = _code(name)
    sure = (
        "-" in name
        or "_" in name
        or folder.parent.name.lower() in _HOMES
        or is_folder(folder / "LC_MESSAGES")
    )
    return tag if tag is not None and (sure or _has_neighbour(folder, _code, tag)) else None


def _has_neighbour(path: Path, code: Callable[[str], str | None], tag: str) -> bool:
    """Whether something of its kind beside a path names another language."""
    try:
        names = [place.name for place in itertools.islice(path.parent.iterdir(), _MOST_NEIGHBOURS)]
    except OSError:
        return False
    return any(code(name) not in (None, tag) for name in names if name.endswith(path.suffix))


def _first_code(name: str) -> str | None:
    return _code(name.split(".")[0])


@functools.lru_cache(maxsize=1024)
def _code(tag: str) -> str | None:
    """The language of a tag; None where this is none."""
    match = _CODE.fullmatch(tag)
    found = locale(match[1].lower()) if match is not None else None
    if match is None or found is None:
        return None
    lang = match[1].lower()
    return lang if found.language == lang else None
