import pytest

from checker.text.segment import segment, split, words
from checker.types import Block, Document, Span


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Il pleut. Elle sort.", ["Il pleut. ", "Elle sort."]),
        ("Il a vu M. Martin hier. Il part.", ["Il a vu M. Martin hier. ", "Il part."]),
        ("Me Durand et Mme. Roux. Fin.", ["Me Durand et Mme. Roux. ", "Fin."]),
        ("L’U.E. refuse. Oui.", ["L’U.E. refuse. ", "Oui."]),
        ("Né en 44 av. J.-C. à Rome. Mort.", ["Né en 44 av. J.-C. à Rome. ", "Mort."]),
        ("Il attend… Elle part.", ["Il attend… ", "Elle part."]),
        ("« Bravo ! » dit-il. Elle rit.", ["« Bravo ! » dit-il. ", "Elle rit."]),
        ("1. Premier point. 2. Second.", ["1. Premier point. ", "2. Second."]),
        (
            "Voir www.exemple.fr/a.b pour tout. Fin.",
            ["Voir www.exemple.fr/a.b pour tout. ", "Fin."],
        ),
        ("1.2.3. installer\u00a0: oui.", ["1.2.3. installer\u00a0: oui."]),
        ("Fin. »", ["Fin. »"]),
        ("", []),
        ("  \n", ["  \n"]),
    ],
)
def test_french_sentences(text, sentences):
    assert split(text, "fr") == sentences


def test_a_long_quotation_is_split_at_its_sentences():
    inner = "Nous avons longtemps attendu cette réponse du ministère. " * 8
    pieces = split(f"Elle a dit : « {inner}Merci. » Puis elle est sortie.", "fr")
    assert len(pieces) == 10
    assert pieces[0].startswith("Elle a dit : « Nous")
    assert pieces[-2:] == ["Merci. » ", "Puis elle est sortie."]


def test_other_scripts():
    assert split("你好。再见。", "zh") == ["你好。", "再见。"]
    assert split("هل أنت هنا؟ نعم.", "ar") == ["هل أنت هنا؟ ", "نعم."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C’est l'eau d’Évian.", ["C’", "est", "l'", "eau", "d’", "Évian"]),
        ("qu'aujourd'hui jusqu’à Brest", ["qu'", "aujourd'hui", "jusqu’", "à", "Brest"]),
        ("A-t-il un porte-clés ?", ["A-t-il", "un", "porte-clés"]),
        (
            "1 000,5 € ou 2% et 3\u202f% à 12:30",
            ["1 000,5", "ou", "2%", "et", "3\u202f%", "à", "12:30"],
        ),
        ("le 1er à 20h30, covid-19", ["le", "1er", "à", "20h30", "covid-19"]),
        (
            "https://a.fr/b?c=d. @moi #tag x.y@z.org",
            ["https://a.fr/b?c=d", "@moi", "#tag", "x.y@z.org"],
        ),
        ("L’U.E. et la R&D", ["L’", "U.E.", "et", "la", "R&D"]),
        ("你好，世界", ["你", "好", "世", "界"]),
        ("हिन्दी है", ["हिन्दी", "है"]),
        ("don't (stop) — étudiant·es", ["don't", "stop", "étudiant·es"]),
        ("… ?! —", []),
    ],
)
def test_words(text, expected):
    assert [span.of(text) for span in words(text)] == expected


def test_a_whole_block_is_one_segment_and_keeps_its_source():
    block = Block(" Un. Deux. ", id="7", source="One. Two.", whole=True)
    (only,) = segment(Document("a", "", (block,)))
    assert (only.text, only.span, only.source) == ("Un. Deux.", Span(1, 10), "One. Two.")


def test_an_empty_record_is_a_segment_and_an_empty_line_is_none():
    blocks = (Block("", source="Something", whole=True), Block("  "), Block("…"))
    assert [item.text for item in segment(Document("a", "", blocks))] == ["", "…"]


def test_the_language_of_a_record_decides():
    blocks = (Block("Il a vu M. Martin.", target_lang="fr"),)
    assert len(segment(Document("a", "", blocks, lang="de"))) == 1


def test_places_lead_to_the_file():
    text = "Un. Deux."
    second = segment(Document("a", "# " + text, (Block(text, ((0, 2),)),)))[1]
    assert second.place(Span(0, 4)).of("# " + text) == "Deux"


def test_a_path_ends_no_sentence():
    text = "Il est écrit dans ./dist/a.mjs par défaut. Voir ../b ou .\\\\c. Fin."
    assert split(text, "fr") == [
        "Il est écrit dans ./dist/a.mjs par défaut. ",
        "Voir ../b ou .\\\\c. ",
        "Fin.",
    ]
