"""Every format on a small file: what is read, that each character leads back to the file, what is switched off."""

from __future__ import annotations

import io
import json
import sys
import zipfile
from pathlib import Path

import pytest

from checker.config import Config, Fields
from checker.errors import BadInput, MissingExtra
from checker.inputs.files import Input, open_document
from checker.plugins import readers
from checker.text.segment import segment
from checker.types import Document

DATA = Path(__file__).parents[1] / "data" / "readers"


def opened(name: str, **settings: object) -> Document:
    return open_document(Input(name, DATA / name), Config(**settings))  # type: ignore[arg-type]


def read(format_: str, text: str | bytes, **settings: object) -> Document:
    data = text.encode() if isinstance(text, str) else text
    return readers()[format_].read("a", data, Config(**settings))  # type: ignore[arg-type]


def escapes(document: Document) -> set[tuple[str, str]]:
    """Characters that do not stand in the file as they are, each with what stands there."""
    return {
        (char, document.text[block.place(i) :][:4])
        for block in document.blocks
        for i, char in enumerate(block.text)
        if document.text[block.place(i)] != char
    }


def switched_off(document: Document) -> list[tuple[str, tuple[str, ...]]]:
    return [(ignore.span.of(document.text), ignore.codes) for ignore in document.ignores]


def test_html_attributes_of_fields_and_buttons() -> None:
    page = (
        '<textarea placeholder="Votre texte">x</textarea><input type=submit value="Envoyer tout"><input value="a b">'
        '<optgroup label="Un groupe"></optgroup><iframe title=Carte></iframe><div aria-description="Un but">x</div>'
        "<math>a + b</math>"
    )
    assert [block.text for block in read("html", page).blocks] == [
        "Votre texte",
        "Envoyer tout",
        "Un groupe",
        "Carte",
        "Un but",
        "x",
    ]


def test_lines_wrapped_by_hand_are_joined_and_lists_are_not() -> None:
    document = opened("wrapped.txt")
    first, joined, *items = [block.text for block in document.blocks]
    assert first == "Un titre"
    assert joined.startswith("Ce paragraphe") and joined.endswith("logiciels.")
    assert "qui écrivait" in joined and "\n" not in joined
    assert items == ["- un point", "- un autre"]
    assert escapes(document) == {(" ", "\nécr"), (" ", "\nne ")}


@pytest.mark.parametrize(
    "text",
    [
        "Première phrase assez longue pour une ligne entière.\nDeuxième phrase assez longue, elle aussi.\n",
        "Jean\nMarie\nPaul\n",
        "x" * 200 + " fin\nsuite\n",
        "Un\r\n\r\nDeux\rTrois\u2028Quatre",
    ],
)
def test_other_lines_are_blocks(text: str) -> None:
    assert [block.text for block in read("text", text).blocks] == text.split("\n\n")[0].split() or [
        block.text for block in read("text", text).blocks
    ] == [line for line in text.splitlines() if line]


def test_markdown() -> None:
    document = opened("article.md")
    assert [block.text for block in document.blocks] == [
        "Rien de long ici",
        "Un titre * écrit",
        "Premier point en gras, un lien penché et \ufffc fin.",
        "Colonne",
        "a|b",
        "le nom",
        "Une image",
        "Voir https://exemple.org/a maintenant. Et ceci.",
    ]
    assert escapes(document) == {
        ("*", "\\* &"),
        ("é", "&eac"),
        (" ", "\n>  "),
        ("\ufffc", "`ls "),
        (" ", "\nEt "),
    }
    assert [codes for __, codes in switched_off(document)] == [("FLU101", "STR")]
    assert switched_off(document)[0][0].startswith("Voir")


def test_html() -> None:
    document = opened("page.html")
    assert [block.text for block in document.blocks] == [
        "Le titre",
        "Un été long\u00a0! Suite ls, \ufffc et AT&T.",
        "un",
        "deux",
        "Fin ici.",
        "Une image",
    ]
    assert escapes(document) == {
        ("é", "&eac"),
        ("é", "&#23"),
        ("\u00a0", "&nbs"),
        (" ", "<br>"),
        ("\ufffc", "<cod"),
    }
    assert [codes for __, codes in switched_off(document)] == [("STR",)]
    assert switched_off(document)[0][0].startswith("Fin")


def test_a_comment_in_a_paragraph_of_html_covers_the_paragraph() -> None:
    document = read("html", "<p>Un.<p>Deux <!-- checker: ignore=STR --> trois.<p>Quatre.")
    assert switched_off(document) == [
        ("Deux <!-- checker: ignore=STR --> trois.", ("STR",)),
    ]


def test_front_matter_of_a_page() -> None:
    page = "---\nlayout: a b\ntitle: Un titre\nlang: fr-CA\n---\n<p>Un mot: deux.</p>"
    document = read("html", page)
    assert [(b.text, b.place(0)) for b in document.blocks] == [
        ("Un titre", page.index("Un titre")),
        ("Un mot: deux.", page.index("Un mot")),
    ]
    assert document.declared_lang == "fr-CA"


def test_html_without_an_article_gives_all_its_text() -> None:
    document = read("html", "<head><title>T</title><p>Un<p>Deux <pre>x</pre> trois</section> <td>q")
    assert [block.text for block in document.blocks] == ["T", "Un", "Deux", "trois", "q"]


def test_jsonl() -> None:
    document = opened("records.jsonl")
    first, last = document.blocks
    assert first.text == 'Un été "ici". Deux 😀.' and first.source == 'A "b"' and first.id == "1"
    assert first.extra == {"doc": "x"} and first.whole
    assert (last.text, last.target_lang) == ("fin", "fr-CA")
    assert escapes(document) == {("é", "\\u00"), ('"', '\\"ic'), ('"', '\\". '), ("😀", "\\ud8")}
    assert [problem.message.split(":")[0] for problem in document.problems] == ["line 2", "line 3"]
    assert switched_off(document) == [("fin", ("FLU",))]


def test_a_null_beside_a_source_is_an_empty_translation() -> None:
    text = '{"source": "Yes", "target": null}\n{"source": "", "target": null}\n{"target": "Un."}\n'
    document = read("jsonl", text)
    assert [(block.text, block.source) for block in document.blocks] == [("", "Yes"), ("Un.", None)]
    assert [problem.message.split(":")[0] for problem in document.problems] == ["line 2"]


@pytest.mark.parametrize(
    "told",
    [
        {"doc": "d", "system": "A"},
        {"doc_id": "d", "system_id": "A"},
        {"doc": "d", "meta": {"system": "A", "position": 1}},
        {"metadata": {"docid": "d", "system": "A"}},
    ],
)
def test_a_record_says_its_document_and_system_outright_or_in_its_metadata(
    told: dict[str, object],
) -> None:
    document = read("jsonl", json.dumps({"target": "Un.", **told}))
    assert document.blocks[0].article[:2] == ("d", "A")


def test_metadata_that_are_no_record_say_nothing() -> None:
    told = {"target": "Un.", "meta": "system A", "metadata": [{"doc": "d"}]}
    assert read("jsonl", json.dumps(told)).blocks[0].article[:2] == (None, None)


def test_json() -> None:
    document = opened("records.json")
    assert [(block.source, block.text) for block in document.blocks] == [
        ("One", "Un"),
        ("Two", "De\tux"),
    ]
    assert escapes(document) == {("\t", "\\tux")}


def test_csv() -> None:
    document = opened("table.csv")
    assert [(block.id, block.source, block.text) for block in document.blocks] == [
        ("1", "a;b", 'dit "oui" là'),
        ("2", "c", 'ligne "x" d'),
        ("3", "d", "deux\nlignes"),
    ]
    assert escapes(document) == set()


def test_tsv_quotation_marks_are_text() -> None:
    assert [block.text for block in opened("table.tsv").blocks] == ['Un "c" d', '"f', "hé"]


def test_fields_have_the_names_that_the_settings_give() -> None:
    fields = Fields(target="traduction", source="texte")
    document = read("jsonl", '{"traduction": "oui", "texte": "yes"}', fields=fields)
    assert [(block.source, block.text) for block in document.blocks] == [("yes", "oui")]


def test_a_string_of_po_that_belongs_before_those_that_are_there_begins_an_entry() -> None:
    """So comments between entries change nothing: what is written back reads as it was."""
    strings = [
        *('msgstr "Un."', 'msgid "Two."', 'msgstr "Deux."'),
        *('msgctxt "c"', 'msgid "Three."', 'msgstr "Trois."'),
    ]
    plain, noted = ("\n".join(strings), "\n# note\n".join((strings[0], "\n".join(strings[1:]))))
    for text in (plain, noted):
        assert [(block.source, block.text, block.id) for block in read("po", text).blocks] == [
            ("", "Un.", None),
            ("Two.", "Deux.", None),
            ("Three.", "Trois.", "c"),
        ]


def test_po() -> None:
    document = opened("messages.po")
    assert [(block.id, block.source, block.text) for block in document.blocks] == [
        (None, "one file", "un fichier"),
        (None, "%d files", '%d fichiers "ici"'),
        ("menu", "a\tb", "a\tb"),
        (None, "empty", ""),
    ]
    assert document.blocks[-1].extra == {"state": "untranslated"}
    assert document.blocks[1].source_forms == ("one file", "%d files")
    assert {block.syntax for block in document.blocks} == {("message",)}
    assert {block.target_lang for block in document.blocks} == {"fr"}
    assert escapes(document) == {('"', '\\"ic'), ('"', '\\""\n'), ("\t", '\\tb"')}
    assert switched_off(document) == [("a\\tb", ("FLU",))]


