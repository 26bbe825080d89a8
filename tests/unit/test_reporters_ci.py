"""The formats of other people's tools: valid by their schemas, within their limits, and safe."""

import csv
import dataclasses
import io
import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st

from checker import plugins
from checker.config import Config
from checker.errors import UsageProblem
from checker.reporters import github as github_module
from checker.reporters import places
from checker.reporters import sarif as sarif_module
from checker.types import Report, SegmentResult, Severity, Status
from tests.golden.report import RULES, build

SCHEMAS = Path(__file__).parent.parent / "data" / "schemas"


@pytest.fixture(autouse=True)
def _fixed_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugins, "checks", lambda: RULES)


def printed(name: str, report: Report | None = None, config: Config | None = None) -> str:
    out = io.StringIO()
    plugins.reporters()[name].report(report or build(), out, config or Config())
    return out.getvalue()


def with_segments(segments: tuple[SegmentResult, ...], path: str = "a.txt") -> Report:
    report = build()
    document = dataclasses.replace(report.documents[0], path=path, segments=segments)
    return dataclasses.replace(report, documents=(document,), problems=())


def many(count: int) -> Report:
    """A minor finding `count` times, and a critical one at the very end."""
    segment = build().documents[0].segments[4]
    critical = segment.findings[0]
    minor = dataclasses.replace(critical, severity=Severity.MINOR)
    return with_segments((dataclasses.replace(segment, findings=(minor,) * count + (critical,)),))


def sarif(report: Report | None = None) -> dict[str, Any]:
    log = json.loads(printed("sarif", report))
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    jsonschema.validators.validator_for(schema)(schema).validate(log)
    run: dict[str, Any] = log["runs"][0]
    return run


def test_sarif_is_valid_and_complete() -> None:
    run = sarif()
    assert len(run["results"]) == 11
    assert run["columnKind"] == "unicodeCodePoints"
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    assert "security-severity" not in json.dumps(run)


