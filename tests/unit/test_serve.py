"""The server in one process: its three faces, and what it refuses."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from starlette.routing import Route
from starlette.testclient import TestClient

from checker import Config, MissingModel, Session, messages
from checker.plugins import reporters
from checker.reporters import its
from checker.serve import languagetool
from checker.serve.app import Bounds, application
from checker.serve.guards import LOCAL_NAMES, Guards, host_name
from checker.serve.openapi import document
from checker.serve.requests import base_name
from checker.serve.worker import Busy, CheckJob, TooLate, Worker
from checker.session import Options, Text
from checker.types import Report

SPACES = "Un  mot là."
SETTINGS = Config(tier="fast", select=("STR104", "ACC211"))


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = application(Session(SETTINGS), Bounds(megabytes=0.1, seconds=30))
    with TestClient(app, base_url="http://localhost:8081") as client:
        yield client


@pytest.fixture(scope="module")
def every_rule() -> Iterator[TestClient]:
    app = application(Session(Config(tier="fast")), Bounds(megabytes=0.1, seconds=30))
    with TestClient(app, base_url="http://localhost:8081") as client:
        yield client


def findings(report: dict[str, Any]) -> list[tuple[str, int, int]]:
    return [
        (finding["code"], finding["start"], finding["end"])
        for document in report["documents"]
        for segment in document["segments"]
        for finding in segment["findings"]
    ]


def refused(response: Any, status: int) -> str:
    """What a client is told that is refused."""
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["detail"].strip()
    return str(body["detail"])


# --- the REST API ---


def test_a_text_is_checked_and_the_answer_keeps_the_contract(client: TestClient) -> None:
    response = client.post("/api/v1/check", json={"text": SPACES})
    report = response.json()
    assert findings(report) == [("STR104", 2, 4)]
    schema = json.loads(
        (Path(its.__file__).parent / "report.schema.json").read_text(encoding="utf-8")
    )
    jsonschema.validate(report, schema)


def test_a_file_is_read_by_its_name_and_stands_beside_its_source(client: TestClient) -> None:
    response = client.post(
        "/api/v1/check",
        files={
            "text": ("C:\\texts\\a.md", b"Il y a *12*  chats."),
            "source": ("a.en.md", b"There are 21 cats."),
        },
        data={"select": "STR104, ACC211", "fail_on": "never"},
    )
    report = response.json()
    assert report["documents"][0]["path"] == "a.md"
    assert sorted(code for code, _start, _end in findings(report)) == ["ACC211", "STR104"]
    assert report["summary"]["verdict"] == "passed"


def test_a_form_may_hold_the_text_as_a_field(client: TestClient) -> None:
    assert findings(client.post("/api/v1/check", data={"text": SPACES}).json())
    assert refused(client.post("/api/v1/check", data={"lang": "fr"}), 422)


@pytest.mark.parametrize("name", list(reporters()))
def test_every_report_can_be_had(client: TestClient, name: str) -> None:
    response = client.post(f"/api/v1/check?format={name}", json={"text": SPACES})
    assert response.status_code == 200
    assert response.text


def test_a_text_that_cannot_be_read_is_a_problem_of_its_report(client: TestClient) -> None:
    response = client.post("/api/v1/check", files={"text": ("a.docx", b"no archive")})
    assert response.status_code == 200
    assert response.json()["summary"]["verdict"] == "error"


def test_long_texts_arrive_line_by_line(client: TestClient) -> None:
    text = "\n".join(f"Un  mot {number}." for number in range(300))
    with client.stream("POST", "/api/v1/stream", json={"text": text}) as response:
        lines = [json.loads(line) for line in response.iter_lines()]
    sentences = [line for line in lines if "segment" in line or "findings" in line]
    assert len(sentences) == 300
    assert [line["index"] for line in sentences] == list(range(300))
    assert lines[-1]["summary"]["segments"] == 300


def test_a_sentence_without_models_is_inspected_too(client: TestClient) -> None:
    found = client.post("/api/v1/inspect", json={"text": " Le chat dort. "}).json()
    assert found["evidence"]["segment"]["text"] == "Le chat dort."
    assert "measurements" in found


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"\xff", 400),
        (b"[" * 99_000, 422),
        (b"[]", 422),
        (b'{"name": "a"}', 422),
        (b'{"text": 3}', 422),
        (b'{"text": "a", "lang": "zz"}', 422),
        (b'{"text": "a", "tier": "slow"}', 422),
        (b'{"text": "a", "precision": 2}', 422),
        (b'{"text": "a", "select": ["NONE999"]}', 422),
        (b'{"text": "a", "input_format": "wordperfect"}', 422),
        (b'{"text": "a", "cache_dir": "/"}', 422),
    ],
)
def test_what_is_no_request_is_said(client: TestClient, body: bytes, status: int) -> None:
    headers = {"content-type": "application/json"}
    refused(client.post("/api/v1/check", content=body, headers=headers), status)


def test_other_kinds_of_body_are_refused(client: TestClient) -> None:
    refused(client.post("/api/v1/check", content=b"a"), 415)
    refused(client.post("/api/v1/inspect", data={"text": "a"}), 415)
    refused(client.post("/api/v1/check?format=pdf", json={"text": "a"}), 422)
    headers = {"content-type": "multipart/form-data; boundary=x"}
    refused(client.post("/api/v1/check", content=b"rubbish", headers=headers), 400)
    refused(client.post("/api/v1/check", files={"other": ("a", b"a")}), 422)


def test_rules_are_listed_in_the_language_of_the_client(client: TestClient) -> None:
    english = client.get("/api/v1/rules").json()
    french = client.get("/api/v1/rules", headers={"accept-language": "fr-CH, en;q=0.5"}).json()
    assert [rule["code"] for rule in english] == [rule["code"] for rule in french]
    assert english[0]["summary"] != french[0]["summary"]
    assert all(rule["documentation"] for rule in english)


def test_messages_are_in_the_language_of_the_client(client: TestClient) -> None:
    french = client.post(
        "/api/v1/check", json={"text": SPACES}, headers={"accept-language": "fr"}
    ).json()
    asked = client.post("/api/v1/check", json={"text": SPACES, "ui_lang": "fr"}).json()
    english = client.post("/api/v1/check", json={"text": SPACES}).json()
    said = [r["documents"][0]["segments"][0]["findings"][0]["message"] for r in (french, asked)]
    assert said[0] == said[1]
    assert said[0] != english["documents"][0]["segments"][0]["findings"][0]["message"]
    assert messages.current() == "en"


def test_the_openapi_document_names_every_route_and_its_references_lead_somewhere(
    client: TestClient,
) -> None:
    found = client.get("/openapi.json").json()
    app = client.app
    routes = {
        (route.path, method.lower())
        for route in app.routes  # type: ignore[attr-defined]
        if isinstance(route, Route)
        for method in route.methods or ()
        if method != "HEAD"
    }
    pages = {("/", "get"), ("/assets/{name}", "get"), ("/openapi.json", "get")}
    told = {(path, method) for path, item in found["paths"].items() for method in item}
    assert told == routes - pages

    def references(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            for key, item in value.items():
                if key == "$ref":
                    yield item
                yield from references(item)
        elif isinstance(value, list):
            for item in value:
                yield from references(item)

    for reference in references(document()):
        at: Any = found
        for step in reference.removeprefix("#/").split("/"):
            at = at[step]


# --- LanguageTool's API ---


def match(response: Any) -> dict[str, Any]:
    (found,) = response.json()["matches"]
    assert set(found) >= {"message", "replacements", "offset", "length", "context", "sentence"}
    return dict(found)


@pytest.mark.parametrize("method", ["get", "post"])
def test_offsets_count_utf16_units(client: TestClient, method: str) -> None:
    text = "😀 Un  mot là."
    fields = {"text": text, "language": "fr"}
    given = {"params": fields} if method == "get" else {"data": fields}
    found = match(client.request(method, "/v2/check", **given))  # type: ignore[arg-type]
    units = text.encode("utf-16-le")
    start, end = 2 * found["offset"], 2 * (found["offset"] + found["length"])
    assert units[start:end].decode("utf-16-le") == "  "
    around = found["context"]
    marked = around["text"].encode("utf-16-le")[2 * around["offset"] :][: 2 * around["length"]]
    assert marked.decode("utf-16-le") == "  "
    assert found["replacements"] == [{"value": " "}]
    assert found["rule"]["id"] == "STR104"
    assert found["rule"]["category"]["id"] == "DESIGN_AND_MARKUP" or found["rule"]["issueType"]


@pytest.mark.parametrize(
    ("parts", "marked"),
    [
        ([{"text": "Un  mot."}], "  "),
        ([{"markup": "<b>😀"}, {"text": "Un  mot."}, {"markup": "</b>"}], "  "),
        ([{"text": "Un "}, {"markup": "<i>", "interpretAs": ""}, {"text": " mot."}], " <i> "),
        ([{"markup": "<p>", "interpretAs": "\n\n"}, {"text": "Un  mot."}, {"markup": ""}], "  "),
    ],
)
def test_annotated_texts_count_their_markup(
    client: TestClient, parts: list[dict[str, str]], marked: str
) -> None:
    data = json.dumps({"annotation": parts})
    found = match(client.post("/v2/check", data={"data": data, "language": "fr"}))
    whole = "".join(part.get("text") or part.get("markup") or "" for part in parts)
    units = whole.encode("utf-16-le")[2 * found["offset"] :][: 2 * found["length"]]
    assert units.decode("utf-16-le") == marked


@pytest.mark.parametrize(
    ("fields", "count"),
    [
        ({}, 1),
        ({"disabledRules": "STR104,WHITESPACE_RULE"}, 0),
        ({"disabledRules": "WHITESPACE_RULE"}, 1),
        ({"enabledRules": "ACC211", "enabledOnly": "true"}, 0),
        ({"enabledRules": "STR104", "enabledOnly": "true"}, 1),
        ({"level": "picky", "motherTongue": "de", "preferredVariants": "fr-FR"}, 1),
        ({"language": "auto"}, 1),
        ({"language": "fr-FR"}, 1),
        ({"language": "en-US"}, 0),
        ({"language": "ja"}, 0),
    ],
)
def test_clients_choose_rules_and_languages(
    client: TestClient, fields: dict[str, str], count: int
) -> None:
    text = "Le chat  dort dans le jardin de la maison depuis ce matin."
    response = client.post("/v2/check", data={"text": text, "language": "fr", **fields})
    assert response.status_code == 200
    assert len(response.json()["matches"]) == count


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({}, set()),
        ({"level": "default"}, set()),
        ({"level": "picky"}, {"LOC202", "LOC306"}),
        ({"level": "picky", "disabledRules": "LOC306"}, {"LOC202"}),
        ({"enabledRules": "LOC202"}, {"LOC202"}),
        ({"enabledRules": "mixed-apostrophes,UPPERCASE_SENTENCE_START"}, {"LOC202"}),
        ({"enabledRules": "LOC306", "enabledOnly": "true"}, {"LOC306"}),
        ({"enabledRules": "STR104"}, set()),
    ],
)
def test_rules_that_are_off_by_default_can_be_asked_for(
    every_rule: TestClient, fields: dict[str, str], codes: set[str]
) -> None:
    text = "L’accord, l’avis, l’offre, l’eau, l’air, l’or, l’art, l’ami, l’âge, l’état et l'heure de la 2ème année."
    response = every_rule.post("/v2/check", data={"text": text, "language": "fr", **fields})
    assert {one["rule"]["id"] for one in response.json()["matches"]} == codes


def test_what_the_server_selects_stays_selected(client: TestClient) -> None:
    fields = {"text": "L’accord, l'avis, la 2ème année.", "language": "fr", "level": "picky"}
    assert client.post("/v2/check", data=fields).json()["matches"] == []


@pytest.mark.parametrize(
    "body",
    [
        "text=Le président  dort, déjà 🙂.&language=fr-FR".encode(),
        b"text=Le+pr%C3%A9sident++dort%2C+d%C3%A9j%C3%A0+%F0%9F%99%82.&language=fr-FR",
        "text=Le président  dort, déjà 🙂.&language=fr-FR&username=a b&apiKey=c".encode(),
    ],
)
def test_letters_of_a_form_may_be_encoded_or_as_they_are(client: TestClient, body: bytes) -> None:
    """LibreOffice 7.4 sends them in UTF-8; found when it was first tried, by what was said of the wrong letters."""
    headers = {"content-type": "application/x-www-form-urlencoded"}
    found = match(client.post("/v2/check", content=body, headers=headers))
    assert (found["rule"]["id"], found["offset"], found["length"]) == ("STR104", 12, 2)
    assert found["sentence"] == "Le président  dort, déjà 🙂."


def test_a_form_that_is_not_encoded_at_all_keeps_its_signs(client: TestClient) -> None:
    text = "R&D : 50 %  de a+b; c=d & 100%25, é"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    body = f"text={text}&language=fr-FR".encode()
    found = match(client.post("/v2/check", content=body, headers=headers))
    assert (found["sentence"], found["offset"]) == (text, 10)


@pytest.mark.parametrize(
    "body", [b"text=\xe9&language=fr", b"text=%e9&language=fr", b"&".join([b"a=b"] * 99)]
)
def test_what_is_no_form_is_said(client: TestClient, body: bytes) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    refused(client.post("/v2/check", content=body, headers=headers), 400)


def test_categories_can_be_switched_off(client: TestClient) -> None:
    fields = {"text": SPACES, "language": "fr"}
    category = match(client.post("/v2/check", data=fields))["rule"]["category"]["id"]
    off = client.post("/v2/check", data={**fields, "disabledCategories": category})
    only = {**fields, "enabledCategories": category, "enabledOnly": "true"}
    assert off.json()["matches"] == []
    assert len(client.post("/v2/check", data=only).json()["matches"]) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "a"},
        {"language": "fr"},
        {"text": "a", "data": "{}", "language": "fr"},
        {"text": "a", "language": "no language"},
        {"data": "{", "language": "fr"},
        {"data": "[" * 9999, "language": "fr"},
        {"data": '{"annotation": [{}]}', "language": "fr"},
        {"data": '{"annotation": [{"text": "a", "markup": "b"}]}', "language": "fr"},
    ],
)
def test_what_languagetool_would_refuse_is_refused(
    client: TestClient, fields: dict[str, str]
) -> None:
    refused(client.post("/v2/check", data=fields), 400)


def test_rules_speak_of_a_language_without_models(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(Config(select=("STR104",)))
    check_all = session.check_all

    def without_models(texts: Any, **options: Any) -> list[Report]:
        if options.get("tier") != "fast":
            raise MissingModel("there is none")
        return check_all(texts, **options)

    monkeypatch.setattr(session, "check_all", without_models)
    with TestClient(application(session), base_url="http://localhost") as client:
        found = match(client.post("/v2/check", data={"text": "Ein  Wort.", "language": "de"}))
        assert found["rule"]["id"] == "STR104"
        body = {"text": "Ein  Wort.", "lang": "de"}
        assert refused(client.post("/api/v1/check", json=body), 422) == "there is none"


def test_something_missing_at_the_end_has_something_to_underline() -> None:
    assert languagetool._widened("abc", 1) == (1, 2)
    assert languagetool._widened("abc", 3) == (2, 3)
    assert languagetool._widened("", 0) == (0, 0)


def test_languages_that_are_checked_are_listed(client: TestClient) -> None:
    codes = [language["longCode"] for language in client.get("/v2/languages").json()]
    assert {"fr", "fr-FR", "fr-CA", "de-AT"} <= set(codes)
    assert len(codes) == len(set(codes))
    assert not any(code.partition("-")[0] == "en" for code in codes)


# --- the page ---


class Links(HTMLParser):
    """What a page loads, and whether anything in it would run by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("src", "href") and tag != "a":
                self.loaded.append(value or "")
            if name.startswith("on") or name == "style":
                self.inline.append(f"{tag} {name}")


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_page_loads_nothing_of_others_and_holds_no_script(
    client: TestClient, lang: str
) -> None:
    response = client.get("/", headers={"accept-language": lang})
    assert f'<html lang="{lang}">' in response.text
    links = Links()
    links.feed(response.text)
    assert links.inline == []
    local = [link for link in links.loaded if not link.startswith("data:")]
    assert local
    for link in local:
        assert client.get(link).status_code == 200
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize(
    "name", ["../app.py", "..%2fapp.py", "serve.html.j2", "%2e%2e/page.py", ""]
)
def test_only_known_files_are_served(client: TestClient, name: str) -> None:
    refused(client.get(f"/assets/{name}"), 404)