def test_the_version_of_xliff_is_not_that_of_another_vocabulary() -> None:
    text = (
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:its="http://www.w3.org/2005/11/its" '
        'its:version="2.0"><file source-language="en" target-language="fr" original="a" datatype="plaintext"><body>'
        '<trans-unit id="1"><source>One.</source><target>Un.</target></trans-unit></body></file></xliff>'
    )
    assert [block.text for block in read("xliff", text).blocks] == ["Un."]


def test_xliff_1() -> None:
    document = opened("one.xlf")
    assert [(block.id, block.source, block.text) for block in document.blocks] == [
        ("1", "Tom & Ann", "Tom & Ann"),
        ("2", "Hi \ufffc!", "Salut \ufffc ! Oui"),
        ("3", "None", ""),
        ("5/0", "A.", "Ah."),
        ("5/1", "B.", "Bé."),
    ]
    assert escapes(document) == {("\ufffc", "<x i"), (" ", "<x i")}
    assert [codes for __, codes in switched_off(document)] == [("STR",)]
    assert document.blocks[0].extra == {"state": "translated"}


def test_xliff_2() -> None:
    document = opened("two.xliff")
    assert [(block.id, block.source, block.text) for block in document.blocks] == [
        ("u/s1", "One two", "Un deux"),
        ("u/s2", "Three \ufffc", "Trois \ufffc"),
    ]
    assert {(block.source_lang, block.target_lang) for block in document.blocks} == {("en", "fr")}
    assert [codes for __, codes in switched_off(document)] == [(), ()]


def test_tmx() -> None:
    (block,) = opened("memory.tmx").blocks
    assert (block.id, block.source, block.text) == ("7", "Hello you", "Bonjour vous")
    with pytest.raises(BadInput, match="language “de”"):
        opened("memory.tmx", lang="de")


def test_tmx_with_two_variants_of_a_language() -> None:
    text = (
        '<tmx version="1.4"><header srclang="en"/><body><tu><tuv xml:lang="en-US"><seg>Hello</seg></tuv>'
        '<tuv xml:lang="fr-CA"><seg>Allô</seg></tuv><tuv xml:lang="fr-FR"><seg>Bonjour</seg></tuv></tu></body></tmx>'
    )
    variants = [("Allô", "Hello", "fr-CA"), ("Bonjour", "Hello", "fr-FR")]
    for lang, wanted in (("fr", variants), ("fr-FR", variants[1:]), ("fr-BE", variants)):
        blocks = read("tmx", text, lang=lang).blocks
        assert [(b.text, b.source, b.target_lang) for b in blocks] == wanted


@pytest.mark.parametrize("mark", ['mtype="protected"', 'translate="no"'])
def test_what_xliff_marks_as_not_to_be_translated_is_not_read(mark: str) -> None:
    text = (
        '<xliff version="1.2"><file source-language="en" target-language="fr"><body><trans-unit id="1"><source>It '
        f"is <mrk {mark}>Foo foo</mrk>.</source><target>C'est <mrk {mark}>foo foo</mrk> "
        '<mrk mtype="term">ici</mrk>.</target></trans-unit></body></file></xliff>'
    )
    (block,) = read("xliff", text).blocks
    assert (block.text, block.source) == ("C'est \ufffc ici.", "It is \ufffc.")


def test_subrip_sentences_run_over_cues() -> None:
    document = opened("film.srt")
    assert [block.text for block in document.blocks] == [
        "Il est parti avec son chien vers le sud. Et puis",
        "Bonjour.",
        "Salut",
    ]


def test_cues_without_blank_lines_between_them() -> None:
    times = "00:00:01,000 --> 00:00:02,000"
    document = read("subtitles", f"1\n{times}\nUn\n2\n{times}\n3\n{times}\ndeux.\n4\n{times}\n12\n")
    assert [block.text for block in document.blocks] == ["Un deux.", "12"]


def test_webvtt() -> None:
    document = opened("film.vtt")
    assert [block.text for block in document.blocks] == ["Tom & moi arrivons."]
    assert escapes(document) == {(" ", "\n\n00")}
    assert switched_off(document) == [("<v Anne>Tom &amp; moi", ("FLU",))]


def test_word(tmp_path: Path) -> None:
    import docx

    made = docx.Document()
    made.add_paragraph("Un ").add_run("mot").bold = True
    made.add_paragraph(" ")
    made.add_table(1, 1).cell(0, 0).text = "cellule"
    made.add_paragraph("<!-- checker: ignore=FLU -->")
    made.add_paragraph("fin")
    made.save(str(tmp_path / "a.docx"))
    document = open_document(Input("a.docx", tmp_path / "a.docx"), Config())
    assert [block.text for block in document.blocks] == ["Un mot", "cellule", "fin"]
    assert escapes(document) == set()
    assert switched_off(document) == [("fin", ("FLU",))]


def test_tracked_changes_are_read_as_accepted_and_hidden_text_is_not() -> None:
    from docx.oxml import parse_xml

    from checker.readers.archives import joined
    from checker.readers.docx import _paragraphs

    name = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = parse_xml(
        f'<w:body xmlns:w="{name}"><w:p><w:ins><w:r><w:t>neuf</w:t></w:r></w:ins>'
        "<w:del><w:r><w:delText>vieux</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>là</w:t></w:r></w:moveFrom>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>caché</w:t></w:r>"
        "<w:ruby><w:rt><w:r><w:t>lu</w:t></w:r></w:rt></w:ruby>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> vu</w:t></w:r></w:p></w:body>'
    )
    assert list(joined(list(_paragraphs(body)), "fr")) == ["neuf vu"]


def test_word_reads_notes_and_leaves_what_is_marked_as_foreign(tmp_path: Path) -> None:
    import docx
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    made = docx.Document()
    made.sections[0].header.paragraphs[0].text = "En-tête de la page"
    paragraph = made.add_paragraph("Le titre est ")
    run = paragraph.add_run("Gone With the Wind")
    lang = OxmlElement("w:lang")
    lang.set(qn("w:val"), "en-US")
    run._r.get_or_add_rPr().append(lang)
    paragraph.add_run(", un film de plus de trois heures que tout le monde connaît.")
    made.save(str(tmp_path / "a.docx"))
    document = open_document(Input("a.docx", tmp_path / "a.docx"), Config())
    assert [block.text for block in document.blocks] == [
        "Le titre est \ufffc, un film de plus de trois heures que tout le monde connaît.",
        "En-tête de la page",
    ]
    assert escapes(document) == set()


def test_markdown_dialects_and_mdx() -> None:
    assert [block.text for block in opened("dialects.md").blocks] == [
        "Guide",
        "Cette commande est sûre.",
        "Attention",
        "Ne la lancez pas deux fois.",
        "Un conseil caché.",
        "x",
        "Vérifiez \ufffc et vos droits.",
        "Une tâche faite",
        "Terme",
        "Sa définition.",
    ]
    assert [block.text for block in opened("page.mdx").blocks] == [
        "Étapes",
        "À savoir",
        "Ce texte est dans un encadré.",
        "Ouvrez le menu \ufffc et choisissez.",
        "Un second paragraphe, écarté.",
        "Attention",
        "L’outil \ufffc est prêt.",
        "x",
        "Une note & la fin.",
    ]


