"""Readers of programs' texts: which strings they take, under which keys, and how the format's writing is undone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker.align.keys import pair_by_key
from checker.config import Config
from checker.errors import BadInput, OtherLanguages, UnknownFormat
from checker.evidence import begin
from checker.inputs import opening
from checker.inputs.files import Input, find, open_document
from checker.plugins import checks, readers
from checker.text.inline_codes import MEDIAWIKI
from checker.text.segment import segment
from checker.types import Case, Document, Notice, Problem

DATA = Path(__file__).parents[1] / "data" / "readers"


def opened(name: str, **settings: str) -> Document:
    return open_document(Input(name, DATA / name), Config(**settings))  # type: ignore[arg-type]


def read(name: str, text: str, path: str = "a", lang: str = "fr") -> Document:
    return readers()[name].read(path, text.encode(), Config(lang=lang))


def texts(document: Document) -> list[tuple[str | None, str]]:
    return [(block.id, block.text) for block in document.blocks]


def test_android() -> None:
    assert texts(opened("strings.xml")) == [
        ("plain", "Le fichier & le dossier ont été supprimés."),
        ("escaped", "L'application <b>%1$s</b> est prête, %2$d fois écrite.\nFin."),
        ("quoted", "Deux  espaces"),
        ("n.one", "%d fichier"),
        ("n.other", "%d fichiers"),
        ("days.0", "lundi"),
        ("days.1", "mardi"),
    ]


def test_yaml_undoes_every_style_of_a_scalar() -> None:
    document = opened("rails.yml")
    assert texts(document) == [
        ("admin.plain", "Le fichier a été supprimé"),
        ("admin.double", 'Un "mot" écrit, une ligne qui continue et se plie'),
        ("admin.single", "L'été de %{name}"),
        ("admin.folded", "Une phrase pliée sur deux lignes.\n"),
        ("admin.literal", "Première ligne\n  seconde ligne\n"),
        ("admin.list.0", "lundi"),
        ("admin.list.1", "mardi"),
    ]
    assert {block.target_lang for block in document.blocks} == {"fr"}
    assert texts(opened("rails.yml", lang="en")) == [("admin.plain", "The file was deleted")]


def test_yaml_that_is_no_catalogue_is_refused() -> None:
    with pytest.raises(BadInput, match="not a translation catalogue"):
        read("yaml", "on: push\njobs: {a: b}\n")
    assert texts(read("yaml", "title: Bonjour\n", "locales/messages.fr.yaml"))
    with pytest.raises(BadInput, match="line 2"):
        read("yaml", "a: 1\n  b: [\n")


def test_yaml_of_several_documents() -> None:
    several = "---\nfr:\n  a: Bonjour\n---\nen:\n  a: Hello\n---\nfr:\n  b: Au revoir\n...\n"
    document = read("yaml", several)
    assert texts(document) == [("a", "Bonjour"), ("b", "Au revoir")]
    assert [document.text[b.place(0) :][: len(b.text)] for b in document.blocks] == [
        "Bonjour",
        "Au revoir",
    ]
    assert texts(read("yaml", "a: Un\n---\n- x\n---\nb: Deux\n", "locales/fr.yml")) == [
        ("a", "Un"),
        ("b", "Deux"),
    ]


def test_properties() -> None:
    assert texts(opened("messages.properties")) == [
        ("plain", "Le fichier a été supprimé."),
        ("continued", "une ligne qui continue"),
        ("quoted", "Bonjour {0}, c'est fait."),
        ("smile", "😀 oui"),
    ]


def test_resx() -> None:
    assert texts(opened("resources.resx")) == [("Save", "Enregistrer <b>tout</b> {0:N2}")]


def test_qt_has_sources_plurals_and_contexts() -> None:
    document = opened("app.ts")
    assert [(block.source, block.text) for block in document.blocks] == [
        ("&File", "&Fichier"),
        ("Copy", ""),
        ("%n file(s)", "Un fichier"),
        ("%n file(s)", "%n fichiers"),
    ]
    assert document.blocks[1].extra == {"state": "untranslated", "context": "noun"}
    assert {block.target_lang for block in document.blocks} == {"fr-FR"}
    with pytest.raises(BadInput, match="programs are not read"):
        read("qt", "export const a = 1;")


def test_apple() -> None:
    assert [(block.id, block.source, block.text) for block in opened("app.strings").blocks] == [
        ("Cancel the job", "Cancel the job", 'Annuler la "tâche"\nmaintenant'),
        ("key.one", None, "Un été de %@"),
    ]
    assert texts(opened("app.stringsdict")) == [
        ("files.n.one", "%d fichier trouvé"),
        ("files.n.other", "%d fichiers & dossiers trouvés"),
    ]
    keys = '"alert.title %@" = "Un titre %@";\n"v2.0 is out" = "La v2.0 est là";\n'
    assert [block.source for block in read("strings", keys).blocks] == [None, "v2.0 is out"]
    broken = read("strings", '"a" = "un";\n"b" = "deux\n')
    assert texts(broken) == [("a", "un")]
    assert "line 2" in broken.problems[0].message


def test_fluent_reads_each_variant() -> None:
    assert texts(opened("site.ftl")) == [
        ("-brand", "Renard"),
        ("hello", "Bonjour { $user }, voici\nun texte de { -brand } sur deux lignes."),
        ("hello.title", "Titre de la page"),
        ("emails[one]", "Un message"),
        ("emails[other]", "{ $n } messages"),
        ("mixed", "Vous avez \ufffc depuis hier."),
        ("mixed[one]", "un message"),
        ("mixed[other]", "des messages"),
    ]
    broken = read("fluent", "a = un\r\n  mot\r\n\r\n???\r\n")
    assert texts(broken) == [("a", "un \nmot")]
    assert "line 4" in broken.problems[0].message


def test_json_catalogues() -> None:
    document = opened("catalogue.arb")
    assert texts(document) == [
        ("title", 'Le "titre" de lété'),
        ("nested.inner.message", "Un message"),
        ("nested.list.0", "lundi"),
        ("nested.list.1", "mardi"),
    ]
    assert {block.target_lang for block in document.blocks} == {"fr-CA"}
    assert texts(opened("catalogue.xcstrings")) == [
        ("Save", "Enregistrer le fichier"),
        ("n.plural.other", "%d fichiers"),
    ]
    german = '{"sourceLanguage": "en", "strings": {"a": {"localizations": {"de": {"stringUnit": {"value": "b"}}}}}}'
    with pytest.raises(OtherLanguages, match="nothing in it is in the language “fr”"):
        read("json", german)
    assert texts(read("json", '{"fr": {"a": "Oui"}, "en": {"a": "Yes"}}')) == [("a", "Oui")]
    with pytest.raises(BadInput, match="not a translation catalogue"):
        read("json", '{"version": 1, "private": true, "name": "x", "size": 3}')
    with pytest.raises(BadInput, match="nested too deeply"):
        read("json", '{"a":' * 100 + "1" + "}" * 100)


def test_workbook(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["id", "source", "target"])
    book.active.append([1, "One.", "Un."])
    sheet = book.create_sheet("Notes")
    sheet.append(["Une note.", 3, None, "Une autre."])
    book.save(tmp_path / "a.xlsx")
    document = open_document(Input("a.xlsx", tmp_path / "a.xlsx"), Config())
    assert [(block.source, block.text) for block in document.blocks] == [
        ("One.", "Un."),
        (None, "Une note."),
        (None, "Une autre."),
    ]
    assert all(document.text[block.place(0) :].startswith(block.text) for block in document.blocks)
    with pytest.raises(BadInput, match="workbook"):
        readers()["xlsx"].read("a", b"PK\3\4 no", Config())


@pytest.mark.parametrize(
    "name",
    [
        "a.tex",
        "a.adoc",
        "a.idml",
        "a.ods",
        "a.fodt",
        "a.ppt",
        "main.py",
        "a.xml",
        "a.eml",
        "a.rss",
        "a.diff",
    ],
)
def test_what_nobody_understands_is_refused_by_name(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text("<x>Bonjour</x>", encoding="utf-8")
    with pytest.raises(BadInput, match="cannot be read") as caught:
        open_document(Input(name, path), Config())
    assert "--input-format text" in (caught.value.hint or "")
    assert open_document(Input(name, path), Config(input_format="text")).blocks


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<!DOCTYPE html><html><p>Bonjour", "html"),
        ('{"target": "Un mot"}\n{"target": "Deux"}\n', "jsonl"),
        ('[{"target": "Un mot"}]', "json"),
        ('# un\nmsgid "a"\nmsgstr "b"\n', "po"),
        ("1\n00:00:01,000 --> 00:00:02,000\nUn mot\n", "subtitles"),
        ("<?xml version='1.0'?><xliff version='1.2'/>", "xliff"),
        ("{\\rtf1 Un mot}", "text"),
        ("<?php\nreturn ['a' => 'Un mot'];", "text"),
        ("#!/bin/sh\necho Un mot\n", "text"),
        ("% Un mot\n\\documentclass{article}\n", "text"),
        ('.\\" Un mot\n.TH MOT 1\n', "text"),
        ("[Script Info]\nTitle: Un mot\n", "text"),
    ],
)
def test_what_has_no_ending_and_is_no_prose_is_refused(text: str, said: str) -> None:
    for name in ("-", "a.tmp"):
        with pytest.raises(UnknownFormat, match="looks like") as caught:
            open_document(Input(name, None, data=text.encode()), Config())
        assert f"--input-format {said}" in (caught.value.hint or "")
    assert (
        open_document(Input("-", None, data=text.encode()), Config(input_format="text")).text
        == text
    )
    prose = "1\nUn mot { x } <b>là</b> [1] msgid"
    assert open_document(Input("-", None, data=prose.encode()), Config()).text == prose


@pytest.mark.parametrize(
    "name",
    ["fr.json5", "a.fr.rdoc", "page.cshtml", "fr.usfm", "fr.itt", "fr.edn", "Fr.elm", "fr.kdl"],
)
def test_more_endings_that_are_no_prose_are_refused(name: str) -> None:
    with pytest.raises(UnknownFormat, match="cannot be read"):
        open_document(Input(name, None, data=b"Un mot."), Config())


def test_of_a_folder_only_catalogues_of_the_language_are_read(tmp_path: Path) -> None:
    for name in (
        "fr.json",
        "de.json",
        "package.json",
        "x_fr.properties",
        "ci.yml",
        "a/fr/m.yml",
        "t.ts",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}", encoding="utf-8")
    found = [item.name for item in find([str(tmp_path)], Config()) if isinstance(item, Input)]
    assert [Path(name).name for name in found] == ["fr.json", "x_fr.properties", "m.yml"]


def test_what_is_nested_too_deeply_is_refused() -> None:
    for name, text in (("fluent", "a = " + "{" * 20_000), ("yaml", "fr: " + "[" * 20_000)):
        with pytest.raises(BadInput):
            read(name, text)
    bomb = "fr:\n  a0: &a0 [x, x]\n" + "".join(
        f"  a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 60)
    )
    assert len(read("yaml", bomb).blocks) == 2


def test_catalogues_are_paired_by_their_keys() -> None:
    english = read("json", '{"a": "One", "n_one": "%d file", "n_other": "%d files", "gone": "x"}')
    french = read(
        "json", '{"b": "Neuf", "n_many": "%d de fichiers", "n_one": "Un fichier", "a": "Un"}'
    )
    paired = pair_by_key(segment(french), english)
    assert paired is not None
    assert [(one.source, one.block.source_forms) for one in paired] == [
        (None, ()),
        ("%d files", ("%d file", "%d files")),
        ("%d file", ("%d file", "%d file", "%d files")),
        ("One", ()),
    ]
    assert pair_by_key(segment(french), read("json", '{"x": "1", "y": "2"}')) is None
    assert pair_by_key(segment(french), read("text", "Une phrase.")) is None


def test_data_that_nobody_named_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "fr.json"
    path.write_text('{"size": 1}', encoding="utf-8")
    for named, kind in ((True, Problem), (False, Notice)):
        (found,) = opening.opened([Input(str(path), path, named=named)], {}, Config())
        assert isinstance(found, kind) and "not a translation catalogue" in found.message


def test_yaml_with_anchors_tags_and_names_of_ruby() -> None:
    text = 'fr:\n  a: &x Bonjour\n  b: *x\n  c: !!str "Été"\n  order: [:day, :month]\n  d:\n    - :year\n'
    assert texts(read("yaml", text)) == [("a", "Bonjour"), ("c", "Été")]


def test_comments_in_json() -> None:
    text = '{"$schema": "x.json", "_comment": "a b", "a": {"//": "c d", "_comment_b": "e", "b": "Oui", "_c": "Non"}}'
    assert texts(read("json", text)) == [("a.b", "Oui"), ("a._c", "Non")]


def test_json_lists_of_texts_and_of_objects() -> None:
    text = '{"a": ["un", 2, "deux"], "faq": [{"q": "Où ?", "r": ["Ici."]}], "none": []}'
    document = read("json", text)
    assert texts(document) == [
        ("a.0", "un"),
        ("a.2", "deux"),
        ("faq.0.q", "Où ?"),
        ("faq.0.r.0", "Ici."),
    ]
    assert all(text.startswith(block.text, block.place(0)) for block in document.blocks)


def test_qt_variants_of_length() -> None:
    text = (
        '<TS language="fr"><context><message><source>Close</source><translation variants="yes"><lengthvariant>'
        "Fermer la fenêtre</lengthvariant><lengthvariant>Fermer</lengthvariant></translation></message></context></TS>"
    )
    assert [(b.text, b.source) for b in read("qt", text).blocks] == [
        ("Fermer la fenêtre", "Close"),
        ("Fermer", "Close"),
    ]


def test_regions_of_a_language_side_by_side() -> None:
    text = "fr:\n  a: Un texte\nen:\n  a: A text\nfr-CA:\n  a: Une parole\n"
    for lang, wanted in (
        ("fr", [("fr.a", "Un texte"), ("fr-CA.a", "Une parole")]),
        ("fr-CA", [("a", "Une parole")]),
        ("fr-BE", [("a", "Un texte")]),
        ("en-GB", [("a", "A text")]),
    ):
        assert texts(read("yaml", text, lang=lang)) == wanted


def test_qt_characters_that_xml_cannot_hold() -> None:
    text = (
        '<TS language="fr"><context><message><source>a<byte value="x9"/>b</source><translation>Un<byte value="x9"/>'
        'deux<byte value="10"/>trois<byte value="?"/></translation></message></context></TS>'
    )
    (block,) = read("qt", text).blocks
    assert (block.text, block.source) == ("Un\tdeux\ntrois", "a\tb")
    assert [text[block.place(at)] for at in (0, 2, 3)] == ["U", "<", "d"]
    text = text.replace('"10"', '"x1B"')
    (block,) = read("qt", text).blocks
    assert block.text == "Un\tdeux\ufffctrois"
    assert [(code.key, code.text) for code in block.codes] == [("byte 27", '<byte value="x1B"/>')]


def test_stringsdict_by_device_and_by_width() -> None:
    text = (
        "<plist><dict><key>n</key><dict><key>NSStringDeviceSpecificRuleType</key><dict><key>mac</key><string>Cliquez"
        "</string></dict></dict><key>w</key><dict><key>NSStringVariableWidthRuleType</key><dict><key>20</key><string>"
        "Bref</string></dict></dict><key>x</key><dict><key>other thing</key><dict><key>mac</key><string>non</string>"
        "</dict></dict></dict></plist>"
    )
    assert [b.text for b in read("stringsdict", text).blocks] == ["Cliquez", "Bref"]


def test_stringsdict_and_the_sentence_of_its_plural() -> None:
    text = (
        "<plist><dict><key>n</key><dict><key>NSStringLocalizedFormatKey</key><string>Il reste %#@n@</string>"
        "<key>n</key><dict><key>one</key><string>un jour</string><key>other</key><string>%d jours</string></dict>"
        "</dict><key>m</key><dict><key>NSStringLocalizedFormatKey</key><string>%#@n@</string></dict></dict></plist>"
    )
    assert [b.text for b in read("stringsdict", text).blocks] == [
        "Il reste %#@n@",
        "un jour",
        "%d jours",
    ]


def test_a_label_of_several_windows_is_no_loop() -> None:
    said = "Chemin de mise en ligne :"
    labels = read("json", json.dumps({"fr": dict.fromkeys("abc", said)}))
    for document, count in ((labels, 0), (read("text", f"{said}\n\n" * 3), 1)):
        cases = [Case(one) for one in begin(segment(document))]
        assert len(list(checks()["STR110"].run(cases, Config()))) == count


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("json", '{"a": {"one": "Un fichier", "two": ""}}'),
        ("yaml", 'fr:\n  a:\n    one: Un fichier\n    two: ""\n'),
        ("properties", "a.one=Un fichier\na.two=\n"),
        ("strings", '"a.one" = "Un fichier";\n"a.two" = "";\n'),
        (
            "android",
            '<resources><string name="a.one">Un fichier</string><string name="a.two"></string></resources>',
        ),
        (
            "resx",
            '<root><data name="a.one"><value>Un fichier</value></data><data name="a.two"><value/></data></root>',
        ),
    ],
)
def test_an_empty_translation_has_its_key_and_its_place(name: str, text: str) -> None:
    document = read(name, text, "fr.yml")
    assert texts(document) == [("a.one", "Un fichier"), ("a.two", "")]
    place = document.blocks[1].place(0)
    assert text.index("two") < place <= len(text)


XCODE = """{"sourceLanguage": "en", "strings": {
 "Open %@": {"localizations": {"fr": {"stringUnit": {"state": "translated", "value": "Ouvrir %@"}}}},
 "files": {"localizations": {
  "en": {"variations": {"plural": {
   "one": {"stringUnit": {"value": "%lld file"}}, "other": {"stringUnit": {"value": "%lld files"}}}}},
  "fr": {"variations": {"plural": {
   "one": {"stringUnit": {"value": "Un fichier"}}, "many": {"stringUnit": {"value": "%lld de fichiers"}}}}}}}}}
