import dataclasses
import io
import json
from importlib import resources
from typing import Any

import jsonschema
import pytest

from checker import plugins, types
from checker.config import Config
from checker.reporters import contract
from tests.golden.report import build

SCHEMA = json.loads(
    (resources.files("checker.reporters") / "report.schema.json").read_text(encoding="utf-8")
)
NOUNS: dict[str, Any] = {
    "tool": types.Tool,
    "problem": types.Problem,
    "documentScores": types.DocumentScores,
    "document": types.DocumentResult,
    "segmentScores": types.SegmentScores,
    "token": types.TokenResult,
    "segment": types.SegmentResult,
    "finding": types.Finding,
    "summary": types.Summary,
    "span": types.Span,
}


def printed(name: str) -> str:
    out = io.StringIO()
    plugins.reporters()[name].report(build(), out, Config())
    return out.getvalue()


def test_golden_report_is_valid() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(printed("json")))


@pytest.mark.parametrize("name", NOUNS)
def test_schema_has_the_fields_of_the_nouns(name: str) -> None:
    fields = list(NOUNS[name].__match_args__)
    if name == "finding":
        fields.remove("within")  # for reporters of this program; others have the places in the file
    if name == "tool":
        fields.append("calibration")  # a part of the signature, by itself
    assert list(SCHEMA["$defs"][name]["properties"]) == fields
    assert SCHEMA["$defs"][name]["required"] == fields


def test_schema_refuses_a_wrong_report() -> None:
    wrong = json.loads(printed("json"))
    wrong["documents"][0]["segments"][0]["status"] = "fine"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, SCHEMA)


def test_numbers_are_rounded_and_unsayable_ones_null() -> None:
    segment = json.loads(printed("json"))["documents"][0]["segments"][1]
    assert segment["scores"] == {
        "quality": 41.3,
        "adequacy": 38.0,
        "fluency": 66.5,
        "p_bad": 0.8712,
    }
    evidence = segment["findings"][0]["evidence"]
    assert evidence == {"margin": 2.1235, "given": {"text": -3.25, "back": None}}


def test_text_is_kept_and_half_characters_replaced() -> None:
    text = printed("json")
    assert "été" in text and "\\u00e9" not in text
    back = json.loads(text)["documents"][1]["segments"][1]["back"]
    assert back == "\x1b]0;owned\x07 and \N{REPLACEMENT CHARACTER} half a character."


def test_report_without_documents() -> None:
    empty = dataclasses.replace(build(), documents=(), problems=())
    out = io.StringIO()
    plugins.reporters()["json"].report(empty, out, Config())
    assert json.loads(out.getvalue())["documents"] == []


def test_jsonl_has_the_same_sentences() -> None:
    lines = [json.loads(line) for line in printed("jsonl").splitlines()]
    whole: dict[str, Any] = json.loads(printed("json"))
    expected = [
        {
            "schema": 1,
            "signature": whole["tool"]["signature"],
            **{key: document[key] for key in ("path", "lang", "pivot", "source_path")},
            **segment,
        }
        for document in whole["documents"]
        for segment in document["segments"]
    ]
    assert lines[:-1] == expected
    assert lines[-1] == {
        "schema": 1,
        "path": "articles/cassé.docx",
        "problem": {"message": "is not a Word file", "hint": "Save it again as .docx."},
    }


def test_evidence_of_other_types() -> None:
    import numpy

    evidence = {"n": numpy.float64(0.123456), "span": types.Span(1, 2), 3: {"a"}}
    assert contract.plain(evidence) == {"n": 0.1235, "span": {"start": 1, "end": 2}, "3": ["a"]}
