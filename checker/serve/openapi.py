"""The OpenAPI document of the server: what may be asked, and what comes back."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import msgspec

import checker
from checker.plugins import reporters
from checker.serve import languagetool
from checker.serve.requests import CheckRequest, InspectRequest

_SCHEMAS = "#/components/schemas/"
_PROBLEMS = {
    "400": "A request that cannot be understood.",
    "403": "A page of another site sent it.",
    "408": "It took too long to arrive.",
    "413": "It is too large.",
    "415": "Its content type is none of those that are read.",
    "421": "It calls the server by a name that is not its own.",
    "422": "Settings that cannot be meant, or a text that cannot be read.",
    "503": "Too many requests wait already, or the server is being stopped.",
    "504": "There was not enough time.",
}


def document() -> dict[str, Any]:
    """The document, OpenAPI 3.1."""
    requests = msgspec.json.schema_components(
        [CheckRequest, InspectRequest], ref_template=_SCHEMAS + "{name}"
    )[1]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "checker",
            "version": checker.__version__,
            "summary": "Finds bad machine translation.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": _paths(),
        "components": {
            "schemas": {
                **requests,
                "Form": _form(requests["CheckRequest"]),
                "Report": _report(),
                "Problem": {
                    "type": "object",
                    "required": ["title", "status", "detail"],
                    "properties": {
                        "type": {"type": "string"},
                        "title": {"type": "string"},
                        "status": {"type": "integer"},
                        "detail": {"type": "string"},
                        "hint": {"type": "string"},
                    },
                },
            }
        },
    }


def _report() -> dict[str, Any]:
    """The output contract, whose references lead to where it stands in this document."""
    file = resources.files("checker.reporters") / "report.schema.json"
    text = file.read_text(encoding="utf-8").replace('"#/$defs/', f'"{_SCHEMAS}Report/$defs/')
    schema: dict[str, Any] = json.loads(text)
    schema.pop("$id", None)
    return schema


def _form(check: dict[str, Any]) -> dict[str, Any]:
    """The same as JSON, with text and source as fields or files, and lists as repeated fields."""
    properties = dict(check["properties"])
    del properties["name"], properties["source_name"]
    fields: dict[str, Any] = {name: {"type": "string"} for name in properties}
    fields["select"] = fields["ignore"] = {"type": "array", "items": {"type": "string"}}
    for name in ("tier", "fail_on", "ui_lang"):
        known = [v for one in properties[name]["anyOf"] for v in one.get("enum", []) if v]
        fields[name] = {"type": "string", "enum": known}
    fields["precision"] = {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1}
    for name in ("text", "source"):
        fields[name] = {"type": "string", "format": "binary"}
    return {
        "type": "object",
        "required": ["text"],
        "properties": fields,
        "additionalProperties": False,
    }


def _json(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": _SCHEMAS + name}


def _operation(
    name: str,
    summary: str,
    content: dict[str, Any],
    *,
    body: dict[str, Any] | None = None,
    parameters: list[dict[str, Any]] | None = None,
    also: tuple[str, ...] = (),
) -> dict[str, Any]:
    described = {"content": {"application/problem+json": {"schema": _ref("Problem")}}}
    codes = ("403", "408", "413", "421", *also)
    out: dict[str, Any] = {
        "operationId": name,
        "summary": summary,
        "responses": {
            "200": {"description": "The answer.", "content": content},
            **{code: {"description": _PROBLEMS[code], **described} for code in sorted(codes)},
        },
    }
    if body is not None:
        out["requestBody"] = {"required": True, "content": body}
    if parameters:
        out["parameters"] = parameters
    return out


def _paths() -> dict[str, Any]:
    text = {"text/plain": {"schema": {"type": "string"}}}
    check = _json(_ref("CheckRequest")) | {"multipart/form-data": {"schema": _ref("Form")}}
    waits = ("400", "415", "422", "503", "504")
    others = {
        kind: {"schema": {"type": "string"}}
        for kind in (
            "text/html",
            "text/plain",
            "text/csv",
            "application/xml",
            "application/x-ndjson",
        )
    }
    chosen = {
        "name": "format",
        "in": "query",
        "schema": {"type": "string", "enum": list(reporters()), "default": "json"},
    }
    lines = {"application/x-ndjson": {"schema": {"type": "string"}}}
    objects = _json({"type": "array", "items": {"type": "object"}})
    anything = _json({"type": "object"})
    return {
        "/api/v1/check": {
            "post": _operation(
                "check",
                "Check a text or a file.",
                {
                    "application/json": {"schema": {}},
                    "application/sarif+json": {"schema": {}},
                    **others,
                },
                body=check,
                parameters=[chosen],
                also=waits,
            )
        },
        "/api/v1/stream": {
            "post": _operation(
                "stream",
                "Check a long text: JSON lines with the progress, each sentence, and the summary.",
                lines,
                body=check,
                also=waits,
            )
        },
        "/api/v1/inspect": {
            "post": _operation(
                "inspect",
                "Evidence, measurements and probabilities of one sentence.",
                anything,
                body=_json(_ref("InspectRequest")),
                also=waits,
            )
        },
        "/api/v1/rules": {"get": _operation("rules", "All rules.", objects)},
        "/health": {
            "get": _operation("health", "Whether texts are checked.", anything, also=("503",))
        },
        "/metrics": {"get": _operation("metrics", "Counts for Prometheus.", text)},
        "/v2/check": _languagetool(waits),
        "/v2/languages": {
            "get": _operation("languagetool_languages", "Languages that texts may be in.", objects)
        },
    }


def _languagetool(also: tuple[str, ...]) -> dict[str, Any]:
    fields: dict[str, Any] = {name: {"type": "string"} for name in languagetool.PARAMETERS}
    fields["language"]["minLength"] = 1
    form = {"type": "object", "required": ["language"], "properties": fields}
    summary = "LanguageTool's check; offsets count UTF-16 code units."
    answer = _json({"type": "object"})
    query = [
        {"name": name, "in": "query", "required": name == "language", "schema": schema}
        for name, schema in fields.items()
    ]
    return {
        "get": _operation("languagetool_get", summary, answer, parameters=query, also=also),
        "post": _operation(
            "languagetool_post",
            summary,
            answer,
            body={"application/x-www-form-urlencoded": {"schema": form}},
            also=also,
        ),
    }