DIALECTS = [
    ("[!INCLUDE [un titre](../a.md)]\n\nDu texte.\n\n[!code-csharp[](~/a.cs?range=1)]\n\n[!VIDEO https://a.b]", [
        "Du texte.",
    ]),
    ('> [!div class="nextstepaction"]\n> [La suite](a.md)', ["La suite"]),
    ("Un texte [!important] ici.", ["Un texte [!important] ici."]),
    ("Du texte. ^abc123\n\nUn x ^a\n\nUn y ^2024", ["Du texte.", "Un x ^a", "Un y"]),
    ("::alert{type='info'}\nDu texte.\n::", ["Du texte."]),
    ('::a\n  ::card\n  ---\n  icon: x:y\n  title: Une carte\n  ---\n  La suite.\n  ::\n::',
     ["Une carte", "La suite."]),
    ("Un :badge[mot]{type=\"x\"} et :icon{name=\"y\"} là, à 12:30 [ici].", ["Un mot et \ufffc là, à 12:30 [ici]."]),
    ('{\n  "title": "Un titre",\n  "tags": ["un mot"]\n}\n\nDu texte.', ["Un titre", "Du texte."]),
    ("{\nun mot\n}\n\nDu texte.", ["{ un mot }", "Du texte."]),
    ("/// note | Un titre\nDu texte.\n///", ["Un titre", "Du texte."]),
    ("```{note}\nDu texte.\n```\n\n```{tip} Un titre\n:class: x\nPlus.\n```", ["Du texte.", "Un titre", "Plus."]),
    ("````{note}\n```py\nx = 1\n```\nFin.\n````", ["Fin."]),
    ('{{< figure src="a.png" caption="Une légende" >}}', ["Une légende"]),
    ("Un code.\n\n{* ../a.py hl[5,141,172] *}\n\nEt {*ceci*}.", ["Un code.", "Et {ceci}."]),
    ("Un mot[^1], deux^[une note].\n\n[^1]: Le sens.\n[^b]:\n    Un autre.\n\n    Encore.", [
        "Un mot, deux.", "une note", "Le sens.", "Un autre.", "Encore.",
    ]),
    ("*[HTML]: un langage", ["un langage"]),
    ("[TOC]\n\nVoir [[la page|Page]] et [[Aide]], ~~barré~~ :tada: fin.", ["Voir Page et Aide, barré fin."]),
    ("La formule $a_{i} = b$ coûte $5 et 6$.\n\n$$\nx = {y}\n$$", ["La formule \ufffc coûte $5 et 6$."]),
    ("Soit \\(x_i\\) ici.\n\n\\[\na = b\n\\]\n\n\\\\(x\\\\)\n\nFin.",
     ["Soit \ufffc ici.", "Fin."]),
    ("Soit <math><mi>x</mi></math>, <svg>nom</svg> et <code>nom</code>.\n\n<math><mi>x</mi><mo>+</mo></math>",
     ["Soit \ufffc, \ufffc et nom.", "\ufffc"]),
    ("<script setup>\nimport { a } from 'b'\n\nconst c = ref()\n</script>\n\nDu texte.\n\n<p>"
     "\n  <b @click=\"a++\">Un {{ n }}</b>\n</p>",
     ["Du texte.", "Un \ufffc"]),
    ("\\newpage\n\nVoir {ref}`le guide <a>` et {doc}`b`.", ["Voir \ufffc et b."]),
    ("Voir ![a](b.png) ici et ![un mot](c.png).\n![d](e.png)\nFin.", [
        "Voir \ufffc ici et \ufffc. Fin.", "a", "un mot", "d",
    ]),
    ("<details>\n<summary>Un résumé</summary>\n\nDu texte.\n\n</details>", ["Un résumé", "Du texte."]),
    ('<p align="center">Au centre {{ x }}\n<img src="a" alt="Une image"></p>', ["Au centre \ufffc", "Une image"]),
    ('Il dit <i lang="en">to be or</i> <code>x y</code> <code>nom</code> <code>fin.',
     ["Il dit \ufffc \ufffc nom fin."]),
    ('Un <a title="Le titre" href="#">lien</a>.', ["Un lien.", "Le titre"]),
    ("---\ntitle: Mon titre\ndescription: 'Un essai'\nslug: a b\n---\n# Autre", ["Mon titre", "Un essai", "Autre"]),
    ("---\ntitle: Mon titre\n---\n# Mon titre", ["Mon titre"]),
    (
        "---\ndescription: >-\n  Un texte\n  plié.\ntitle: Un titre\n  long\nsummary: 'Deux\n  lignes'\nx: y\n---\n",
        ["Un texte plié.", "Un titre long", "Deux lignes"],
    ),
    ("{% comment %}\nNot read\n{% endcomment %}\nUn {{/* x */}}mot.", ["Un mot."]),
    ("{% highlight rb %}\nputs 1\n{% endhighlight %}\n\nFin.", ["Fin."]),
    (":::{tip} Un titre\n:class: a\nDu texte.\n:::\n\n:::{figure} a.png\nUne légende.\n:::", [
        "Un titre", "Du texte.", "Une légende.",
    ]),
    ("| a<br>b |\n|--|\n| c |", ["a b", "c"]),
    ("Touche ++ctrl+alt+del++, ou C++.", ["Touche \ufffc, ou C++."]),
    ('Un.\n\n--8<-- "a.md"\n\nDeux.', ["Un.", "Deux."]),
    ("* toc\n{:toc}\n\nUn.", ["Un."]),
    ("(cible)=\n# Un titre\n\n% un commentaire\n\nVoir [](#cible).\n\n+++ {\"a\": 1}\n", ["Un titre", "Voir \ufffc."]),
    ("% Un texte", ["% Un texte"]),
    ("(ref:cap) Une légende à part.", ["Une légende à part."]),
    ('<div lang="en">\n\nLeft *alone*.\n\n<div>\n\nToo.\n\n</div>\n</div>\n\nLu.', ["Lu."]),
    (
        "---\nhero:\n  text: Un titre\n  actions:\n    - theme: brand x\n      text: Voir ici\nfeatures:\n"
        "  - title: Un lot\n    details: >-\n      Deux\n      lignes\n    icon: a b\n  - alt: \"Une vue\"\n"
        "    caption: \"De [lui](x) seul\"\n    text: |\n      <script>a b</script>\n---\n",
        ["Un titre", "Voir ici", "Un lot", "Deux lignes", "Une vue"],
    ),
    ("+++\ndescription = \'\'\'Un « essai »\'\'\'\n[params]\n  summary = \"Un résumé\"\n+++\n",
     ["Un « essai »", "Un résumé"]),
    (
        '<aside markdown="1" class="q">\n<img src="a" alt="Une vue">\nUn mot.\n<p markdown="1">\n— @x, '
        '["Un titre?"](https://x.org/a-titre)\n</p>\n</aside>\n\nFin.',
        ["Une vue", "Un mot.", '— @x, "Un titre?"', "Fin."],
    ),
    ("<<< @/a/b.js#c{2} [a region]\n\nUn `{{ nom }}`{v-pre} ici.", ["Un \ufffc ici."]),
    ("Un %% note %% mot, 5 %% ou 6 %%.\n\n%%\nNot *read*.\n%%\n\nUn %%NOM%% reste.",
     ["Un mot, 5 %% ou 6 %%.", "Un %%NOM%% reste."]),
    ("{% if a %}Le mot{% else %}La page{% endif %} lue.", ["Le mot La page lue."]),
    ('Un {{< terme text="nœud" id="a" >}} sûr, {{% ref "a b" %}} ou {{< figure title="Une vue" text="x y" >}}.',
     ["Un nœud sûr, ou x y.", "Une vue"]),
    ('{{< expand "Un titre" "seul" >}}\nDu texte.\n{{< /expand >}}\n\n{{< tab header="De base" >}}',
     ["Un titre", "Du texte.", "De base"]),
    ('Voir [a][i].\n\n[i]: b.png "Une vue"\n[j]: c (seul)\n[k]: <d> \'Un « mot »\'\n[//]: # (Not read)\n\n'
     '```\n[l]: e "Not read"\n```', ["Voir a.", "Une vue", "Un « mot »"]),
]  # fmt: skip


def test_escaped_brackets_of_markdown_hold_prose() -> None:
    text = r"Un choix \(voir plus bas\), mot\(s\), \[1\], \[nom\_du\_fichier\] et \(et/ou\)."
    (block,) = read("markdown", text).blocks
    assert block.text == "Un choix (voir plus bas), mot(s), [1], [nom_du_fichier] et (et/ou)."


@pytest.mark.parametrize(("text", "wanted"), DIALECTS)
def test_what_dialects_add_to_markdown(text: str, wanted: list[str]) -> None:
    document = read("markdown", text)
    assert sorted(block.text for block in document.blocks) == sorted(wanted)
    assert {char for char, _there in escapes(document)} <= {"\ufffc", " "}


MDX = [
    (
        "<Tabs values={[{label: 'Un titre', value: 'un'}]}>\n<Tab name=\"Les bases\">\nTexte.\n</Tab>\n</Tabs>\n",
        ["Un titre", "Les bases", "Texte."],
    ),
    (
        '<Tabs items={[\'Un titre\', "Deux"]} name="choix">\n<Input name="nom" />\n</Tabs>\n',
        ["Un titre", "Deux"],
    ),
    ("<Carte title={'Un titre'} b='x' label='Autre titre' />", ["Un titre", "Autre titre"]),
    ("Il vaut {a.map(x => <b>{x}</b>)} fois.", ["Il vaut \ufffc fois."]),
    ("<Trans values={{ a: 'b' }}>Bonjour</Trans>", ["Bonjour"]),
    ("<!-- not read\n\nat all -->\n\nLu.", ["Lu."]),
    ('<Carte title="Un titre\n  sur deux lignes" />', ["Un titre sur deux lignes"]),
    (
        "Voir <Icone name='x' /> et <b>ici</b>.\n\n<Icone />\n\n- <Icone /> Un mot",
        [
            "Voir \ufffc et ici.",
            "Un mot",
        ],
    ),
    (
        '**Type :** <code>(a?: \\{ b: boolean \\}) => <a href="#c">C</a></code><br />\n\nVoir <code>nom</code> {d}.',
        ["Type : \ufffc", "Voir nom \ufffc."],
    ),
    ("Écrivez \\{nom\\} et \\<balise> ici.", ["Écrivez \ufffc et <balise> ici."]),
]


@pytest.mark.parametrize(("text", "wanted"), MDX)
def test_mdx(text: str, wanted: list[str]) -> None:
    assert [block.text for block in read("mdx", text).blocks] == wanted


def test_restructured_text() -> None:
    document = opened("guide.rst")
    assert [block.text for block in document.blocks] == [
        "Guide d’installation",
        "Cette commande est sûre, même deux fois.",
        "3.2 Le nouveau comportement.",
        "Voir :ref:`install` et ``code``.",
        "Un second point",
        "Nom",
        "Valeur",
        "Un",
        "Deux mots",
        "terme",
        "Sa définition, `un lien <https://example.org>`_.",
        "le nom du fichier",
    ]
    assert escapes(document) == set()


