"""Terms rendered two ways: by what the words of a document are linked to."""

from __future__ import annotations

from checker.checks.by_model.renderings import term_rendered_two_ways
from checker.config import Config
from checker.types import Alignment, Case, Evidence
from tests.fakes import segments, spans


def case(
    index: int, text: str, back: str, *links: tuple[int, int], source: str | None = None
) -> Case:
    segment = segments(*[""] * index, text, source=source)[index]
    other = source or back
    evidence = Evidence(
        segment,
        tuple(spans(text)),
        back=back,
        back_words=tuple(spans(back)),
        alignment=Alignment(links),
        source_words=tuple(spans(other)) if source else (),
        source_alignment=Alignment(links) if source else None,
    )
    return Case(evidence)


USUAL = [
    case(0, "les électeurs arrivent", "the voters arrive", (0, 0), (1, 1), (2, 2)),
    case(1, "un électeur part", "one voter leaves", (0, 0), (1, 1), (2, 2)),
]


def found(*cases: Case) -> list[tuple[int, str]]:
    hits = term_rendered_two_ways(cases, Config())
    return [(h.segment, h.span.of(cases[h.segment].text)) for h in hits]


def test_the_odd_rendering_is_marked_and_the_usual_one_named() -> None:
    odd = case(2, "les votants attendent", "the voters wait", (0, 0), (1, 1), (2, 2))
    assert found(*USUAL, odd) == [(2, "votants")]
    (hit,) = term_rendered_two_ways([*USUAL, odd], Config())
    assert hit.evidence["term"] == "voter"
    assert "électeur" in hit.evidence["elsewhere"]


def test_the_source_decides_where_it_is_known() -> None:
    odd = case(
        2,
        "les votants attendent",
        "the voters wait",
        (0, 0),
        (1, 1),
        (2, 2),
        source="the people wait",
    )
    assert found(*USUAL, odd) == []


def test_near_misses() -> None:
    # A rendering that stands twice is no slip, nor is one whose rival stands once.
    twice = [
        case(2, "les votants attendent", "the voters wait", (0, 0), (1, 1), (2, 2)),
        case(3, "des votants partent", "some voters leave", (0, 0), (1, 1), (2, 2)),
    ]
    assert found(*USUAL, *twice) == []
    assert found(USUAL[0], case(1, "les votants", "the voters", (1, 1))) == []
    # A word that is linked to two, a verb, a name.
    assert found(*USUAL, case(2, "les votants", "the voters", (1, 0), (1, 1))) == []
    assert found(*USUAL, case(2, "les Votants", "the voters", (1, 1))) == []
    assert found(*USUAL, case(2, "ils arrivent", "the voters", (1, 1))) == []
    # Another script.
    assert found(*USUAL, case(2, "их избиратели", "the voters", (1, 1))) == []
