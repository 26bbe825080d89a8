"""The language guard: names, what files say of themselves, and their text, which has the last word."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.config import Config
from checker.inputs.files import Input, open_document
from checker.inputs.guard import guarded, language_of_path, left_out
from checker.inputs.opening import opened
from checker.types import Document, Notice, Problem

FRENCH = "Le ministre a dit hier qu’il ne démissionnerait pas, et il a parlé longtemps."
GERMAN = "Der Minister sagte gestern, dass er nicht zurücktreten werde, und er sprach lange."
ENGLISH = "The minister said yesterday that he would not resign, and he spoke for a long time."


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in (
        "docs/fr/a.md", "docs/de/a.md", "src/cs/a.md", "locale/cs/app.po", "README.md",
        "README-pt_BR.md", "guide-en.md", "notes/is.md", "pages/it.md", "pages/fr.md",
    ):  # fmt: skip
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).touch()
    return tmp_path


@pytest.mark.parametrize(
    ("name", "language"),
    [
        ("article.en.md", "en"),
        ("app.de.po", "de"),
        ("pt_BR.po", "pt"),
        ("locale/cs/app.po", "cs"),
        ("x/LC_MESSAGES/app.po", None),
        ("res/values-de/strings.xml", "de"),
        ("res/values-zh-rCN/strings.xml", "zh"),
        ("res/values/strings.xml", None),
        ("de.lproj/Main.strings", "de"),
        ("docs/de/a.md", "de"),
        ("docs/de/a.fr.md", "fr"),  # the innermost name counts
        ("docs/fr-CA/a.md", "fr"),
        ("README.md", None),
        ("README-pt_BR.md", "pt"),
        ("guide-en.md", None),  # "-en" may be French; nothing beside it is another language's
        ("src/cs/a.md", None),  # C#, without a neighbour that is a language
        ("notes/is.md", None),
        ("pages/it.md", "it"),
        ("build.min.html", None),
        ("a", None),
        ("", None),
    ],
)
def test_what_a_path_says(name: str, language: str | None) -> None:
    assert language_of_path(name) == language


def test_folders_above_this_one_say_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("docs/de")
    assert language_of_path("a.md") is None
    assert language_of_path(str(Path("a.md").absolute())) is None


def outcome(name: str, content: str, *, named: bool = False, lang: str = "fr") -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    item, config = Input(name, path, named=named), Config(lang=lang)
    if left_out(item, config):
        return "left out unread"
    said = {Document: "checked", Notice: "left out", Problem: "problem"}
    return " ".join(said[type(one)] for one in guarded(open_document(item, config), item))


def po(language: str, text: str) -> str:
    return f'msgid ""\nmsgstr "Language: {language}\\n"\n\nmsgid "x"\nmsgstr "{text}"\n'


def html(language: str, text: str) -> str:
    return f'<html lang="{language}"><body><p>{text}</p></body></html>'


XLIFF = (
    '<xliff version="1.2"><file source-language="en" target-language="{}"><body>'
    '<trans-unit id="1"><source>x</source><target>{}</target></trans-unit></body></file></xliff>'
)


@pytest.mark.parametrize(
    ("name", "content", "found", "named"),
    [
        ("a.md", FRENCH, "checked", "checked"),
        ("a.md", ENGLISH, "left out", "checked"),  # the rule ACC204 then says so, once
        ("a.fr.md", ENGLISH, "checked", "checked"),
        (
            "a.md",
            "# :net\n\nThis module wraps the service that reads podcasts.",
            "left out",
            "checked",
        ),
        ("a.md", "# Colours\n\nThis project uses semantic versioning.", "left out", "checked"),
        (
            "a.md",
            "Simple image compression tool. Supports multiple formats.",
            "left out",
            "checked",
        ),
        ("a.md", "Version initiale. Changements importants documentés ici.", "checked", "checked"),
        ("a.md", "Bonjour.", "checked", "checked"),
        ("a.md", f"---\ntitle: x\nlang: de\n---\n{GERMAN}", "left out", "problem"),
        ("a.de.md", GERMAN, "left out unread", "problem"),
        ("a.de.md", FRENCH, "left out unread", "checked"),
        ("a.po", po("de", "Speichern"), "left out", "problem"),
        ("a.po", po("fr", "Enregistrer"), "checked", "checked"),
        ("a.po", po("fr_CA", "Enregistrer"), "checked", "checked"),
        ("fr/a.po", po("de", "Speichern"), "left out", "problem"),
        ("a.po", po("en", FRENCH), "checked", "checked"),
        ("a.html", html("de", GERMAN), "left out", "problem"),
        ("a.html", html("en", FRENCH), "checked", "checked"),  # a template's language
        ("a.html", html("fr-FR", FRENCH), "checked", "checked"),
        ("a.fr.html", html("en", "Menu"), "checked", "checked"),
        ("a.xlf", XLIFF.format("de-DE", "Speichern"), "left out", "problem"),
        ("a.xlf", XLIFF.format("fr-FR", "Enregistrer"), "checked", "checked"),
    ],
)
def test_what_becomes_of_a_file(name: str, content: str, found: str, named: str) -> None:
    assert (outcome(name, content), outcome(name, content, named=True)) == (found, named)


def test_a_long_text_without_the_frequent_words_is_in_another_language() -> None:
    """Hakha Chin, which the identifier does not know and takes for now this and now that."""
    words = "kan zapi nih cun khua chung in a kal lai ahcun tiah an chim tawn hna cang ttheo"
    Path("chin.txt").write_text("\n".join([f"{words} {words}."] * 4), encoding="utf-8")
    (found,) = guarded(
        open_document(Input("chin.txt", Path("chin.txt")), Config()),
        Input("chin.txt", Path("chin.txt"), named=False),
    )
    assert isinstance(found, Notice) and found.kind == "language"


GERMAN_ONLY = {
    "m.tmx": '<tmx version="1.4"><header/><body><tu><tuv xml:lang="de"><seg>Speichern</seg></tuv></tu></body></tmx>',
    "m.xcstrings": '{"sourceLanguage": "en", "strings": {"a": {"localizations": '
    '{"de": {"stringUnit": {"value": "Speichern"}}}}}}',
}


@pytest.mark.parametrize("name", GERMAN_ONLY)
def test_a_file_of_several_languages_without_ours(name: str) -> None:
    Path(name).write_text(GERMAN_ONLY[name], encoding="utf-8")
    (found,) = opened([Input(name, Path(name), named=False)], {}, Config())
    assert isinstance(found, Notice)
    assert (found.kind, found.message) == (
        "language",
        f"{name}: nothing in it is in the language “fr”.",
    )
    (named,) = opened([Input(name, Path(name))], {}, Config())
    assert isinstance(named, Problem)
    assert named.hint == "It contains de. Choose one with --lang."


def test_another_language_may_be_asked_for() -> None:
    assert outcome("a.de.md", GERMAN, lang="de") == "checked"
    assert outcome("a.fr.md", FRENCH, lang="de") == "left out unread"


def test_units_in_other_languages_are_taken_out() -> None:
    path = Path("m.jsonl")
    lines = '{"target": "Bonjour.", "lang_tgt": "fr"}\n{"target": "Hallo.", "lang_tgt": "de"}\n'
    path.write_text(lines + '{"target": "Merci."}\n')
    item = Input("m.jsonl", path)
    notice, document = guarded(open_document(item, Config()), item)
    assert isinstance(notice, Notice)
    assert isinstance(document, Document)
    assert [block.text for block in document.blocks] == ["Bonjour.", "Merci."]