RST = [
    (
        ".. exercice:: Somme des carrés\n   :label: x\n\n   Calculez la somme.\n",
        ["Somme des carrés", "Calculez la somme."],
    ),
    (".. a::\n\n   .. b::\n\n      Un texte dans un texte.\n", ["Un texte dans un texte."]),
    (".. a:: Un texte seul, mais complet.\n", ["Un texte seul, mais complet."]),
    (".. configuration-block::\n\n   .. code-block:: yaml\n\n      a: b\n", []),
    (".. toctree::\n   :caption: Pour commencer\n\n   a\n", ["Pour commencer"]),
    (
        ".. toctree::\n   :maxdepth: 1\n\n   Installer le logiciel <install>\n   Le site <https://a.fr/>\n   b\n",
        ["Installer le logiciel", "Le site"],
    ),
    (
        ".. figure:: a.png\n   :alt: Une vue\n   :zoom: 2\n\n   La ville\n",
        ["Une vue", "La ville"],
    ),
    (
        ".. note::\n   :collapsible:\n\n   Une note\n   avec\tune tabulation.\n",
        ["Une note avec\tune tabulation."],
    ),
    (
        ".. tab:: A\n\n   Un titre\n   --------\n\n   Le texte.\n",
        ["A", "Un titre", "Le texte."],
    ),
]


@pytest.mark.parametrize(("text", "wanted"), RST)
def test_restructured_text_reads_the_prose_of_any_directive(text: str, wanted: list[str]) -> None:
    document = read("rst", text)
    assert [block.text for block in document.blocks] == wanted
    assert not document.notices
    assert escapes(document) == set()


def test_restructured_text_reads_what_stands_for_a_name() -> None:
    text = (
        "Voir |aide|.\n\n.. |aide| replace:: la page d'aide\n   du site\n.. |logo| image:: a.png\n"
    )
    document = read("rst", text)
    assert [block.text for block in document.blocks] == ["Voir |aide|.", "la page d'aide du site"]
    assert [block.place(0) for block in document.blocks] == [0, text.index("la page")]


def test_restructured_text_reads_what_search_engines_show() -> None:
    text = ".. meta::\n   :description lang=fr: Un guide\n      sûr.\n   :keywords: a, b\n\nFin.\n"
    assert [b.text for b in read("rst", text).blocks] == ["Un guide sûr.", "Fin."]


def test_restructured_text_says_what_it_leaves_out() -> None:
    text = (
        ".. d::\n\n   A --> B\n\n.. d::\n\n   C --> D\n\nUn.\n\n=== ==\na b c\n=== == ==\n\nDeux.\n"
    )
    document = read("rst", text)
    assert [block.text for block in document.blocks] == ["Un.", "Deux."]
    assert [(notice.line, notice.message) for notice in document.notices] == [
        (
            1,
            "left out, here and below: the directive “d”, which is unknown or malformed (times: 2)",
        ),
        (13, "left out: markup that is broken"),
    ]


def test_restructured_text_without_the_marks_of_emphasis() -> None:
    text = "Le format **a**:**b** est *très\nbeau*, 2 * 3 * 4, ``*x* (*y*)`` et `un *z* <u>`_, \\*non\\*.\n"
    document = read("rst", text)
    assert [block.text for block in document.blocks] == [
        "Le format a:b est très beau, 2 * 3 * 4, ``*x* (*y*)`` et `un *z* <u>`_, \\*non\\*."
    ]
    assert escapes(document) == {(" ", "\nbea")}  # where a line ends


def test_restructured_text_tells_equal_words_apart() -> None:
    text = (
        ".. index:: Un titre long\n\nUn titre\n========\n\n===  ===\noui  oui\nnon  oui\n===  ===\n"
    )
    places = [block.place(0) for block in read("rst", text).blocks]
    assert places == [26, 54, 59, 63, 68]


def test_html_attributes_that_people_read_are_texts_in_their_places() -> None:
    page = (
        '<head><meta name="description" content="Une page d&#39;essai."></head><main><p>Un chat '
        '<img src="a.png" alt="Le chat &eacute;tait l&agrave;"> et <a title=\'Lire la suite\'>un lien</a>.'
        '<input placeholder="Votre nom" aria-label="Nom"><img alt="IMG_2.png"><img alt="">'
        '<b translate="no" title="Not this one">x</b><i lang="en" title="Nor this">y</i></main>'
        '<p title="Pas dans la page">z'
    )
    document = read("html", page)
    texts = [block.text for block in document.blocks]
    assert [text for text in texts if "\ufffc" not in text] == [
        "Une page d'essai.",
        "Un chat et un lien.",
        "Le chat était là",
        "Lire la suite",
        "Votre nom",
        "Nom",
    ]
    described = document.blocks[2]
    assert document.text.startswith("&agrave;", described.place(len(described.text) - 1))


def test_braces_in_attributes_of_components_are_no_prose() -> None:
    page = (
        '<Card title="Lire la suite" icon={<Icon size={24} />} '
        "onClick={() => { if (a > b) { open({x: {y: 1}}) } }}>\nUne carte.\n</Card>\n\n"
        "<List items={[{label: 'Une étiquette', meta: {tags: ['x', {deep: {er: 1}}]}}]} />\n\n"
        "Il a <C a={1} b={x => x > 2}/> fini.\n"
    )
    document = readers()["markdown"].read("a.mdx", page.encode(), Config(lang="fr"))
    assert [block.text for block in document.blocks] == [
        "Lire la suite",
        "Une carte.",
        "Il a \ufffc fini.",
    ]


def test_html_leaves_alone_what_says_so() -> None:
    page = (
        '<p>Il dit <span lang="en">hello</span> et part.<p lang="de">Auf Deutsch.'
        '<p translate="no">Code.<p class="a notranslate">Slogan.</p>'
        "<button>Valider</button><select><option>Un<option>Deux</select>"
    )
    texts = [block.text for block in read("html", page).blocks]
    assert texts == ["Il dit \ufffc et part.", "Valider", "Un", "Deux"]


@pytest.mark.parametrize("name", ["csv", "tsv", "jsonl", "text", "markdown", "html", "rst"])
@pytest.mark.parametrize("data", ["", "\n", "\ufeff\r\n"])
def test_an_empty_file_has_no_texts(name: str, data: str) -> None:
    document = read(name, data)
    assert (document.blocks, document.problems) == ((), ())


def test_comments_of_templates_are_not_read() -> None:
    page = (
        "<p>Un{# deux #} mot.</p>{% comment %}Trois{% endcomment %}<%-- quatre --%>\n"
        "{{! cinq }}{{!-- six --}}<p>Fin.</p>{# sans fin"
    )
    document = read("html", page)
    assert [block.text for block in document.blocks] == ["Un mot.", "Fin.", "{# sans fin"]
    assert document.text == page


def test_a_template_may_have_placeholders() -> None:
    assert read("html", "<p>{{ x }} dit <% if y %>oui<% endif %>").blocks[0].syntax == ("template",)
    assert read("html", "<p>{{ x }} dit oui à 5 %, {%} de plus").blocks[0].syntax == ()
    for page in (
        '<b id="a" @click="b">{{ n }}</b>',
        "<b *ngIf='a'>Un</b>",
        "<p>{{ a }}</p><p>{{ b }}</p>",
    ):
        assert read("html", page).blocks[0].syntax == ("template",)
    quoted = """<p title='Vue @ midi' lang="fr"><img alt="Photo de @marie :ici">Un texte.</p>"""
    assert read("html", quoted).blocks[0].syntax == ()
    labels = '<h2>\n ${Titre} </h2><input label="${Nom}"><p>Un texte.</p>'
    assert {block.syntax for block in read("html", labels).blocks} == {("template",)}
    assert read("html", "<p>Bonjour ${nom}, voici : <b>${a}</b>").blocks[0].syntax == ()


def test_tables_without_header_or_with_a_named_separator() -> None:
    document = read("csv", "sep=|\nsource|target\nOne.|Un.\n")
    assert [(block.source, block.text) for block in document.blocks] == [("One.", "Un.")]
    rows = "1;The minister spoke for two hours.;Le ministre a parlé pendant deux heures.\n"
    (block,) = read("csv", rows).blocks
    assert (block.source, block.text) == (
        "The minister spoke for two hours.",
        "Le ministre a parlé pendant deux heures.",
    )


def test_a_source_that_says_where_a_text_is_from_is_none() -> None:
    rows = [
        {"target": "Un premier texte de cette page.", "source": "https://example.org/a"},
        {"target": "Un second texte de cette page.", "source": "https://example.org/b"},
    ]
    document = read("json", json.dumps(rows))
    assert [block.source for block in document.blocks] == [None, None]
    assert document.blocks[0].extra["source"] == "https://example.org/a"
    short = read(
        "json",
        '[{"target": "Enregistrer", "source": "Save"}, {"target": "Ouvrir", "source": "Open"}]',
    )
    assert [block.source for block in short.blocks] == ["Save", "Open"]


CUES = "".join(f"{i}\n00:00:0{i},000 --> 00:00:0{i},900\n{{}}\n\n" for i in range(5))


