"""The French catalogue: with the fields of the English, whole for a release; and what picks a language.

Tests marked `release` fail where a translation is missing. `make test` leaves them out, so that nobody needs French to
change a message: it is shown in English until somebody translates it. `make release-check` runs them.
"""

from __future__ import annotations

import ast
import inspect
import re
import runpy
import string
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

from checker import messages
from checker.plugins import checks

PACKAGE = Path(messages.__file__).parent
ADVICE = "run `make messages`, and translate what is new in checker/locale/fr.po"


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    messages.use("en")


def in_code() -> set[str]:
    """Every literal that the package hands to _(), also inside f-strings, where pybabel finds none."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Call)
                and getattr(node.func, "id", "") == "_"
                and isinstance(node.args[0], ast.Constant)
            ):
                found.add(str(node.args[0].value))
    for path in PACKAGE.rglob("*.j2"):
        with path.open("rb") as file:
            for _line, _function, message, _comments in babel_extract(file, ["_"], (), {}):
                found.add(str(message))
    return found


@pytest.fixture(scope="module")
def french() -> Catalog:
    with (PACKAGE / "locale" / "fr.po").open("rb") as file:
        return read_po(file, locale="fr")


def translations(catalogue: Catalog) -> dict[str, str]:
    return {str(m.id): str(m.string) for m in catalogue if m.id and m.string and not m.fuzzy}


@pytest.mark.release
def test_every_message_is_in_the_catalogue_and_no_other(french: Catalog) -> None:
    known = set(translations(french))
    assert in_code() - known == set(), ADVICE
    assert known - in_code() == set(), ADVICE
    assert not [message.id for message in french if message.fuzzy and message.id]
    assert not french.obsolete


def test_pybabel_sees_every_message() -> None:
    hidden = [
        f"{path.name}:{node.lineno}"
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.JoinedStr)
        and any(getattr(getattr(c, "func", None), "id", "") == "_" for c in ast.walk(node))
    ]
    assert not hidden, "a message inside an f-string is not extracted: take it out"


def fields(text: str) -> list[tuple[str, str, str]]:
    parsed = string.Formatter().parse(text)
    return sorted(
        (name, spec or "", conversion or "")
        for _literal, name, spec, conversion in parsed
        if name is not None
    )


def test_translations_have_the_fields_of_their_messages(french: Catalog) -> None:
    for message, text in translations(french).items():
        assert fields(text) == fields(message), message


def test_translations_begin_and_end_as_their_messages(french: Catalog) -> None:
    edge = re.compile(r"^[ \n]*|[ \n]*$")
    for message, text in translations(french).items():
        assert edge.findall(text) == edge.findall(message), message
        assert text.count("\n") == message.count("\n"), message


def test_translations_are_written_as_french_is(french: Catalog) -> None:
    for message, text in translations(french).items():
        assert not re.search(r" [:;?!»%](\s|$)|« ", text), f"{message}: a breaking space"
        assert not re.search(r"[a-zà-ÿ]'[a-zà-ÿ]", text), f"{message}: a straight apostrophe"


DOMAINS: dict[str, Callable[[], set[str]]] = runpy.run_path(
    str(PACKAGE.parent / "docs" / "messages.py")
)["DOMAINS"]


def catalogue(domain: str) -> dict[str, str]:
    with (PACKAGE / "locale" / f"{domain}.fr.po").open("rb") as file:
        return translations(read_po(file, locale="fr"))


@pytest.mark.release
@pytest.mark.parametrize("domain", DOMAINS)
def test_all_that_docstrings_say_is_in_its_catalogue_and_nothing_else(domain: str) -> None:
    assert DOMAINS[domain]() ^ set(catalogue(domain)) == set(), ADVICE.replace("fr.po", domain)


@pytest.mark.parametrize("domain", DOMAINS)
def test_translations_of_docstrings_keep_what_is_code(domain: str) -> None:
    for message, text in catalogue(domain).items():
        assert sorted(re.findall(r"`[^`]*`", text)) == sorted(re.findall(r"`[^`]*`", message))
        for option in re.findall(r"--[a-z-]+", message):
            assert option in text, message
        assert text.count("\n") == message.count("\n"), message
        if domain == "rules":
            assert (message[-1] in ".»…") <= (text[-1] in ".»…)’"), message


@pytest.mark.parametrize("domain", DOMAINS)
def test_translations_of_docstrings_are_written_as_french_is(domain: str) -> None:
    for message, text in catalogue(domain).items():
        # Examples show what is wrong: the language's own marks are around them, or straight ones.
        own = re.sub(r"«\u00a0[^«»]*\u00a0»|“[^”]*”|\"[^\"]*\"", "", text)
        assert not re.search(r" [:;?!»%](\s|$)|« ", own.replace(" …", "")), (
            f"{message}: a breaking space"
        )
        assert not re.search(r"[a-zà-ÿ]'[a-zà-ÿ]", own), f"{message}: a straight apostrophe"


def test_lead_ins_of_rules_are_the_same_everywhere() -> None:
    leads = {
        (message.partition(":")[0], text.partition("\u00a0:")[0])
        for message, text in catalogue("rules").items()
        if re.match(r"[A-Z][a-z ]{5,16}:", message)
    }
    assert leads == {
        ("What it does", "Ce qu’elle fait"),
        ("Why it matters", "Pourquoi c’est important"),
        ("Example", "Exemple"),
        ("What to do", "Que faire"),
    }


def test_documentation_is_translated_by_paragraph() -> None:
    doc = checks()["STR104"].doc
    assert messages.documentation(doc) == inspect.cleandoc(doc)
    messages.use("fr")
    french = messages.documentation(doc + "\n\n    A paragraph that nobody has translated.")
    assert french.startswith("Deux ou trois espaces de suite")
    assert french.endswith("\n\nA paragraph that nobody has translated.")
    assert max(map(len, french.splitlines())) <= 100


@pytest.mark.parametrize(
    ("variables", "spoken"),
    [
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr_CA"}, "fr"),
        ({"LC_ALL": "C", "LANG": "fr_FR.UTF-8"}, "en"),
        ({"LC_MESSAGES": "fr_BE.UTF-8", "LANG": "en_GB.UTF-8"}, "fr"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_auto_asks_the_environment(
    variables: dict[str, str], spoken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    messages.use("auto")
    assert messages.current() == spoken


def test_a_message_without_translation_stays_english() -> None:
    messages.use("fr")
    assert messages._("passed") == "réussi"
    unknown = "not a translation catalogue has this"
    assert messages._(unknown) == unknown