def test_every_answer_keeps_others_out(client: TestClient) -> None:
    for path in ("/", "/health", "/nothing", "/v2/languages", "/assets/serve.js"):
        headers = client.get(path, headers={"origin": "http://localhost:8081"}).headers
        assert "access-control-allow-origin" not in headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]


# --- guards ---


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "localhost"}, 200),
        ({"host": "LOCALHOST.:9"}, 200),
        ({"host": "127.0.0.1:8081"}, 200),
        ({"host": "[::1]:8081"}, 200),
        ({"host": "rebound.example"}, 421),
        ({"host": "localhost.example"}, 421),
        ({"host": "[::1"}, 421),
        ({"host": ""}, 421),
        ({"origin": "http://localhost:8081"}, 200),
        ({"origin": "http://localhost:9999"}, 403),
        ({"origin": "https://example.org"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "moz-extension://0a1b"}, 200),
        ({"origin": "chrome-extension://abc"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-origin"}, 200),
    ],
)
def test_who_may_ask(client: TestClient, headers: dict[str, str], status: int) -> None:
    response = client.get("/health", headers=headers)
    assert response.status_code == status
    if status != 200:
        refused(response, status)


def test_a_link_on_another_page_may_lead_to_ours_and_to_nothing_else(client: TestClient) -> None:
    followed = {"sec-fetch-site": "cross-site", "sec-fetch-dest": "document"}
    assert client.get("/", headers=followed).status_code == 200
    refused(client.get("/v2/check?language=fr&text=a", headers=followed), 403)
    refused(client.get("/", headers={**followed, "sec-fetch-dest": "iframe"}), 403)