def test_cues_without_full_stops_are_sentences_where_the_next_has_a_capital() -> None:
    cues = [
        "Bonjour à tous",
        "Nous allons voir\ncomment cela marche",
        "et pourquoi",
        "Elle est prête",
    ]
    text = "".join(
        f"{i}\n00:00:0{i},000 --> 00:00:0{i},900\n{cue}\n\n" for i, cue in enumerate(cues, 1)
    )
    assert [block.text for block in read("subtitles", text).blocks] == [
        "Bonjour à tous",
        "Nous allons voir comment cela marche et pourquoi",
        "Elle est prête",
    ]
    stopped = (
        text.replace("tous", "tous.")
        .replace("pourquoi", "pourquoi.")
        .replace("\ncomment", "\nParis")
    )
    assert len(read("subtitles", stopped).blocks) == 3
    name = CUES.format("Il part.", "Elle dort.", "J'ai lu dans", "Le Monde qu'il rit.", "Elle rit")
    assert read("subtitles", name).blocks[2].text == "J'ai lu dans Le Monde qu'il rit."
    # One cue among others whose sentences end: a pronoun or article has its capital for no other reason.
    one = CUES.format("Il part.", "Elle dort.", "Il va à", "Paris, puis sort", "Elle rit")
    assert [block.text for block in read("subtitles", one).blocks] == [
        "Il part.",
        "Elle dort.",
        "Il va à Paris, puis sort",
        "Elle rit",
    ]


@pytest.mark.parametrize(
    ("format_", "data", "message"),
    [
        ("text", b"a\0b", "not a text file"),
        ("text", "a\0b".encode("utf-16"), "not a text file"),
        ("xliff", "<\0x\0l\0/\0>\0".encode("utf-32"), "not a text file"),
        ("jsonl", b'{"cible": "oui"}', "no record can be used"),
        ("json", b'{"a": 1}', "not a translation catalogue"),
        ("json", b"[{]", "not correct JSON"),
        ("csv", b"a,b\n1,2\n", "no column"),
        ("po", b"bonjour", "no msgid"),
        ("xliff", b"<xliff><file>", "line 1: is not correct XML"),
        ("xliff", b"<html/>", "is not XLIFF"),
        ("tmx", b"<tmx/>", "is not TMX"),
        ("subtitles", b"bonjour", "no subtitles"),
        ("docx", b"PK", "not a Word document"),
    ],
)
def test_what_cannot_be_read_says_so(format_: str, data: bytes, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        read(format_, data)


@pytest.mark.parametrize(
    "declaration",
    ['<!DOCTYPE x [<!ENTITY a "b">]>', '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'],
)
def test_xml_that_declares_entities_is_refused(declaration: str) -> None:
    with pytest.raises(BadInput, match="document type"):
        read("xliff", f"{declaration}<xliff><file>&a;</file></xliff>")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("markdown", "  Lancez `git push --force`, puis `ls`. Un `a b`."),
        ("mdx", "Lancez `git push --force`, puis `ls`. Un `a b`."),
        (
            "html",
            "<p> Lancez <code>git push --force</code>, puis <code>ls</code>. Un <code>a b</code>.",
        ),
    ],
)
def test_what_stands_in_code_is_known_beside_the_prose(name: str, text: str) -> None:
    first, second = segment(read(name, text))
    assert [(code.text, code.span.of(first.text)) for code in first.codes] == [
        ("git push --force", "\ufffc"),
        ("ls", "ls"),
    ]
    assert [(code.text, code.span.of(second.text)) for code in second.codes] == [("a b", "\ufffc")]


def test_references_to_notes_are_no_part_of_a_page_s_sentence() -> None:
    page = (
        '<p>Un<sup><a href="#a">1</a></sup>, deux<a href="#b"><sup>2</sup></a>, trois<a href="#c" role="doc-noteref">3'
        "</a>, quatre<sup>[a]</sup>, cinq<sup>*</sup>, 6 m<sup>2</sup>, le 1<sup>er</sup>, "
        '<a href="#d">sept</a>, huit<a href="#e">8</a>. <sup><a href="#f">1</a></sup> Une note.</p>'
    )
    (block,) = read("html", page).blocks
    assert block.text == ("Un, deux, trois, quatre, cinq, 6 m2, le 1er, sept, huit8. Une note.")
    assert all(page[block.place(at)] == char for at, char in enumerate(block.text))


def test_titles_of_links_and_images_are_texts() -> None:
    text = (
        'Voir [le *site*](https://x.org/a_(b) "Un titre de lien") et ![alt][i] puis '
        "![une image](a.png 'Un \"autre\"').\n\n"
        '[![b c](d.png)](e "f g") [h](i "seul") [j][i]\n\n[i]: k.png "l m"\n'
    )
    blocks = read("markdown", text).blocks
    assert [block.text for block in blocks if " " in block.text] == [
        "Voir le site et \ufffc puis \ufffc.",
        "Un titre de lien",
        "une image",
        'Un "autre"',
        "b c",
        "f g",
        "h j",
        "l m",
    ]
    assert all(text.startswith(b.text, b.place(0)) for b in [*blocks[1:-2], blocks[-1]])


def test_a_table_behind_lines_that_say_something_about_it() -> None:
    text = "# Exported, 3 May\n# by a tool\nid,en,fr\n1,Hello,Bonjour\n"
    (block,) = read("csv", text).blocks
    assert (block.text, block.source, block.place(0)) == ("Bonjour", "Hello", text.index("Bon"))
    (block,) = read("csv", "#;en;fr\n1;Hello;Bonjour\n").blocks
    assert (block.text, block.source) == ("Bonjour", "Hello")
    assert [b.text for b in read("csv", "# Un titre seul.\nUne ligne seule.\n").blocks] == [
        "# Un titre seul.",
        "Une ligne seule.",
    ]


def test_subtitles_without_escapes_readings_and_other_languages() -> None:
    text = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nUn\\Ndeux\\hici, C:\\new\n<lang en>one two</lang> et "
        "<lang fr>trois</lang>\n<ruby>a<rt>b</rt></ruby> <lang de>vier\n"
    )
    (block,) = read("subtitles", text, lang="fr").blocks
    assert block.text == "Un deux ici, C:\\new \ufffc et trois a \ufffc"


def test_xml_nested_too_deeply_is_refused() -> None:
    with pytest.raises(BadInput, match="too deeply"):
        read("xliff", "<a>" * 5000)


def test_json_nested_too_deeply_is_one_broken_record() -> None:
    document = read("jsonl", '{"target": "oui"}\n{"target": ' + "[" * 100_000)
    assert [block.text for block in document.blocks] == ["oui"]
    assert len(document.problems) == 1


@pytest.mark.parametrize(("depth", "read_"), [(60, 2), (61, 1), (900, 1)])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_a_record_with_deep_metadata_that_no_report_can_hold_is_left_out(
    depth: int, read_: int, opening: str, closing: str
) -> None:
    deep = opening * depth + "1" + closing * depth if opening != "[" else "[" * depth + "]" * depth
    rows = ['{"target": "oui"}', f'{{"target": "non", "meta": {deep}}}']
    for name, data in (("jsonl", "\n".join(rows)), ("json", f"[{','.join(rows)}]")):
        document = read(name, data)
        assert [block.text for block in document.blocks] == ["oui", "non"][:read_], name
        assert [problem.message for problem in document.problems] == [
            f"line {2 if name == 'jsonl' else 1}: nested too deeply"
        ] * (2 - read_)


def test_many_broken_records_are_counted() -> None:
    document = read("jsonl", '{"target": "oui"}\n' + "rien\n" * 100)
    assert len(document.problems) == 21
    assert "80 more" in document.problems[-1].message


def test_parquet() -> None:
    import pyarrow
    import pyarrow.parquet

    out = pyarrow.BufferOutputStream()
    rows = {"target": ["Un.", None, "Deux."], "source": ["One.", "x", "Two."], "n": [1, 2, 3]}
    pyarrow.parquet.write_table(pyarrow.table(rows), out)
    document = read("parquet", out.getvalue().to_pybytes())
    assert [(block.source, block.text, block.extra["n"]) for block in document.blocks] == [
        ("One.", "Un.", 1),
        ("x", "", 2),
        ("Two.", "Deux.", 3),
    ]
    assert escapes(document) == set()
    assert not document.problems


def test_a_missing_package_is_named_with_its_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.lib", None)
    with pytest.raises(MissingExtra) as caught:
        read("parquet", b"PAR1")
    assert caught.value.hint == "pip install 'checker[parquet]'"


@pytest.mark.parametrize(
    "header", ["id,en,fr,de", "key,en-US,fr-FR,de", "Id,English (US),Français,Deutsch", "n,EN,FR,x"]
)
def test_columns_named_after_languages(header: str) -> None:
    document = read("csv", f"{header}\n1,Hello,Bonjour,Hallo\n")
    assert [(block.source, block.text) for block in document.blocks] == [("Hello", "Bonjour")]


@pytest.mark.parametrize(
    "table",
    [
        "id|en|fr\n1|Hello|Bonjour\n",
        "Source;Target\nHello;Bonjour\n",
        "src\ttgt\nHello\tBonjour\n",
        "sentence_eng_Latn,sentence_fra_Latn\nHello,Bonjour\n",
        "text_en,text_fr\nHello,Bonjour\n",
        "Texte source|Traduction\nHello|Bonjour\n",
        "en,fr,fr_score\nHello,Bonjour,3\n",
        '"source, long";"fr";"en"\n"x";"Bonjour";"Hello"\n',
    ],
)
def test_tables_with_any_separator_and_the_names_that_people_give(table: str) -> None:
    assert [(block.source, block.text) for block in read("csv", table).blocks] == [
        ("Hello", "Bonjour")
    ]


