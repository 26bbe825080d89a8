"""What stands in front of every request: whose name it calls, who sent it, how large it is and how long it takes.

A page of a stranger can make a browser send requests here. It cannot read the answers (there is no CORS), and with the
`Origin` that a browser always sends with such a request it is refused; one that lets its own name point to this machine
(DNS rebinding) calls a name that is not ours.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from checker.messages import _
from checker.serve.problems import problem

LOCAL_NAMES = ("localhost", "127.0.0.1", "::1")

ANY_NAME = "*"
"""For a server behind another, which looks at names itself."""

_EXTENSIONS = ("chrome-extension", "moz-extension", "safari-web-extension")
"""Schemes of browser extensions, which a person has installed: no page can have such an origin."""

_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
_CLOSED = "default-src 'none'; frame-ancestors 'none'"


class Guards:
    """Refuses what is not for this server; adds headers that keep answers at home."""

    def __init__(
        self, app: ASGIApp, *, names: Collection[str], body_bytes: int, body_seconds: float
    ) -> None:
        self.app = app
        self.names = frozenset(name.lower().rstrip(".") for name in names)
        self.body_bytes = body_bytes
        self.body_seconds = body_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Content-Security-Policy", _CLOSED)
            await send(message)

        headers = Headers(scope=scope)
        if not self._ours(headers.get("host", "")):
            reason = _("This server does not go by this name.")
            hint = _("Start it with --allow-host NAME if it should.")
            await problem(421, reason, hint)(scope, receive, sent)
            return
        if not self._welcome(scope, headers):
            reason = _("Pages of other sites may not use this server.")
            await problem(403, reason)(scope, receive, sent)
            return
        try:
            async with asyncio.timeout(self.body_seconds):
                body = await self._body(headers, receive)
        except TimeoutError:
            reason = _("The request took too long to arrive.")
            await problem(408, reason, headers={"Connection": "close"})(scope, receive, sent)
            return
        if body is None:
            limit = self.body_bytes / 1_000_000
            reason = _("The request is larger than {size:g} megabytes.").format(size=limit)
            hint = _("Send a smaller text, or start the server with a larger --max-megabytes.")
            refusal = problem(413, reason, hint, headers={"Connection": "close"})
            await refusal(scope, receive, sent)
            return
        await self.app(scope, _replayed(body, receive), sent)

    def _ours(self, host: str) -> bool:
        """Whether a `Host` header calls this server by a name of its own, or by its number."""
        name = host_name(host)
        return name is not None and (name in self.names or ANY_NAME in self.names)

    def _welcome(self, scope: Scope, headers: Headers) -> bool:
        """Whether a request was sent by our own page, by an extension or by a program, and by no page of others."""
        origin = headers.get("origin")
        if origin is not None:
            parts = urlsplit(origin)
            if parts.scheme in _EXTENSIONS:
                return True
            return parts.netloc.lower() == headers.get("host", "").lower()
        if headers.get("sec-fetch-site", "none") in ("none", "same-origin"):
            return True
        # A link on another page may lead a person to ours.
        return headers.get("sec-fetch-dest") == "document" and scope["path"] == "/"

    async def _body(self, headers: Headers, receive: Receive) -> bytes | None:
        """The body of the request; None where it is too large."""
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > self.body_bytes:
            return None
        parts: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return b"".join(parts)
            part = message.get("body", b"")
            size += len(part)
            if size > self.body_bytes:
                return None
            parts.append(part)
            if not message.get("more_body", False):
                return b"".join(parts)


def host_name(host: str) -> str | None:
    """The name or number in a `Host` header, without its port; None where there is none."""
    try:
        name = urlsplit(f"//{host}").hostname
    except ValueError:
        return None
    if not name:
        return None
    try:
        return str(ipaddress.ip_address(name))
    except ValueError:
        return name.lower().rstrip(".")


def _replayed(body: bytes, receive: Receive) -> Receive:
    """Receives the body that was read already, and then what comes."""
    waiting = [body]

    async def replay() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return replay