def test_names_in_host_headers() -> None:
    assert host_name("[0:0:0:0:0:0:0:1]:80") == "::1"
    assert host_name("a.b:notaport") == "a.b"
    assert host_name("@") is None


def test_large_requests_are_refused_before_they_are_read(client: TestClient) -> None:
    refused(client.post("/api/v1/check", json={"text": "a" * 200_000}), 413)
    refused(client.post("/api/v1/check", json={"text": "a", "select": ["STR"] * 1001}), 422)

    def parts() -> Iterator[bytes]:
        yield from (b"a" * 1000 for _ in range(200))

    refused(client.post("/api/v1/check", content=parts()), 413)
    refused(client.post("/api/v1/check", headers={"content-length": "-1"}), 413)


@pytest.mark.parametrize("begins", [False, True])
def test_a_client_that_sends_too_slowly_is_told_so(begins: bool) -> None:
    sent: list[dict[str, Any]] = []
    waiting = [{"type": "http.request", "body": b"a", "more_body": True}] if begins else []

    async def receive() -> Any:
        if waiting:
            return waiting.pop()
        await asyncio.sleep(60)

    async def send(message: Any) -> None:
        sent.append(message)

    async def never(scope: Any, receive: Any, send: Any) -> None:
        raise AssertionError

    guards = Guards(never, names=LOCAL_NAMES, body_bytes=10, body_seconds=0.05)
    scope = {"type": "http", "method": "POST", "headers": [(b"host", b"localhost")]}
    asyncio.run(guards(scope, receive, send))
    assert sent[0]["status"] == 408
    assert (b"connection", b"close") in sent[0]["headers"]