@pytest.mark.parametrize("space", ["", " ", "\xa0"])
def test_a_space_before_a_mark_does_not_tell_a_text_from_a_header(space: str) -> None:
    assert len(read("csv", f"Chapitre 1{space}: suite\nMot{space}: suite\n").blocks) == 2
    rows = f"To do{space}: more\tÀ faire{space}: suite\nOh{space}: yes\tAh{space}: oui\n"
    assert [block.source for block in read("csv", rows).blocks] == [
        f"To do{space}: more",
        f"Oh{space}: yes",
    ]
    with pytest.raises(BadInput, match="no column"):
        read("csv", f"Nom du produit,Taille{space}(cm)\nUne chaise,40\n")


def test_a_table_without_header_whose_sentences_have_commas() -> None:
    rows = (
        "1;Hello, my friend, how are you today?;Bonjour, mon ami, comment vas-tu donc ?\n"
        "2;Yes, I think that it is so.;Oui, je pense que, oui, il en est ainsi.\n"
    )
    assert [block.text for block in read("csv", rows).blocks] == [
        "Bonjour, mon ami, comment vas-tu donc ?",
        "Oui, je pense que, oui, il en est ainsi.",
    ]


def test_a_table_of_one_column_whose_sentences_have_commas() -> None:
    rows = 'Bonjour, tout le monde.\nIl fait beau, ce matin, dans la ville.\n"Et, là ?"\n'
    assert [block.text for block in read("csv", rows).blocks] == [
        "Bonjour, tout le monde.",
        "Il fait beau, ce matin, dans la ville.",
        "Et, là ?",
    ]
    assert [b.text for b in read("csv", "source, target\nOne.,Un.\n").blocks] == ["Un."]


def test_a_table_with_several_texts_in_a_row() -> None:
    document = read("csv", "id,title_en,title_fr,body_en,body_fr\n7,Hello,Bonjour,Bye,Au revoir\n")
    assert [(block.id, block.source, block.text) for block in document.blocks] == [
        ("7.title_fr", "Hello", "Bonjour"),
        ("7.body_fr", "Bye", "Au revoir"),
    ]


RECORDS = [
    ('{"translation": {"en": "An \\"a\\".", "fr": "Un \\"a\\"."}}', 'An "a".', 'Un "a".'),
    ('{"id": "3", "translation": {"fr": "Un.", "en": "One.", "de": "Eins."}}', "One.", "Un."),
    ('{"src": "One.", "tgt": "Un.", "lang": "en-fr"}', "One.", "Un."),
    ('{"src": "One.", "mt": "Un.", "pe": "L\'un."}', "One.", "Un."),
    ('{"sentence_eng_Latn": "One.", "sentence_fra_Latn": "Un."}', "One.", "Un."),
    ('{"source": "One.", "translation": "Un."}', "One.", "Un."),
    ('{"en-US": "One.", "fr-FR": "Un."}', "One.", "Un."),
]


@pytest.mark.parametrize(("record", "source", "target"), RECORDS)
def test_records_of_the_shapes_that_data_sets_have(record: str, source: str, target: str) -> None:
    document = read("jsonl", record)
    (block,) = document.blocks
    assert (block.source, block.text) == (source, target)
    assert document.text[block.place(0) :].startswith(target[:2])
    assert document.text[block.place(len(target) - 1)] == target[-1]
    assert [b.text for b in read("json", f"[{record}]").blocks] == [target]


def test_a_field_inside_an_object_can_be_named() -> None:
    record = '{"data": {"out": "Un.", "in": "One."}, "fr": "non"}'
    fields = Fields(target="data.out", source="data.in")
    document = read("jsonl", record, fields=fields)
    assert [(block.source, block.text) for block in document.blocks] == [("One.", "Un.")]


def test_parquet_of_translations(tmp_path: Path) -> None:
    import pyarrow.parquet

    rows = [
        {"translation": {"en": "One.", "fr": "Un."}},
        {"translation": {"en": "Two.", "fr": "Deux."}},
    ]
    path = tmp_path / "a.parquet"
    pyarrow.parquet.write_table(pyarrow.Table.from_pylist(rows), path)
    document = open_document(Input("a.parquet", path), Config())
    assert [(block.source, block.text) for block in document.blocks] == [
        ("One.", "Un."),
        ("Two.", "Deux."),
    ]
    assert document.text == "Un.\nDeux."


def test_a_workbook_with_a_cell_far_away(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Source", "Target"])
    sheet.append(["Hello", "Bonjour"])
    sheet.append(["Bye"])
    sheet["XFD1048576"] = "loin"
    book.save(tmp_path / "a.xlsx")
    document = open_document(Input("a.xlsx", tmp_path / "a.xlsx"), Config())
    found = [(block.source, block.text) for block in document.blocks]
    assert found[:2] == [("Hello", "Bonjour"), ("Bye", "")]


def test_word_languages_by_style_and_formulas(tmp_path: Path) -> None:
    import docx
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml

    names = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    )
    made = docx.Document()
    style = made.styles.add_style("Anglais", WD_STYLE_TYPE.CHARACTER)
    style.element.get_or_add_rPr().append(parse_xml(f'<w:lang {names} w:val="en-US"/>'))
    paragraph = made.add_paragraph("On y lit ")
    paragraph.add_run("all that glitters", style="Anglais")
    paragraph.add_run(" et la formule ")
    paragraph._p.append(parse_xml(f"<m:oMath {names}><m:r><m:t>x=1</m:t></m:r></m:oMath>"))
    paragraph.add_run(" que tout le monde connaît depuis l’école primaire.")
    made.save(str(tmp_path / "a.docx"))
    (block,) = open_document(Input("a.docx", tmp_path / "a.docx"), Config()).blocks
    assert (
        block.text
        == "On y lit \ufffc et la formule \ufffc que tout le monde connaît depuis l’école primaire."
    )


@pytest.mark.parametrize(
    ("page", "texts"),
    [
        ("<p>Un <ruby>漢<rp>(</rp><rt>kan</rt></ruby> mot.</p>", ["Un 漢 mot."]),
        ("<p>Voir <svg><title>a</title><path/></svg> ici.</p>", ["Voir \ufffc ici."]),
        ("<a>En savoir plus <svg><path/></svg></a>", ["En savoir plus"]),
        ("<button><svg><path/></svg> Fermer</button>", ["Fermer"]),
        ("<p>Soit <math><mi>x</mi></math> un réel.</p>", ["Soit \ufffc un réel."]),
        ("<p>Un <x-icon></x-icon> mot, <button>le bouton</button> aussi.</p>", ["Un mot, le bouton aussi."]),
        ("<x-app><h1>Titre</h1><button>Un</button><button>Deux</button></x-app>", ["Titre", "Un", "Deux"]),
        ("<p>Il en reste <output>5</output> ici.</p>", ["Il en reste 5 ici."]),
    ],
)  # fmt: skip
def test_what_stands_inside_a_sentence_of_a_page(page: str, texts: list[str]) -> None:
    assert [block.text for block in read("html", page).blocks] == texts


def test_what_pictures_show_in_a_word_document(tmp_path: Path) -> None:
    import docx
    from docx.oxml import parse_xml

    names = (
        'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
        'xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
    )
    made = docx.Document()
    paragraph = made.add_paragraph("Avant ")
    for inside in (
        '<w:drawing><wp:docPr id="1" name="Image 1" descr="Un chat &amp; un chien."/></w:drawing>',
        '<w:drawing><wp:docPr id="2" name="x" descr="C:\\photos\\mon chat.JPG" title="Le chat"/></w:drawing>',
        '<w:pict><v:shape alt="Un cadre."><v:textbox><w:txbxContent><w:p><w:r><w:t>Dedans</w:t></w:r></w:p>'
        "</w:txbxContent></v:textbox></v:shape></w:pict>",
    ):
        paragraph._p.append(parse_xml(f"<w:r {names}>{inside}</w:r>"))
    paragraph.add_run("et après.")
    made.save(str(tmp_path / "a.docx"))
    document = open_document(Input("a.docx", tmp_path / "a.docx"), Config())
    assert [block.text for block in document.blocks] == [
        "Avant et après.",
        "Un chat & un chien.",
        "Le chat",
        "Un cadre.",
        "Dedans",
    ]


def test_what_is_hidden_in_a_workbook_is_left_out(tmp_path: Path) -> None:
    """By hand: what a filter hides is only out of sight, and a hidden column still is the source of a record."""
    import openpyxl

    book = openpyxl.Workbook()
    plain = book.active
    for row in (["Un mot.", "Une note."], ["Une ligne."], ["La fin.", 3]):
        plain.append(row)
    plain.row_dimensions[2].hidden = plain.column_dimensions["B"].hidden = True
    gone = book.create_sheet("Gone")
    gone.append(["Une feuille."])
    gone.sheet_state = "veryHidden"
    for title in ("Records", "Filtered"):
        sheet = book.create_sheet(title)
        for row in (["source", "target"], ["A cat.", "Un chat."], ["A dog.", "Un chien."]):
            sheet.append(row)
        sheet.row_dimensions[3].hidden = sheet.column_dimensions["A"].hidden = True
    sheet.auto_filter.ref = "A1:B3"
    sheet.auto_filter.add_filter_column(0, ["A cat."])
    book.save(tmp_path / "a.xlsx")
    document = open_document(Input("a.xlsx", tmp_path / "a.xlsx"), Config())
    assert [(block.source, block.text) for block in document.blocks] == [
        (None, "Un mot."),
        (None, "La fin."),
        ("A cat.", "Un chat."),
        ("A cat.", "Un chat."),
        ("A dog.", "Un chien."),
    ]
    assert [(one.kind, one.message) for one in document.notices] == [
        ("units", "hidden cells with text, left out: 4")
    ]