def test_sarif_rules_have_help_even_of_plugins_that_are_not_here(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = {rule["id"]: rule for rule in sarif()["tool"]["driver"]["rules"]}
    assert "**What to do:** read the sentence again." in known["ACC901"]["help"]["markdown"]
    assert known["ACC902"]["defaultConfiguration"] == {"level": "error"}
    monkeypatch.setattr(plugins, "checks", lambda: {})
    for rule in sarif()["tool"]["driver"]["rules"]:
        assert rule["shortDescription"]["text"] and rule["help"]["text"]


def test_sarif_columns_count_code_points() -> None:
    after_emoji = next(r for r in sarif()["results"] if r["properties"]["p"] == 0.94)
    location = after_emoji["locations"][0]["physicalLocation"]
    region = location["region"]
    assert (region["startLine"], region["startColumn"], region["endColumn"]) == (7, 49, 57)
    assert region["snippet"]["text"] == "la tombe"
    assert location["artifactLocation"]["uri"] == "articles/%C3%A9t%C3%A9%20%C3%A0%20la%20ville.md"


def test_sarif_suppressed_fixed_and_related() -> None:
    results = sarif()["results"]
    assert results[-1]["suppressions"] == [
        {
            "kind": "inSource",
            "status": "accepted",
            "justification": "inSource",
        }
    ]
    fixed = next(r for r in results if r["ruleId"] == "FLU901" and "fixes" in r)
    replacement = fixed["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert replacement["insertedContent"] == {"text": "le dessin"}
    assert replacement["deletedRegion"]["startColumn"] == 52
    said = [related["message"]["text"] for related in fixed["relatedLocations"]]
    assert said[0].startswith("back-translation: The association") and said[1].startswith(
        "source: "
    )


@pytest.mark.parametrize(
    ("path", "text", "fix", "offered"),
    [
        ("a.po", "le le", "le", True),
        ("a.po", '"', "«", False),  # the file has \\" there, of which the region is the half
        ("a.html", "\xa0", "", False),
        ("a.jsonl", "é", "e", False),
        ("a.xlf", "et", "&", False),
        ("a.txt", '"', "«", True),
    ],
)
def test_sarif_offers_no_repair_that_could_break_a_file(
    path: str, text: str, fix: str, offered: bool
) -> None:
    segment = build().documents[0].segments[4]
    finding = dataclasses.replace(segment.findings[0], text=text, fix=fix)
    segment = dataclasses.replace(segment, findings=(finding,))
    (result,) = sarif(with_segments((segment,), path=path))["results"]
    assert ("fixes" in result) is offered


def test_sarif_keeps_the_most_severe_within_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sarif_module._LIMIT == 5000
    monkeypatch.setattr(sarif_module, "_LIMIT", 20)
    run = sarif(many(20))
    assert len(run["results"]) == 20
    assert run["results"][0]["level"] == "error"
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert [note["descriptor"]["id"] for note in notes] == ["limit"]
    assert notes[0]["message"]["text"].startswith("1 ")


def test_sarif_baseline() -> None:
    segment = build().documents[0].segments[4]
    known = dataclasses.replace(segment.findings[0], suppressed="baseline")
    result = sarif(with_segments((dataclasses.replace(segment, findings=(known,)),)))["results"][0]
    assert result["baselineState"] == "unchanged"
    assert result["suppressions"][0]["kind"] == "external"


def test_places(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert places.relative(str(tmp_path / "a" / "b.md")) == "a/b.md"
    assert places.relative("./a/../b.md") == "b.md"
    assert places.uri("a:b %.md") == "a%3Ab%20%25.md"
    assert places.uri("/elsewhere/é.md") == "file:///elsewhere/%C3%A9.md"
    assert places.relative("-") == "-"


def test_junit_is_valid_and_counts() -> None:
    text = printed("junit")
    xmlschema.XMLSchema(str(SCHEMAS / "junit-10.xsd")).validate(io.StringIO(text))
    root = ET.fromstring(text)
    assert {key: root.get(key) for key in ("tests", "failures", "errors")} == {
        "tests": str(len(root.findall(".//testcase"))),
        "failures": str(len(root.findall(".//failure"))),
        "errors": str(len(root.findall(".//error"))),
    }
    assert len(root.findall(".//skipped")) == build().summary.not_scorable
    names = [(case.get("classname"), case.get("name")) for case in root.iter("testcase")]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("level", "failures"), [("minor", 6), ("major", 5), ("critical", 2), ("never", 0)]
)
def test_junit_fails_from_the_level_on(level: Any, failures: int) -> None:
    root = ET.fromstring(printed("junit", config=Config(fail_on=level)))
    assert len(root.findall(".//failure")) == failures


@given(st.text(max_size=30))
def test_junit_parses_whatever_the_text(text: str) -> None:
    segment = build().documents[0].segments[4]
    finding = dataclasses.replace(segment.findings[0], text=text, message=text)
    segment = dataclasses.replace(segment, text=text, findings=(finding,), back=text)
    root = ET.fromstring(printed("junit", with_segments((segment,), path=f"a{text}")))
    assert len(root.findall(".//failure")) == 1


def test_github_escapes() -> None:
    lines = printed("github").splitlines()
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)
    assert any('file=articles/<b>&"a%2Cb%3Ac%25.html,line=2' in line for line in lines)
    assert any(line.endswith("::Not French.%0ASecond line.%0A«中文字»") for line in lines)
    assert not any("\x1b" in line for line in lines)


def test_github_shows_ten_of_a_level() -> None:
    lines = printed("github", many(30)).splitlines()
    assert sum(line.startswith("::notice ") for line in lines) == 10
    assert sum(line.startswith("::error ") for line in lines) == 1
    assert lines[-1] == "further findings, not annotated: 20"


@given(st.text(max_size=40))
def test_github_commands_stay_one_line(text: str) -> None:
    escaped = github_module._property(text)
    assert len(escaped.splitlines()) <= 1
    assert not set(escaped) & set(":,")


def test_github_summary(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "summary.md"
    file.write_text("before\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(file))
    printed("github")
    text = file.read_text(encoding="utf-8")
    assert text.startswith("before\n## ⚠️ Translation check")
    assert "\\<img src=x onerror=alert\\(1\\)\\>" in text
    assert "a comma\\: and a \\| bar" in text
    printed("github", many(1000))
    assert "further findings: 801" in file.read_text(encoding="utf-8")


def test_github_summary_that_cannot_be_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path))
    with pytest.raises(UsageProblem, match="cannot be written"):
        printed("github")


def test_gitlab_fingerprints_are_unique_and_line_independent() -> None:
    items = json.loads(printed("gitlab", many(3)))
    prints = [item["fingerprint"] for item in items]
    assert len(set(prints)) == 4
    segment = build().documents[0].segments[4]
    moved = dataclasses.replace(segment.findings[0], line=99)
    moved_segment = dataclasses.replace(segment, findings=(moved,))
    again = json.loads(printed("gitlab", with_segments((moved_segment,))))
    assert again[0]["fingerprint"] == prints[0]
    assert again[0]["location"]["positions"]["begin"]["line"] == 99


@pytest.mark.parametrize(
    "name", ["json", "jsonl", "csv", "tsv", "sarif", "junit", "gitlab", "html"]
)
@pytest.mark.parametrize(
    ("reason", "said"),
    [("inSource", "a comment in the file"), ("baseline", "already known")],
)
def test_what_does_not_count_is_shown_and_says_so(name: str, reason: str, said: str) -> None:
    segment = build().documents[0].segments[4]
    known = dataclasses.replace(segment.findings[0], message="Only here.", suppressed=reason)
    text = printed(name, with_segments((dataclasses.replace(segment, findings=(known,)),)))
    assert "Only here." in text
    assert (said if name in ("junit", "gitlab", "html") else reason) in text


def test_what_does_not_count_fails_nothing_in_ci(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    segment = build().documents[0].segments[4]
    known = dataclasses.replace(segment.findings[0], suppressed="baseline")
    report = with_segments((dataclasses.replace(segment, findings=(known,)),))
    assert [item["severity"] for item in json.loads(printed("gitlab", report))] == ["info"]
    assert ET.fromstring(printed("junit", report)).get("failures") == "0"
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    assert "::" not in printed("github", report)
    summary = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert "| does not count\\: already known |" in summary


GITLAB = {
    # What GitLab demands (app/validators/json_schemas/codeclimate.json), and the severities that it knows.
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "fingerprint", "severity", "location", "check_name"],
        "properties": {
            "description": {"type": "string"},
            "fingerprint": {"type": "string"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path"],
                "properties": {
                    "path": {"type": "string", "not": {"pattern": "^\\./"}},
                    "lines": {"required": ["begin"], "properties": {"begin": {"type": "integer"}}},
                    "positions": {
                        "required": ["begin"],
                        "properties": {
                            "begin": {
                                "required": ["line"],
                                "properties": {"line": {"type": "integer", "minimum": 1}},
                            }
                        },
                    },
                },
                "anyOf": [{"required": ["lines"]}, {"required": ["positions"]}],
            },
        },
    },
}


