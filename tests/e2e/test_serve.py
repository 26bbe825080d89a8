"""The real command on a free port: it answers a client of another process, and ends when it is told to."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

_CLIENT = """
import json, sys, urllib.parse, urllib.request
url = sys.argv[1]
def get(path): return json.load(urllib.request.urlopen(url + path, timeout=30))
def post(path, data, kind):
    request = urllib.request.Request(url + path, data, {"content-type": kind})
    return json.load(urllib.request.urlopen(request, timeout=30))
form = urllib.parse.urlencode({"text": "Un  mot là.", "language": "fr"}).encode()
print(json.dumps([
    get("health")["status"],
    post("api/v1/check", json.dumps({"text": "Un  mot là."}).encode(), "application/json")["summary"]["segments"],
    [match["rule"]["id"] for match in post("v2/check", form, "application/x-www-form-urlencoded")["matches"]],
]))
"""


@pytest.fixture
def server(command: list[str], tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    arguments = ["serve", "--port=0", "--tier=fast", "--select=STR104"]
    process = subprocess.Popen(
        [*command, *arguments], stderr=subprocess.PIPE, encoding="utf-8", cwd=tmp_path
    )
    yield process
    process.kill()
    process.wait()
    assert process.stderr is not None
    process.stderr.close()


def url_of(server: subprocess.Popen[str]) -> str:
    assert server.stderr is not None
    found = re.search(r"http://127\.0\.0\.1:\d+/", server.stderr.readline())
    assert found
    return found.group()


def test_it_answers_and_ends_when_it_is_told_to(server: subprocess.Popen[str]) -> None:
    url = url_of(server)
    client = subprocess.run(
        [sys.executable, "-c", _CLIENT, url],
        capture_output=True,
        encoding="utf-8",
        check=True,
        env={**os.environ, "no_proxy": "*"},
    )
    assert json.loads(client.stdout) == ["ok", 1, ["STR104"]]
    server.send_signal(signal.SIGTERM)
    assert server.wait(20) == 0


def test_a_port_that_is_taken_is_said(server: subprocess.Popen[str], command: list[str]) -> None:
    port = url_of(server).rstrip("/").rpartition(":")[2]
    started = time.monotonic()
    second = subprocess.run(
        [*command, "serve", f"--port={port}", "--tier=fast"], capture_output=True, encoding="utf-8"
    )
    assert second.returncode == 2
    assert port in second.stderr
    assert "--port" in second.stderr
    assert "Traceback" not in second.stderr
    assert time.monotonic() - started < 60


def test_a_model_that_is_missing_is_said_before_anything_is_served(command: list[str]) -> None:
    run = subprocess.run(
        [*command, "serve", "--port=0", "--back-model=no/such-model", "--offline"],
        capture_output=True,
        encoding="utf-8",
    )
    assert run.returncode == 2
    assert "no/such-model" in run.stderr
    assert "Traceback" not in run.stderr