def test_texts_inside_codes_of_xliff() -> None:
    document = read(
        "xliff",
        '<xliff version="1.2"><file source-language="en" target-language="fr"><body><trans-unit id="1"><source>See '
        "<ph>img <sub>a cat</sub></ph></source><target>Voir <ph>img <sub>un chat</sub></ph></target></trans-unit>"
        "</body></file></xliff>",
    )
    found = [(block.id, block.source, block.text) for block in document.blocks]
    assert found == [("1/sub1", "a cat", "un chat"), ("1", "See \ufffc", "Voir \ufffc")]
    (theirs,), (own,) = document.blocks[1].source_codes, document.blocks[1].codes
    assert theirs.key == own.key


def test_a_speaker_behind_a_style() -> None:
    times = "00:00:01,000 --> 00:00:02,000"
    document = read("subtitles", f"1\n{times}\n{{\\an8}}- Salut\n<i>- Oui</i>\n")
    assert [block.text for block in document.blocks] == ["Salut", "Oui"]


def test_directives_of_sphinx_around_prose() -> None:
    document = read(
        "rst",
        ".. figure:: a.png\n\n   Une légende\n\n.. py:function:: f(x)\n\n   Elle compte.\n\n   :param x: le nombre\n\n"
        ".. tab-item:: Un titre\n   :sync: a\n\n   Du texte.\n\n.. only:: html\n\n   Ici seulement.\n\n"
        ".. code-block:: python\n\n   non()\n\n| un vers\n\n.. rubric:: Une rubrique\n",
    )
    assert [block.text for block in document.blocks] == [
        "Une légende",
        "Elle compte.",
        "le nombre",
        "Un titre",
        "Du texte.",
        "Ici seulement.",
        "un vers",
        "Une rubrique",
    ]


def test_what_html_leaves_alone_may_hold_what_is_read() -> None:
    page = (
        '<body lang="fr"><div lang="en">Left <p lang="fr">Un mot</p> alone <script>x</script></div><p>Deux'
        '<div translate="no"><b translate="yes">Trois</b> no</div><script><p lang="fr">no</p></script>Quatre'
    )
    document = read("html", page)
    assert [block.text for block in document.blocks] == ["Un mot", "Deux", "Trois", "Quatre"]
    assert document.declared_lang == "fr"


def test_webvtt_says_its_language() -> None:
    document = read(
        "subtitles", "WEBVTT\nKind: captions\nLanguage: de\n\n00:01.000 --> 00:02.000\nJa\n"
    )
    assert document.declared_lang == "de"


def zipped(members: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return data.getvalue()


ODT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0">{}</office:document-content>'
)


@pytest.mark.parametrize(("count", "spaces"), [("x", 1), ("-5", 1), ("2", 2), ("9" * 5000, 1)])
def test_opendocument_spaces_without_a_sensible_number(count: str, spaces: int) -> None:
    body = f"<office:body><office:text><text:p>Un<text:s text:c='{count}'/>mot.</text:p></office:text></office:body>"
    (block,) = read("odt", zipped({"content.xml": ODT.format(body)})).blocks
    assert block.text == f"Un{' ' * spaces}mot."


def test_opendocument_text() -> None:
    content = ODT.format(
        '<office:automatic-styles><style:style style:name="E"><style:text-properties fo:language="en"/>'
        "</style:style></office:automatic-styles><office:body><office:text>"
        "<text:tracked-changes><text:p>Un texte supprimé.</text:p></text:tracked-changes>"
        "<text:h>Un titre</text:h><text:p>Le film <text:span text:style-name='E'>Gone</text:span>"
        "<text:span text:style-name='E'> Away</text:span>, deux<text:s text:c='2'/>espaces,\n  une ligne"
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Une note.</text:p>"
        "</text:note-body></text:note><text:line-break/>de plus &amp; la fin de ce paragraphe.</text:p>"
        "<text:table-of-content><text:p>Un titre</text:p></text:table-of-content>"
        "<draw:frame><draw:text-box><text:p>Un cadre.</text:p></draw:text-box><svg:title>chat.png</svg:title>"
        "<svg:desc>Un chat\n qui dort.</svg:desc></draw:frame>"
        "</office:text></office:body>"
    )
    styles = ODT.format("<style:footer><text:p>Le pied de page</text:p></style:footer>")
    document = read("odt", zipped({"content.xml": content, "styles.xml": styles}))
    assert [block.text for block in document.blocks] == [
        "Un titre",
        "Le film \ufffc, deux  espaces, une ligne de plus & la fin de ce paragraphe.",
        "Une note.",
        "Un cadre.",
        "Un chat qui dort.",
        "Le pied de page",
    ]
    assert escapes(document) == set()


PPTX = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
RELATION = '<Relationship Id="{}" Target="{}"/>'


def test_powerpoint_reads_slides_in_their_order_with_notes() -> None:
    slide = (
        "<p:sld {}><a:p><a:r><a:t>{}</a:t></a:r><a:br/><a:r><a:t>la suite</a:t></a:r></a:p></p:sld>"
    )
    picture = "<p:pic><p:nvPicPr><p:cNvPr id='2' name='Image 1' descr='Un chat.'/></p:nvPicPr></p:pic></p:sld>"
    first = RELATION.format("r1", "slides/slide1.xml")
    second = RELATION.format("r2", "/ppt/slides/two.xml")
    notes = RELATION.format("n", "../notesSlides/n.xml")
    order = f'<p:presentation {PPTX}><p:sldId r:id="r2"/><p:sldId r:id="r1"/></p:presentation>'
    members = {
        "ppt/presentation.xml": order,
        "ppt/_rels/presentation.xml.rels": RELATIONS.format(first + second),
        "ppt/slides/slide1.xml": slide.format(PPTX, "Première"),
        "ppt/slides/two.xml": slide.format(PPTX, "Seconde").replace("</p:sld>", picture),
        "ppt/slides/_rels/two.xml.rels": RELATIONS.format(notes),
        "ppt/notesSlides/n.xml": slide.format(PPTX, "Note"),
    }
    document = read("pptx", zipped(members))
    members["ppt/presentation.xml"] = order.replace("</p:", '<p:sldId r:id="r2"/>' * 9 + "</p:")
    assert read("pptx", zipped(members)).text == document.text  # named again, read once
    assert document.text.split("\n") == [
        "Seconde la suite",
        "Un chat.",
        "Note la suite",
        "Première la suite",
    ]
    assert escapes(document) == set()


BOOK = {
    "META-INF/container.xml": '<c><rootfile full-path="OPS/book.opf"/></c>',
    "OPS/book.opf": '<p xmlns:dc="d"><dc:language>fr</dc:language>'
    '<item id="n" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
    '<item id="b" href="a%20b.xhtml" media-type="application/xhtml+xml"/>'
    '<item id="a" href="../first.xhtml" media-type="application/xhtml+xml"/>'
    '<itemref idref="n"/><itemref idref="a"/><itemref idref="b"/></p>',
    "OPS/nav.xhtml": "<body><p>Le sommaire</p></body>",
    "OPS/a b.xhtml": "<body><p>La <i lang='en'>big</i> fin.</p></body>",
    "first.xhtml": "<head><title>Le livre</title></head><body><h1>Un</h1><p>Il &eacute;tait une fois.</p></body>",
}


def test_epub_reads_pages_in_the_order_of_the_book() -> None:
    document = read("epub", zipped(BOOK))
    assert [block.text for block in document.blocks] == [
        "Un",
        "Il était une fois.",
        "La \ufffc fin.",
    ]
    assert document.declared_lang == "fr" and escapes(document) == set()
    again = BOOK["OPS/book.opf"].replace("</p>", '<itemref idref="a"/>' * 9 + "</p>")
    assert read("epub", zipped(BOOK | {"OPS/book.opf": again})).text == document.text


ENCRYPTED = 'xmlns:e="http://www.w3.org/2001/04/xmlenc#aes128-cbc"'


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("odt", b"PK\x03\x04 broken", "not a document that can be read"),
        ("docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "has a password, or is in the format"),
        ("xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "has a password, or is in the format"),
        ("docx", zipped({"_rels/.rels": '<a b="http://purl.oclc.org/ooxml/officeDocument"/>'}), "Strict Open XML"),
        ("odt", zipped({"content.xml": "<a><b></a>"}), "not a document that can be read"),
        ("odt", zipped({"content.xml": "<a/>", "META-INF/manifest.xml": "<encryption-data/>"}), "encrypted"),
        ("pptx", zipped({"a.xml": "<a/>"}), "not a document that can be read"),
        ("epub", zipped({"a.xml": "<a/>"}), "not a document that can be read"),
        ("epub", zipped(BOOK | {"META-INF/encryption.xml": f"<a {ENCRYPTED}/>"}), "encrypted"),
        ("odt", zipped({"content.xml": "<a>" + "<b/>" * 2_000_001 + "</a>"}), "more than 2000000 tags"),
        ("odt", zipped({"content.xml": '<!DOCTYPE a [<!ENTITY x SYSTEM "/etc/passwd">]><a>&x;</a>'}), ""),
    ],
    # By themselves they would be called after archives that hold the time, which no two processes have in common.
    ids=["broken", "old word", "old excel", "strict", "torn", "encrypted", "no slides", "no book", "locked", "tags",
         "entity"],
)  # fmt: skip
def test_archives_that_are_damaged_or_closed_are_refused(name: str, data: bytes, said: str) -> None:
    if not said:
        assert "root:" not in read(name, data).text
        return
    with pytest.raises(BadInput, match=said) as caught:
        read(name, data)
    assert caught.value.hint