"""


def test_the_source_of_a_string_catalogue_is_its_source_language_or_its_key() -> None:
    blocks = read("json", XCODE, "Localizable.xcstrings").blocks
    assert [(block.text, block.source, block.source_forms) for block in blocks] == [
        ("Ouvrir %@", "Open %@", ()),
        ("Un fichier", "%lld file", ("%lld file", "%lld files")),
        ("%lld de fichiers", "%lld files", ("%lld file", "%lld files")),
    ]


def test_strings_of_a_catalogue_that_stay_as_they_are() -> None:
    unit = '{"localizations": {"fr": {"stringUnit": {"value": "Un"}}}'
    text = (
        f'{{"sourceLanguage": "en", "strings": {{"a": {unit}, "shouldTranslate": false}}, "b.c %@": {unit}, '
        f'"shouldTranslate": true}}, "shouldTranslate": {unit}}}}}}}'
    )
    blocks = read("json", text, "Localizable.xcstrings").blocks
    assert [(block.id, block.source) for block in blocks] == [
        ("b.c %@", None),
        ("shouldTranslate", "shouldTranslate"),
    ]


def test_a_file_of_several_languages_has_its_sources() -> None:
    text = '{"en": {"a": {"b": "Open"}}, "fr": {"a": {"b": "Ouvrir", "c": "Fermer"}}}'
    blocks = read("json", text).blocks
    assert [(block.text, block.source) for block in blocks] == [
        ("Ouvrir", "Open"),
        ("Fermer", None),
    ]


def test_keys_that_are_texts_are_the_sources() -> None:
    blocks = read(
        "json", '{"Welcome, :name": "Bienvenue, :name", "Log out": "Se déconnecter", "OK": "OK"}'
    ).blocks
    assert [block.source for block in blocks] == ["Welcome, :name", "Log out", "OK"]
    blocks = read(
        "json", '{"welcome": "Bienvenue", "log out": "Se déconnecter", "ok": "OK"}'
    ).blocks
    assert [block.source for block in blocks] == [None, None, None]
    blocks = read(
        "json", '{"Comment ouvrir un fichier ?": "Cliquez dessus.", "Où est le menu ?": "En haut."}'
    ).blocks
    assert [block.source for block in blocks] == [None, None]


def test_code_between_fences_in_a_text_is_left_out() -> None:
    text = (
        "fr:\n  a: |-\n    Un mot.\n    ```\n    x  =  1\n    ```\n    Fin.\n  b: Deux ``` mots.\n"
    )
    document = readers()["yaml"].read("fr.yml", text.encode(), Config())
    assert [block.text for block in document.blocks] == [
        "Un mot.\n\ufffc\nFin.",
        "Deux ``` mots.",
    ]
    first = document.blocks[0]
    assert text[first.place(first.text.index("Fin")) :].startswith("Fin.")


LISTED = [
    ("json", '[{"id": "home", "translation": "L’accueil"}, {"id": "a", "translation": {"one": "Un", "other": "Des"}}]'),
    ("yaml", '- id: home\n  translation: "L’accueil"\n- id: a\n  translation:\n    one: Un\n    other: Des\n'),
    ("json", '[{"term": "home", "definition": "L’accueil", "context": ""},'
             ' {"term": "a", "definition": {"one": "Un", "other": "Des"}, "context": ""}]'),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text"), LISTED)
def test_lists_of_named_texts_are_catalogues(name: str, text: str) -> None:
    document = readers()[name].read("i18n/fr.yaml", text.encode(), Config())
    assert [(block.id, block.text, block.source) for block in document.blocks] == [
        ("home", "L’accueil", None),
        ("a.one", "Un", None),
        ("a.other", "Des", None),
    ]
    assert all(text.startswith(block.text, block.place(0)) for block in document.blocks)


def test_a_term_of_several_words_is_the_source() -> None:
    text = '[{"term": "Home page", "definition": "L’accueil", "reference": ""}]'
    (block,) = readers()["json"].read("fr.json", text.encode(), Config()).blocks
    assert block.source == "Home page"


def test_a_list_of_words_and_their_meanings_is_no_catalogue() -> None:
    text = '[{"term": "cache", "definition": "Une mémoire rapide.", "grade": 3}]'
    with pytest.raises(BadInput, match="no record can be used"):
        readers()["json"].read("fr.json", text.encode(), Config())


def test_gettext_in_json() -> None:
    text = (
        '{"domain": "messages", "generator": "The tool", "locale_data": {"messages": {'
        '"": {"plural-forms": "nplurals=2", "lang": "fr"}, "Add a page": ["Ajouter une page"],'
        '"menu\\u0004%d item": ["%d élément", "%d éléments"]}}}'
    )
    document = readers()["json"].read("fr.json", text.encode(), Config())
    assert [(block.text, block.source) for block in document.blocks] == [
        ("Ajouter une page", "Add a page"),
        ("%d élément", "%d item"),
        ("%d éléments", None),
    ]


def test_parameters_of_mediawiki_are_known_by_its_metadata() -> None:
    text = '{"@metadata": {"authors": ["A"]}, "a": "Un mot pour $1"}'
    (block,) = readers()["json"].read("fr.json", text.encode(), Config()).blocks
    assert MEDIAWIKI in block.syntax


HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.mark.parametrize(
    ("name", "text", "source"),
    [
        ("po", HEAD + 'msgid "home.title"\nmsgstr "Bienvenue {nom}"\n', None),
        ("po", HEAD + 'msgid "home_title"\nmsgstr "Bienvenue"\n', None),
        ("po", HEAD + 'msgid "HOME_TITLE"\nmsgstr "Bienvenue"\n', None),
        ("po", HEAD + 'msgid "home.title"\nmsgstr ""\n\nmsgid "a.b"\nmsgstr "Un"\n', "home.title"),
        ("po", HEAD + 'msgid "example.org"\nmsgstr "example.org"\n', "example.org"),
        ("po", HEAD + 'msgid "and/or"\nmsgstr "et/ou"\n', "and/or"),
        ("po", HEAD + 'msgid "OK"\nmsgstr "Entendu"\n', "OK"),
        ("po", HEAD + 'msgid "README.md"\nmsgstr "LISEZMOI.md"\n\nmsgid "Open"\nmsgstr "Ouvrir"\n', "README.md"),
        ("xliff", '<xliff version="1.2"><file source-language="en" target-language="fr"><body><trans-unit id="1">'
                  "<source>cart.items</source><target>%n% articles</target></trans-unit></body></file></xliff>", None),
    ],
)  # fmt: skip
def test_names_of_texts_are_no_sources(name: str, text: str, source: str | None) -> None:
    block = readers()[name].read("a", text.encode(), Config()).blocks[0]
    assert block.source == source
    if source is None:
        assert block.id


def test_a_pointer_of_git_lfs_is_not_the_file() -> None:
    data = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
    for name in ("fr.md", "fr.docx", "fr.json"):
        with pytest.raises(BadInput, match="pointer of Git LFS") as caught:
            open_document(Input(name, None, data=data), Config())
        assert "git lfs pull" in (caught.value.hint or "")
