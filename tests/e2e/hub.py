"""A model hub on this machine, as far as its own client asks one: revisions, lists of files, redirects, ranges.

What the client says to it goes over real HTTP, so that the tests of `checker models pull` hold for the client that is
installed and not for a picture of it.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LARGE = 100_000
"""Bytes from which a file lies in large file storage: the hub then redirects to another place."""


@dataclass
class Hub:
    """Repositories by id: branch names, and the files of each commit."""

    branches: dict[str, dict[str, str]] = field(default_factory=dict)
    commits: dict[tuple[str, str], dict[str, bytes]] = field(default_factory=dict)
    gated: set[str] = field(default_factory=set)
    """Repositories whose terms nobody accepted."""
    asked: list[str] = field(default_factory=list)
    """Method and path of every request."""
    cut_after: int | None = None
    """Bytes after which the line goes dead in the next answer that is longer."""
    url: str = ""

    def publish(self, repository: str, commit: str, folder: Path, branch: str = "main") -> None:
        """A commit with the files of `folder`; the branch points at it."""
        files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
        self.commits[repository, commit] = files
        self.branches.setdefault(repository, {})[branch] = commit


@contextmanager
def serving(hub: Hub) -> Iterator[Hub]:
    """Answers on a free port of this machine while the block runs."""

    class Handler(_Handler):
        shelf = hub

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hub.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    shelf: Hub

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def do_GET(self) -> None:
        self._answer(body=True)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: `asked` has it."""

    def _answer(self, *, body: bool) -> None:
        path = self.path.partition("?")[0]
        self.shelf.asked.append(f"{self.command} {path}")
        match path.strip("/").split("/"):
            case ["api", "models", owner, name, "revision", revision]:
                self._about(f"{owner}/{name}", revision, tree=False)
            case ["api", "models", owner, name, "tree", revision]:
                self._about(f"{owner}/{name}", revision, tree=True)
            case [owner, name, "resolve", revision, file]:
                self._file(f"{owner}/{name}", revision, file, body=body)
            case ["storage", digest]:
                everything = (f for files in self.shelf.commits.values() for f in files.values())
                data = next(f for f in everything if hashlib.sha256(f).hexdigest() == digest)
                self._send(data, {"ETag": f'"{digest}"'}, body=body)
            case _:
                self._missing("EntryNotFound")

    def _commit(self, repository: str, revision: str) -> str | None:
        if repository not in self.shelf.branches:
            self._missing("RepoNotFound")
            return None
        if repository in self.shelf.gated:
            self._missing("GatedRepo", status=403)
            return None
        commit = self.shelf.branches[repository].get(revision, revision)
        if (repository, commit) not in self.shelf.commits:
            self._missing("RevisionNotFound")
            return None
        return commit

    def _about(self, repository: str, revision: str, *, tree: bool) -> None:
        commit = self._commit(repository, revision)
        if commit is None:
            return
        files = self.shelf.commits[repository, commit]
        if tree:
            said: object = [_listed(name, data) for name, data in files.items()]
        else:
            names = [{"rfilename": name} for name in files]
            said = {"id": repository, "modelId": repository, "sha": commit, "siblings": names}
        self._send(json.dumps(said).encode(), {"Content-Type": "application/json"}, body=True)

    def _file(self, repository: str, revision: str, name: str, *, body: bool) -> None:
        commit = self._commit(repository, revision)
        if commit is None:
            return
        data = self.shelf.commits[repository, commit].get(name)
        if data is None:
            self._missing("EntryNotFound")
            return
        headers = {"X-Repo-Commit": commit, "Accept-Ranges": "bytes"}
        if len(data) < LARGE:
            self._send(data, headers | {"ETag": f'"{_blob_id(data)}"'}, body=body)
            return
        digest = hashlib.sha256(data).hexdigest()
        headers |= {
            "X-Linked-Etag": f'"{digest}"',
            "X-Linked-Size": str(len(data)),
            # Another host, as on the hub: its client looks at where a redirect goes.
            "Location": f"{self.shelf.url.replace('127.0.0.1', 'localhost')}/storage/{digest}",
        }
        self._send(b"", headers, body=False, status=302)

    def _missing(self, code: str, status: int = 404) -> None:
        self._send(b"", {"X-Error-Code": code, "X-Error-Message": code}, body=False, status=status)

    def _send(self, data: bytes, headers: dict[str, str], *, body: bool, status: int = 200) -> None:
        start = 0
        if (asked := self.headers.get("Range", "")).startswith("bytes="):
            start = int(asked.removeprefix("bytes=").partition("-")[0])
            headers = headers | {"Content-Range": f"bytes {start}-{len(data) - 1}/{len(data)}"}
            status = 206
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data) - start))
        self.end_headers()
        if not body:
            return
        cut = self.shelf.cut_after
        if cut is not None and len(data) - start > cut:
            self.shelf.cut_after = None
            self.wfile.write(data[start : start + cut])
            self.close_connection = True
            return
        self.wfile.write(data[start:])


def _listed(name: str, data: bytes) -> dict[str, object]:
    entry: dict[str, object] = {
        "type": "file",
        "path": name,
        "size": len(data),
        "oid": _blob_id(data),
    }
    if len(data) >= LARGE:
        digest = hashlib.sha256(data).hexdigest()
        entry["lfs"] = {"oid": digest, "size": len(data), "pointerSize": 134}
    return entry


def _blob_id(data: bytes) -> str:
    """Git's name of a blob."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()