HALVES = r"Un \ud83d\ude00 mot \ud800 là \ude00."


@pytest.mark.parametrize(
    ("name", "text", "pairs"),
    [
        ("json", '{"a": "%s"}', True),
        ("jsonl", '{"target": "%s"}', True),
        ("yaml", 'fr:\n  a: "%s"', False),
        ("properties", "a=%s", True),
        ("android", '<resources><string name="a">%s</string></resources>', True),
    ],
)
def test_escapes_of_half_surrogate_pairs_are_no_text(name: str, text: str, pairs: bool) -> None:
    """A pair is the character that it means; what no output can hold becomes U+FFFD, in its place."""
    document = readers()[name].read("a.fr", (text % HALVES).encode(), Config())
    (block,) = document.blocks
    assert block.text == f"Un {'😀' if pairs else '��'} mot � là �."
    assert document.text[block.place(3)] == "\\"
    end = block.place(len(block.text) - 1)
    assert document.text[end] == "."


@pytest.mark.parametrize(
    ("name", "text"), [("properties", "a\\ud800=Un mot."), ("yaml", 'fr:\n  "a\\ud800": Un mot.')]
)
def test_keys_hold_no_half_surrogate_pairs(name: str, text: str) -> None:
    (block,) = readers()[name].read("a.fr", text.encode(), Config()).blocks
    assert block.id is not None and block.id.endswith("a\ufffd")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("html", '<p><a title="Un titre" href="x">Un titre</a>'),
        ("markdown", 'Un <img alt="mot" src="x"> titre.\n\n<p title="Un titre">Un titre</p>'),
        ("mdx", '<Carte title="Un titre" />\n\nUn titre'),
    ],
)
def test_attributes_stand_beside_the_text(name: str, text: str) -> None:
    blocks = read(name, text).blocks
    assert {block.aside for block in blocks} == {True, False}
    assert all(block.aside == (text[block.place(0) - 1] == '"') for block in blocks)


def test_a_table_that_is_cut_off_is_said_to_be() -> None:
    whole = 'source,target\nA word.,"Un mot, et ""deux""."\nB,"Un"\n'
    assert read("csv", whole).problems == ()
    assert read("csv", 'source,target\nA word.,"Un" mot\n').problems == ()
    (problem,) = read("csv", whole[: whole.rindex('"')]).problems
    assert "line 3" in problem.message and "never closed" in problem.message


def test_broken_json_says_where() -> None:
    for name in ("json", "notebook"):
        with pytest.raises(BadInput, match="line 3: not correct JSON at character 2") as broken:
            read(name, '{"a": "b",\n"c": "d"\n "e"}')
        assert broken.value.hint is None
    with pytest.raises(BadInput) as broken:
        read("json", "[{]")
    assert "list of records" in str(broken.value.hint)


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("subtitles", "1\n00:00:01,000 --> 00:00:03,000\nIl dort.\n\n2\n00:00:04,0", 6),
        ("subtitles", "1\n00:00:01,000 --> 00:00:03,000\nIl dort.\n\n2\n00:00:04,000 -", 6),
        ("subtitles", "1\n00:00:01,000 --> 00:00:03,000\nIl dort.\n\n2\n00:00:04,000 --> 00:00", 6),
        (
            "subtitles",
            "1\n00:00:01,000 --> 00:00:03,000\nIl dort.\n\n2\n00:00:04,000 --> 00:0\n",
            6,
        ),
        ("subtitles", "1\n00:00:01,000 --> 00:00:03,000\nIl dort.\n\n2", 5),
        ("subtitles", "1\n00:00:01,000 --> 00:00:03,000\nIl <i>dort</", 3),
        ("subtitles", "WEBVTT\n\n00:01.000 --> 00:03.000\nIl dort.\n\n00:04.000 -->", 6),
        ("subtitles", "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Roger Bing", 4),
        ("properties", "a=Un mot\nb=Une phrase qui \\", 2),
    ],
)
def test_a_file_that_was_cut_off_is_said_to_be(name: str, text: str, line: int) -> None:
    document = read(name, text)
    assert document.problems[0].message.startswith(f"line {line}: ")
    assert document.blocks


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "subtitles",
            "1\n00:00:01,000 --> 00:00:03,000\nIl dort\n\n2\n00:00:04,000 --> 00:00:05,000\n",
        ),
        ("subtitles", "1\n00:00:01,000 --> 00:00:03,000\nIl est\n12:30"),
        ("subtitles", "1\n00:00:01,000 --> 00:00:03,000\nIl est\n\n1984"),
        ("subtitles", "1\n00:00:01,000 --> 00:00:03,000\nJe <3 le chat <"),
        ("subtitles", "WEBVTT\n\n00:01 --> 00:03\nIl dort."),
        ("subtitles", "WEBVTT\n\n00:01.000 --> 00:03.000\nIl est\n\nNOTE 12:30"),
        ("properties", "a=Un chemin C:\\\\"),
        ("properties", "a=Un mot\nb=Une phrase \\\n"),
        ("properties", "a=Un mot\n# C:\\"),
    ],
)
def test_a_whole_file_is_not_said_to_be_cut_off(name: str, text: str) -> None:
    assert not read(name, text).problems


def test_captions_that_roll_are_read_once() -> None:
    text = "WEBVTT\n\n" + "\n\n".join(
        f"00:0{second}.000 --> 00:0{second}.500\n{cue}"
        for second, cue in enumerate(
            [
                " \nbonjour<00:00.100><c> à</c>",
                "bonjour à\n ",
                "bonjour à\ntous et<00:02.100><c> à</c>",
                "tous et à\n ",
                "tous et à\ntoutes ici",
            ]
        )
    )
    (block,) = read("subtitles", text).blocks
    assert block.text == "bonjour à tous et à toutes ici"
    assert text[block.place(10) :].startswith("tous et<")


@pytest.mark.parametrize(
    "cues", [["Merci."] * 6, ["Merci.", "Merci.", "Au revoir.", "Au revoir.", "Non.", "Non."]]
)
def test_cues_that_are_repeated_whole_stay(cues: list[str]) -> None:
    text = "".join(
        f"{number}\n00:00:0{number},000 --> 00:00:0{number},500\n{cue}\n\n"
        for number, cue in enumerate(cues, 1)
    )
    assert [block.text for block in read("subtitles", text).blocks] == cues


def test_a_table_of_two_columns_without_header_whose_texts_are_short() -> None:
    text = '"Add to Cart","Ajouter au panier"\n"The big box","La grande boîte"\n"Close","Fermer"\n'
    assert [(block.text, block.source) for block in read("csv", text).blocks] == [
        ("Ajouter au panier", "Add to Cart"),
        ("La grande boîte", "The big box"),
        ("Fermer", "Close"),
    ]
    for other in ("Nom,Prix\nPomme,3\nPoire,4\n", "a,b\nUn mot,Un autre mot\n"):
        with pytest.raises(BadInput, match="no column is called"):
            read("csv", other)


def test_a_page_of_a_book_that_is_not_there_is_said() -> None:
    pages = {name: data for name, data in BOOK.items() if name != "first.xhtml"}
    (problem, *_rest) = read("epub", zipped(pages)).problems
    assert "is not in the file" in problem.message


def test_faults_of_formulas_are_no_texts(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for value in ("Un titre", "#N/A", "#NOM?", "#VALEUR! ou pas"):
        book.active.append([value])
    book.save(tmp_path / "a.xlsx")
    data = (tmp_path / "a.xlsx").read_bytes()
    assert [block.text for block in read("xlsx", data).blocks] == ["Un titre", "#VALEUR! ou pas"]


def test_blocks_of_html_inside_a_paragraph_of_markdown_part_it() -> None:
    text = "| `a` | Plusieurs champs. <details><summary>champs de a</summary><p>Le nom.</p></details> |\n|---|---|\n"
    assert [block.text for block in read("markdown", f"| x | y |\n|---|---|\n{text}").blocks][
        2:5
    ] == [
        "a",
        "Plusieurs champs.",
        "champs de a",
    ]
    (block,) = read("markdown", "Un <b>mot</b> et <span>un autre</span>.").blocks
    assert block.text == "Un mot et un autre."


def test_dots_in_code_are_no_words() -> None:
    (block,) = read("markdown", "Un import relatif avec `..` pour monter.").blocks
    assert block.text == "Un import relatif avec \ufffc pour monter."


def test_apostrophes_that_are_doubled_without_an_argument() -> None:
    text = "a=Pour plus d''informations\nb=L'eau d''ici\nc=''\n"
    assert [block.text for block in read("properties", text).blocks] == [
        "Pour plus d'informations",
        "L'eau d''ici",
        "''",
    ]


def test_what_xliff_protects_is_a_code_that_must_stay() -> None:
    unit = (
        '<xliff version="1.2"><file source-language="en" target-language="fr"><body><trans-unit id="1"><source>Run '
        '<mrk mtype="protected">npm start</mrk></source><target>Lancez <mrk mtype="protected">npm go</mrk></target>'
        "</trans-unit></body></file></xliff>"
    )
    (block,) = read("xliff", unit).blocks
    assert block.text == "Lancez \ufffc"
    assert [code.key for code in (*block.codes, *block.source_codes)] == [
        "protected npm go",
        "protected npm start",
    ]