def test_folders_of_the_sender_are_no_part_of_a_name() -> None:
    for name in ("/etc/passwd", "C:\\x\\passwd", "passwd", "a/../passwd"):
        assert base_name(name) == "passwd"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.xliff", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><x>&e;</x>'),
        ("a.rst", ".. include:: /etc/passwd\n\n.. raw:: html\n   :file: /etc/passwd\n"),
        ("a.md", "![a](file:///etc/passwd) <!-- #include /etc/passwd -->"),
        ("../../../../etc/passwd", "rien"),
        ("/etc/passwd", "rien"),
    ],
)
def test_no_file_of_the_server_is_read(client: TestClient, name: str, text: str) -> None:
    body = client.post("/api/v1/check", json={"text": text, "name": name}).text
    assert "root:" not in body


# --- the worker ---


class Slow(Session):
    """A session that takes as long as it is told to, and writes down what it was asked together."""

    def __init__(self) -> None:
        super().__init__(SETTINGS)
        self.go = threading.Event()
        self.started = threading.Event()
        self.together: list[list[str]] = []

    def check_all(self, texts: Any, *, on_progress: Any = None, **options: Any) -> list[Report]:
        self.started.set()
        assert self.go.wait(10)
        self.together.append([str(text.text) for text in texts])
        if on_progress is not None:
            on_progress(1, 1)
        return super().check_all(texts, **options)


