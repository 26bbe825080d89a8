"""Units of several sentences, as rules of grammar see them."""

from __future__ import annotations

from checker.checks.sentences import Article
from checker.config import Config
from checker.evidence import begin
from checker.plugins import checks
from checker.text.segment import segment
from checker.types import Block, Case, Document, Hit

CONFIG = Config()


def found(code: str, *units: str) -> list[tuple[int, str]]:
    """The segment and the text of what a rule finds in the units of a catalogue."""
    blocks = []
    at = 0
    for unit in units:
        blocks.append(Block(unit, ((0, at),), whole=True, source="Something."))
        at += len(unit) + 1
    document = Document("a.po", "\n".join(units), tuple(blocks), "fr", "en")
    cases = [Case(one) for one in begin(segment(document))]
    hits: list[Hit] = list(Article(cases, "fr").hits(checks()[code], CONFIG))
    return [(hit.segment, hit.span.of(cases[hit.segment].text)) for hit in hits]


def test_a_rule_of_grammar_sees_each_sentence_of_a_unit() -> None:
    text = "Le fichier est prêt. La situation est très inquiétant."
    assert found("FLU204", text) == [(0, "La situation est très inquiétant")]


def test_places_are_those_of_the_unit() -> None:
    units = (
        "Bonjour !",
        "Elle est là. Elle est allé au marché. Nous sommes prêt.",
        "Ils sont content.",
    )
    assert found("FLU204", *units) == [
        (1, "Elle est allé"),
        (1, "Nous sommes prêt"),
        (2, "Ils sont content"),
    ]


def test_lines_wrapped_by_hand_are_one_sentence() -> None:
    assert found("STR105", "Le fichier contient votre\nadresse et votre\nnom complet.") == []


def test_items_of_a_unit_are_sentences() -> None:
    text = "Le document contient :\n- Nom de votre\n- Nom de votre société"
    assert found("STR105", text) == [(0, "votre")]


def test_a_message_of_icu_stays_whole() -> None:
    text = "{count, plural, one {Un fichier. La page est prêt.} other {# fichiers.}}"
    assert found("FLU204", text) == []


def test_what_looks_at_a_unit_as_a_whole_still_does() -> None:
    text = "Le vote aura lieu mardi prochain à Paris. Le vote aura lieu mardi prochain à Paris."
    assert found("STR106", text) == [(0, "Le vote aura lieu mardi prochain à Paris.")]


def test_rules_of_the_language_see_no_sentence_in_another() -> None:
    texts = ("Elle est allé au marché.", "Elle est allé : please check the the ports now!")
    blocks = tuple(Block(text, ((100 * at, 0),)) for at, text in enumerate(texts))
    cases = [Case(one) for one in begin(segment(Document("a", "", blocks, "fr", "en")))]

    def hits(code: str, foreign: frozenset[int]) -> list[int]:
        rule = checks()[code]
        return [hit.segment for hit in Article(cases, "fr", foreign).hits(rule, CONFIG)]

    assert hits("FLU204", frozenset()) == [0, 1] and hits("STR103", frozenset()) == [1]
    assert hits("FLU204", frozenset([1])) == [0] and hits("STR103", frozenset([0, 1])) == []
    assert hits("ACC201", frozenset([0, 1])) == hits("ACC201", frozenset())


def test_attributes_repeat_what_stands_beside_them() -> None:
    def repeated(*aside: bool) -> list[int]:
        text = "Le vote aura lieu mardi prochain à Paris."
        blocks = tuple(
            Block(text, ((0, 100 * at),), aside=beside) for at, beside in enumerate(aside)
        )
        cases = [Case(one) for one in begin(segment(Document("a", "", blocks, "fr", "en")))]
        return [hit.segment for hit in checks()["STR106"].run(cases, CONFIG)]

    assert repeated(False, False) == [1]
    assert repeated(True, False) == repeated(True, True) == []
    assert repeated(False, True, False) == [2]


def test_a_string_of_a_program_is_no_headline() -> None:
    def found(*syntax: str) -> list[int]:
        texts = ("Quatorze morts dans un incendie à Lyon", "Un incendie a fait 12 morts jeudi.")
        blocks = tuple(
            Block(text, ((0, 100 * at),), syntax=syntax) for at, text in enumerate(texts)
        )
        cases = [Case(one) for one in begin(segment(Document("a", "", blocks, "fr", "en")))]
        return [hit.segment for hit in checks()["CON301"].run(cases, CONFIG)]

    assert found() == [0] and found("message") == []