def test_gitlab_takes_it() -> None:
    items = json.loads(printed("gitlab"))
    jsonschema.validate(items, GITLAB)
    assert len({item["fingerprint"] for item in items}) == len(items) == 12


def test_gitlab_without_findings_is_an_empty_array() -> None:
    assert json.loads(printed("gitlab", with_segments(()))) == []


def test_gitlab_names_unreadable_files() -> None:
    item = json.loads(printed("gitlab"))[-1]
    assert (item["severity"], item["location"]["path"]) == ("blocker", "articles/cassé.docx")


def test_csv_reads_back() -> None:
    rows = list(csv.DictReader(io.StringIO(printed("csv"), newline="")))
    assert len(rows) == 11
    assert rows[0]["message"] == "Read back, this word says something else than the sentence."
    assert rows[7]["suppressed"] == "inSource"


@pytest.mark.parametrize("name", ["csv", "tsv"])
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " =", "\r\n=", "＝"])
def test_no_cell_is_a_formula(name: str, start: str) -> None:
    segment = build().documents[0].segments[4]
    finding = dataclasses.replace(segment.findings[0], text=f"{start}1+1", message=start)
    report = with_segments((dataclasses.replace(segment, findings=(finding,)),), path=f"{start}x")
    reader = csv.reader(
        io.StringIO(printed(name, report)), delimiter="," if name == "csv" else "\t"
    )
    cells = [cell for row in reader for cell in row]
    assert not [cell for cell in cells if cell.lstrip().startswith(tuple("=+-@＝"))]


@given(st.text(max_size=30))
def test_tsv_and_mqm_keep_their_columns(text: str) -> None:
    segment = build().documents[0].segments[4]
    finding = dataclasses.replace(segment.findings[0], message=text, text=text)
    segment = dataclasses.replace(segment, text=text, findings=(finding,), source=text)
    for name in ("tsv", "mqm"):
        lines = printed(name, with_segments((segment,))).removesuffix("\n").split("\n")
        assert len(lines) == 2
        assert lines[0].count("\t") == lines[1].count("\t")


def test_mqm_marks_are_ours_alone() -> None:
    segment = build().documents[0].segments[4]
    text = "Un <v>mot</v> ici."
    finding = dataclasses.replace(segment.findings[0], start=segment.start, end=segment.start + 2)
    segment = dataclasses.replace(
        segment, text=text, end=segment.start + len(text), findings=(finding,)
    )
    row = printed("mqm", with_segments((segment,))).splitlines()[1]
    assert "<v>Un</v> ‹v›mot‹/v› ici." in row


def test_mqm_says_nothing_of_what_was_not_scored() -> None:
    segments = build().documents[0].segments
    skipped = tuple(segment for segment in segments if segment.status is Status.NOT_SCORABLE)
    assert len(printed("mqm", with_segments(skipped)).splitlines()) == 1