def job(text: str, *, seconds: float = 10, **options: Any) -> CheckJob:
    asked: Options = options  # type: ignore[assignment]
    return CheckJob(asked, time.monotonic() + seconds, text=Text(text))


def test_texts_that_wait_together_are_checked_together() -> None:
    session = Slow()
    worker = Worker(session, waiting=10)
    first = job("a")
    worker.put(first)
    assert session.started.wait(10)
    others = [job("b"), job("c"), job("d", ui_lang="fr"), job("e")]
    for one in others:
        worker.put(one)
    session.go.set()
    for one in (first, *others):
        assert one.future.result(10).documents[0].segments[0].text == one.text.text
    assert session.together == [["a"], ["b", "c"], ["d"], ["e"]]
    worker.close(10)
    assert worker.ended
    with pytest.raises(Busy):
        worker.put(job("f"))


def test_a_full_queue_refuses_and_what_nobody_awaits_is_left_out() -> None:
    session = Slow()
    worker = Worker(session, waiting=2)
    first = job("a")
    worker.put(first)
    assert session.started.wait(10)
    late, gone = job("late", seconds=0), job("gone")
    worker.put(late)
    worker.put(gone)
    with pytest.raises(Busy):
        worker.put(job("b"))
    gone.future.cancel()
    session.go.set()
    assert first.future.result(10)
    with pytest.raises(TooLate):
        late.future.result(10)
    worker.close(10)
    assert session.together == [["a"]]


