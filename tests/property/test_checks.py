"""Whatever the text, rules without a model mark places inside it, twice the same ones, and never fail."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker import plugins
from checker.config import Config
from checker.text.segment import segment, words
from checker.types import Block, Case, Document, Evidence

RULES = [
    rule
    for code, rule in plugins.checks().items()
    if not rule.model and code[:3] in {"STR", "LOC", "CON"}
]
ODDITIES = """
« » “ ” " ' ’ ( ) [ ] @ # & ; : ! ? % $ € 1 12 2,5 1,000 10:30 pm mars Mars 2020 de de le le la paix l'
@theJane Doe Jane http: // www . fr {0} %s <b> &nbsp; &#39; oeuvre Etat Mr No. 5 en Anglais tu vous мир 和平
нато \u200b \ufffd \ud800 \U0001f600 ﷽ İ ß ŉ Ã© 1er 2ème , . … – —
"""
PIECES = st.sampled_from([" ", "\u00a0", "\u202f", "\u2028", "\n", *ODDITIES.split()])
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(PIECES, max_size=30).map(" ".join),
    st.lists(PIECES, max_size=30).map("".join),
)


def cases_of(paragraphs: list[str], sources: list[str] | None, lang: str) -> list[Case]:
    blocks = tuple(
        Block(text, source=sources[number % len(sources)] if sources else None)
        for number, text in enumerate(paragraphs)
    )
    document = Document("any", "\n\n".join(paragraphs), blocks, lang)
    return [Case(Evidence(s, words(s.text))) for s in segment(document)]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(TEXTS, max_size=4),
    st.none() | st.lists(TEXTS, min_size=1, max_size=2),
    st.sampled_from(
        ["fr", "fr-FR", "fr-CA", "fr-CH", "fr-BE", "en", "ru", "tlh", "", "x-y", "zh-Hant-TW"]
    ),
)
def test_spans_lie_inside_and_runs_agree(
    paragraphs: list[str], sources: list[str] | None, lang: str
) -> None:
    cases = cases_of(paragraphs, sources, lang)
    by_index = {case.segment.index: case for case in cases}
    config = Config(lang=lang)
    for rule in RULES:
        hits = list(rule.run(cases, config))
        assert hits == list(rule.run(cases, config)), rule.code
        for hit in hits:
            text = by_index[hit.segment].text
            assert 0 <= hit.span.start < hit.span.end <= len(text), (rule.code, hit)
            assert hit.message
            assert hit.fix is None or hit.fix != hit.span.of(text), (rule.code, hit)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(
        ['"', "(", "«", "a ", "1,", "@a ", "# ", "&", "{", "le ", "www.", "mars 1, ", "A" * 9 + " "]
    )
)
def test_long_monotonous_text_is_no_trap(piece: str) -> None:
    cases = cases_of([piece * 3000], None, "fr-FR")
    for rule in RULES:
        for _hit in rule.run(cases, Config(lang="fr-FR")):
            pass
