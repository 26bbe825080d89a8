"""What counts: which rules run, what silences a finding, what names it, and when the gate fails."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.config import Config
from checker.errors import ConfigProblem
from checker.judge import selection
from checker.judge.comments import without_effect
from checker.judge.gate import report
from checker.judge.results import judge
from checker.judge.selection import selected
from checker.plugins import Check, Need, readers
from checker.text.segment import segment, words
from checker.types import (
    Block,
    Case,
    Document,
    DocumentResult,
    Evidence,
    Hit,
    Ignore,
    Problem,
    Report,
    Severity,
    Span,
    Status,
    Tool,
)


def rule(
    code: str,
    name: str,
    severity: Severity = Severity.MINOR,
    needs: Iterable[Need] = (),
    languages: Iterable[str] = (),
    default: bool = True,
) -> Check:
    return Check(
        code,
        name,
        "accuracy/mistranslation",
        severity,
        frozenset(needs),
        lambda cases, config: (),
        "A rule.",
        frozenset(languages),
        default,
    )


RULES = {
    item.code: item
    for item in (
        rule("ACC101", "lost", needs={Need.BACK}),
        rule("ACC201", "numbers", Severity.MAJOR),
        rule("FLU101", "odd", needs={Need.PROBABILITIES}, languages={"fr"}),
        rule("LOC101", "quotes", languages={"fr", "de"}),
        rule("STR101", "rare", Severity.CRITICAL, default=False),
    )
}


@pytest.mark.parametrize(
    ("settings", "codes"),
    [
        ({}, "ACC101 ACC201 FLU101 LOC101"),
        ({"tier": "fast"}, "ACC201 LOC101"),
        ({"tier": "estimate"}, "ACC201 FLU101 LOC101"),
        ({"lang": "de-AT"}, "ACC101 ACC201 LOC101"),
        ({"lang": "es"}, "ACC101 ACC201"),
        ({"select": ("ACC",)}, "ACC101 ACC201"),
        ({"select": ("acc2", "rare")}, "ACC201 STR101"),
        ({"select": ("ALL",)}, "ACC101 ACC201 FLU101 LOC101 STR101"),
        ({"select": ("ALL",), "ignore": ("A", "quotes")}, "FLU101 STR101"),
        ({"ignore": ("ACC101",)}, "ACC201 FLU101 LOC101"),
        ({"ignore": ("ALL",)}, ""),
        ({"select": ("STR101",), "tier": "fast"}, "STR101"),
        ({"select": ("FLU101",), "tier": "fast"}, ""),
    ],
)
def test_which_rules_run(settings: dict[str, object], codes: str) -> None:
    config = Config(**settings)  # type: ignore[arg-type]
    assert " ".join(selected(RULES, config)) == codes


@pytest.mark.parametrize(
    "settings",
    [{"select": ("ACX",)}, {"ignore": ("odder",)}, {"per_path_ignore": {"*": ("ZZZ",)}}],
)
def test_a_selector_that_means_no_rule_is_an_error(settings: dict[str, object]) -> None:
    with pytest.raises(ConfigProblem, match="no rule"):
        selected(RULES, Config(**settings))  # type: ignore[arg-type]


def test_a_selector_given_many_times_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    matches = selection.matches

    def counted(code: str, name: str, wanted: str) -> bool:
        asked.append(wanted)
        return matches(code, name, wanted)

    monkeypatch.setattr(selection, "matches", counted)
    many = Config(select=("acc", "ACC") * 1000, ignore=("STR",) * 1000)
    assert selected(RULES, many) == selected(RULES, Config(select=("ACC",)))
    assert len(asked) < 10 * len(RULES)


TEXT = "Le chat dort.\nLa mer monte, la mer descend.\n\nFin de la fin."


DEFAULT = Config()


def document(
    text: str = TEXT, path: str = "docs/a.txt", ignores: Sequence[Ignore] = ()
) -> Document:
    return Document(path, text, (Block(text),), ignores=tuple(ignores))


def cases_of(doc: Document, p_bad: float | None = None) -> list[Case]:
    return [
        Case(
            Evidence(one, words(one.text)),
            p_bad=p_bad,
            p_any=p_bad,
            p_adequacy=p_bad,
            p_fluency=p_bad,
        )
        for one in segment(doc)
    ]


def hits(doc: Document, word: str, code: str = "ACC101", **more: object) -> dict[str, list[Hit]]:
    """A hit of `code` on each place of `word`."""
    found = []
    for one in segment(doc):
        at = one.text.find(word)
        while at >= 0:
            span = Span(at, at + len(word))
            found.append(Hit(one.index, span, "Look.", **more))  # type: ignore[arg-type]
            at = one.text.find(word, at + 1)
    return {code: found}


def judged(
    doc: Document, opinions: dict[str, list[Hit]], config: Config = DEFAULT
) -> DocumentResult:
    return judge(doc, cases_of(doc), opinions, RULES, config)


def run(doc: Document, opinions: dict[str, list[Hit]], config: Config = DEFAULT) -> Report:
    return report(Tool("checker", "0", "s"), [judged(doc, opinions, config)], [], 0.0, config)


def test_a_finding_is_placed_in_the_file() -> None:
    doc = document()
    result = judged(doc, hits(doc, "mer", p=0.7))
    found = [f for s in result.segments for f in s.findings]
    assert [(f.line, f.column) for f in found] == [(2, 4), (2, 18)]
    for finding in found:
        assert TEXT[finding.start : finding.end] == finding.text == "mer"
        assert (finding.code, finding.name, finding.severity) == ("ACC101", "lost", Severity.MINOR)
    assert [s.status for s in result.segments] == [Status.OK, Status.FLAGGED, Status.OK]
    assert result.scores.words == 13
    assert result.scores.flags_per_1000_words == pytest.approx(2000 / 13, abs=0.01)
    assert [t.text for t in result.segments[0].tokens] == ["Le", "chat", "dort"]


def test_rules_of_a_language_say_nothing_of_code() -> None:
    text = "Tapez ``a  b`` puis :ref:`le  guide <a  b>`, et  puis."
    doc = Document("a.rst", text, (Block(text, syntax=("rst",)),))
    places = [Span(at, at + 2) for at in range(len(text)) if text.startswith("  ", at)]
    opinions = {"ACC101": [Hit(0, span, "why") for span in places]}
    spoken = dataclasses.replace(RULES["ACC101"], category="linguistic conventions/punctuation")
    result = judge(doc, cases_of(doc), opinions, {"ACC101": spoken}, DEFAULT)
    found = [f.start for s in result.segments for f in s.findings]
    assert found == [text.index("le  ") + 2, text.index("et  ") + 2]
    assert len(judged(doc, opinions).segments[0].findings) == 4


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.md", "Le mot-clé `whyle` et le mot whyle."),
        ("a.html", "<p>Le mot-clé <code>whyle</code> et le mot whyle."),
    ],
)
@pytest.mark.parametrize(
    "category",
    ["linguistic conventions/spelling", "accuracy/untranslated", "design and markup/missing text"],
)
def test_a_name_in_code_is_of_no_language(path: str, text: str, category: str) -> None:
    doc = readers()["markdown" if path.endswith("md") else "html"].read(
        path, text.encode(), Config()
    )
    (case,) = cases_of(doc)
    rules = {"FLU101": dataclasses.replace(rule("FLU101", "odd"), category=category)}
    places = [match.start() for match in re.finditer("whyle", case.text)]
    found = {"FLU101": [Hit(0, Span(at, at + 5), "") for at in places]}
    (segment_,) = judge(doc, [case], found, rules, DEFAULT).segments
    assert [finding.start for finding in segment_.findings] == [text.rindex("whyle")]


def test_no_grammar_bends_a_name_in_code() -> None:
    text = "Le nom de `input` et les `whyle` là."
    doc = readers()["markdown"].read("a.md", text.encode(), Config())
    (case,) = cases_of(doc)
    for category, count in (("linguistic conventions/grammar", 1), ("accuracy/untranslated", 3)):
        rules = {"FLU101": dataclasses.replace(rule("FLU101", "odd"), category=category)}
        spans = [(case.text.index(w), w) for w in ("de input", "les whyle", "et les")]
        found = {"FLU101": [Hit(0, Span(at, at + len(w)), "") for at, w in spans]}
        (segment_,) = judge(doc, [case], found, rules, DEFAULT).segments
        assert len(segment_.findings) == count


def test_a_list_of_names_in_code_is_not_untranslated() -> None:
    text = "Les attributs `value`, `checked` ou `selected` puis value."
    doc = readers()["markdown"].read("a.md", text.encode(), Config())
    (case,) = cases_of(doc)
    rules = {"FLU101": dataclasses.replace(rule("FLU101", "odd"), category="accuracy/untranslated")}
    for quoted, count in (("value, checked ou selected", 0), ("selected puis value", 1)):
        at = case.text.index(quoted)
        found = {"FLU101": [Hit(0, Span(at, at + len(quoted)), "")]}
        (segment_,) = judge(doc, [case], found, rules, DEFAULT).segments
        assert len(segment_.findings) == count


def test_rules_of_a_language_read_of_tags_what_readers_see() -> None:
    text = '<a href="x/les_mot" title="les mot">les mot</a> <img alt="les mot" src="les mot">'
    doc = Document("a.po", text, (Block(text, syntax=("message",)),))
    places = [Span(m.start(), m.end()) for m in re.finditer("les.mot", text)]
    spoken = dataclasses.replace(RULES["ACC101"], category="linguistic conventions/agreement")
    opinions = {"ACC101": [Hit(0, span, "why") for span in places]}
    result = judge(doc, cases_of(doc), opinions, {"ACC101": spoken}, DEFAULT)
    assert [f.start for s in result.segments for f in s.findings] == [
        places[1].start,
        places[2].start,
        places[3].start,
    ]


def test_elements_of_code_are_of_no_language() -> None:
    text = "Ouvrez <file>~/les_mot</file> ou <gui>les mot</gui> et les mot."
    doc = Document("a.po", text, (Block(text, syntax=("message",)),))
    places = [Span(m.start(), m.end()) for m in re.finditer("les.mot", text)]
    spoken = dataclasses.replace(RULES["ACC101"], category="linguistic conventions/agreement")
    opinions = {"ACC101": [Hit(0, span, "why") for span in places]}
    result = judge(doc, cases_of(doc), opinions, {"ACC101": spoken}, DEFAULT)
    assert [f.start for s in result.segments for f in s.findings] == [p.start for p in places[1:]]


def test_what_a_hit_says_replaces_what_the_rule_says_and_twins_are_one() -> None:
    doc = document()
    own = hits(doc, "chat", severity=Severity.MAJOR, category="terminology/wrong term", fix="lion")
    own["ACC101"] *= 2
    (finding,) = judged(doc, own).segments[0].findings
    assert (finding.severity, finding.category, finding.fix) == (
        Severity.MAJOR,
        "terminology/wrong term",
        "lion",
    )


def test_a_rule_that_yields_is_silent_where_another_speaks() -> None:
    rules = {**RULES, "FLU270": dataclasses.replace(rule("FLU270", "unlikely"), yields=True)}
    doc = document()
    both = {**hits(doc, "chat dort", "FLU270"), **hits(doc, "dort", "ACC201")}
    for opinions, codes in ((both, ["ACC201"]), (hits(doc, "chat dort", "FLU270"), ["FLU270"])):
        (found,) = judge(doc, cases_of(doc), opinions, rules, DEFAULT).segments[0].findings
        assert [found.code] == codes


def test_of_two_rules_that_yield_one_speaks() -> None:
    rules = {
        code: dataclasses.replace(rule(code, code.lower()), yields=True)
        for code in ("FLU102", "FLU270")
    }
    doc = document()
    both = {**hits(doc, "chat dort", "FLU270"), **hits(doc, "dort", "FLU102")}
    (found,) = judge(doc, cases_of(doc), both, rules, DEFAULT).segments[0].findings
    assert found.code == "FLU102"


@pytest.mark.parametrize(
    ("settings", "ignores", "suppressed"),
    [
        ({}, (), None),
        ({"per_path_ignore": {"docs/*": ("ACC",)}}, (), "configuration"),
        ({"per_path_ignore": {"*.txt": ("lost",)}}, (), "configuration"),
        ({"per_path_ignore": {"docs/*": ("ALL",)}}, (), "configuration"),
        ({"per_path_ignore": {"docs/*": ("ACC201",)}}, (), None),
        ({"per_path_ignore": {"other/*": ("ACC",)}}, (), None),
        ({}, (Ignore(Span(0, 13)),), "inSource"),
        ({}, (Ignore(Span(0, 13), ("FLU", "ACC")),), "inSource"),
        ({}, (Ignore(Span(0, 13), ("FLU",)),), None),
        ({}, (Ignore(Span(14, 30)),), None),
    ],
)
def test_what_silences_a_finding(
    settings: dict[str, object], ignores: Sequence[Ignore], suppressed: str | None
) -> None:
    doc = document(path="./docs/a.txt", ignores=ignores)
    config = Config(fail_on="minor", **settings)  # type: ignore[arg-type]
    found = run(doc, hits(doc, "chat"), config)
    (finding,) = found.documents[0].segments[0].findings
    assert finding.suppressed == suppressed
    silent = suppressed is not None
    assert found.documents[0].segments[0].status is (Status.OK if silent else Status.FLAGGED)
    assert (found.summary.suppressed, found.summary.findings["minor"]) == (silent, not silent)
    assert found.exit_code == (0 if silent else 1)
    assert bool(found.documents[0].scores.flags_per_1000_words) != silent


def test_fingerprints_outlive_moved_lines_and_tell_repeats_apart() -> None:
    def prints(text: str) -> list[str]:
        doc = document(text)
        result = judged(doc, hits(doc, "mer"))
        return [f.fingerprint for s in result.segments for f in s.findings]

    before = prints("La mer monte. La mer, la mer !")
    assert len(set(before)) == 3
    assert prints("Du neuf d'abord.\n\nLa mer  monte.\nLA mer ; la mer!") == before
    assert prints("La mer monte.\n\nLa mer monte.")[0] == before[0]
    assert len(set(prints("La mer monte.\n\nLa mer monte."))) == 2


@pytest.mark.parametrize(
    ("settings", "severity", "reasons"),
    [
        ({}, Severity.MINOR, 0),
        ({}, Severity.MAJOR, 1),
        ({"fail_on": "minor"}, Severity.MINOR, 1),
        ({"fail_on": "minor"}, Severity.NEUTRAL, 0),
        ({"fail_on": "critical"}, Severity.MAJOR, 0),
        ({"fail_on": "critical"}, Severity.CRITICAL, 1),
        ({"fail_on": "never"}, Severity.CRITICAL, 0),
        ({"fail_on": "never", "min_quality": 71.0}, Severity.MINOR, 1),
        ({"fail_on": "never", "min_quality": 70.0}, Severity.MINOR, 0),
        ({"fail_on": "never", "max_findings_per_1000_words": 76.0}, Severity.MINOR, 1),
        ({"fail_on": "never", "max_findings_per_1000_words": 77.0}, Severity.MINOR, 0),
        ({"min_quality": 71.0, "max_findings_per_1000_words": 0.0}, Severity.MAJOR, 3),
    ],
)
def test_the_gate_says_why_it_fails(
    settings: dict[str, object], severity: Severity, reasons: int
) -> None:
    doc, config = document(), Config(**settings)  # type: ignore[arg-type]
    opinions = hits(doc, "chat", severity=severity, p=0.5)
    result = judge(doc, cases_of(doc, p_bad=0.3), opinions, RULES, config)
    assert result.scores.quality == 70
    found = report(Tool("checker", "0", "s"), [result], [], 0.0, config)
    assert len(found.summary.reasons) == reasons
    assert (found.summary.verdict, found.exit_code) == (("failed", 1) if reasons else ("passed", 0))


def test_what_could_not_be_checked_outranks_the_gate() -> None:
    doc = document()
    config = Config(fail_on="minor")
    result = judged(doc, hits(doc, "chat"), config)
    found = report(Tool("checker", "0", "s"), [result], [Problem("b", "bad")], 0.0, config)
    assert (found.summary.verdict, found.exit_code) == ("error", 2)
    assert found.summary.reasons


def test_scores_are_means_by_words_and_silent_where_nothing_was_judged() -> None:
    doc = document("Un.\n\nTrois mots ici.")
    cases = cases_of(doc)
    mixed = [
        dataclasses.replace(
            cases[0],
            p_bad=None,
            evidence=dataclasses.replace(cases[0].evidence, reason="too_short"),
        ),
        dataclasses.replace(cases[1], p_bad=0.1, p_any=0.4),
    ]
    result = judge(doc, mixed, {}, RULES, Config())
    assert result.scores.quality == 75
    assert result.segments[0].status is Status.NOT_SCORABLE
    assert judge(doc, cases, {}, RULES, Config()).scores.quality is None
    empty = judge(document(""), [], {}, RULES, Config())
    assert (empty.scores.words, empty.scores.flags_per_1000_words) == (0, 0)


severities = st.lists(st.sampled_from(list(Severity)), max_size=4)


@given(
    severities,
    st.sampled_from(["minor", "major", "critical", "never"]),
    st.none() | st.floats(0, 200),
    st.none() | st.floats(0, 100),
)
def test_looser_limits_never_fail_what_passed(
    found: list[Severity], fail_on: str, rate: float | None, quality: float | None
) -> None:
    doc = document()
    opinions = {
        "ACC101": [Hit(0, Span(i, i + 2), "Look.", severity=s) for i, s in enumerate(found)]
    }
    levels = ["minor", "major", "critical", "never"]
    strict = Config(fail_on=fail_on, min_quality=quality, max_findings_per_1000_words=rate)  # type: ignore[arg-type]
    loose = dataclasses.replace(
        strict,
        fail_on=levels[min(levels.index(fail_on) + 1, 3)],  # type: ignore[arg-type]
        min_quality=None if quality is None else quality / 2,
        max_findings_per_1000_words=None if rate is None else rate + 10,
    )
    reasons = [len(run(doc, opinions, config).summary.reasons) for config in (loose, strict)]
    assert reasons[0] <= reasons[1]


@pytest.mark.parametrize(
    ("ignore", "settings", "said"),
    [
        (Ignore(Span(14, 18), ("ACC",), 14), {}, None),  # it switches a finding off
        (Ignore(Span(0, 13), ("ACC",), 14), {}, "nothing off"),
        (Ignore(Span(0, 13), ("ACC", "FLU9"), 14), {}, "no rule: FLU9"),
        (Ignore(Span(14, 14), ("ingore=ACC",), 14), {}, "no rule: ingore=ACC"),
        (Ignore(Span(0, 13), (), 14), {}, "nothing off"),
        (
            Ignore(Span(0, 13), (), 14),
            {"tier": "fast"},
            None,
        ),  # a rule that did not run may need it
        (Ignore(Span(0, 13), ("ACC101",), 14), {"ignore": ("ACC101",)}, None),
    ],
)
def test_comments_that_switch_nothing_off_are_told(
    ignore: Ignore, settings: dict[str, object], said: str | None
) -> None:
    doc = document(ignores=[ignore])
    config = Config(**settings)  # type: ignore[arg-type]
    result = judged(doc, hits(doc, "mer"), config)
    notices = list(without_effect(doc, result, RULES, selected(RULES, config), config))
    assert [(said or "") in one.message for one in notices] == [True] * (said is not None)
    assert {(one.path, one.kind, one.line) for one in notices} <= {(doc.path, "comment", 2)}