def test_a_run_that_nobody_awaits_is_ended_under_way() -> None:
    session = Slow()
    worker = Worker(session, waiting=2)
    left, next_one = job("a"), job("b", ui_lang="fr")
    worker.put(left)
    worker.put(next_one)
    assert session.started.wait(10)
    left.future.cancel()
    session.go.set()
    assert next_one.future.result(10)
    worker.close(10)


def test_a_failure_reaches_who_waits_and_the_worker_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Session(SETTINGS) as session:
        worker = Worker(session, waiting=2)
        real = session.check_all
        monkeypatch.setattr(session, "check_all", lambda *args, **named: 1 / 0)
        broken = job("a")
        worker.put(broken)
        with pytest.raises(ZeroDivisionError):
            broken.future.result(10)
        monkeypatch.setattr(session, "check_all", real)
        fine = job("b")
        worker.put(fine)
        assert fine.future.result(10)
        worker.close(10)


def test_requests_over_their_time_and_over_the_queue_are_told_so() -> None:
    session = Slow()
    app = application(session, Bounds(waiting=1, seconds=0.3))
    answers: list[int] = []

    def ask(client: TestClient) -> None:
        answers.append(client.post("/api/v1/check", json={"text": "a"}).status_code)

    with TestClient(app, base_url="http://localhost") as client:
        threads = [threading.Thread(target=ask, args=(client,)) for _ in range(4)]
        threads[0].start()
        assert session.started.wait(10)
        for thread in threads[1:]:
            thread.start()
        for thread in threads:
            thread.join(10)
        session.go.set()
        assert sorted(answers) == [503, 503, 504, 504]
        assert client.get("/health").json()["status"] == "ok"
        time.sleep(0.1)
        assert client.post("/api/v1/check", json={"text": "a"}).status_code == 200
        counted = client.get("/metrics").text
    assert 'checker_requests_total{route="check",status="503"} 2.0' in counted
    assert "checker_words_total 1.0" in counted


def test_a_fault_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(SETTINGS)
    monkeypatch.setattr(session, "check_all", lambda *args, **named: 1 / 0)
    app = application(session)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        said = refused(client.post("/api/v1/check", json={"text": "a"}), 500)
    assert "ZeroDivision" not in said
