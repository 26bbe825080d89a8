"""The page: a text, its source beside it, and the HTML report of them below, kept up with while somebody writes."""

from __future__ import annotations

from importlib import resources

from starlette.responses import HTMLResponse, Response

from checker import messages
from checker.config import Config
from checker.languages import known, locale
from checker.messages import _
from checker.reporters.html import pages
from checker.serve.problems import Refused

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What the page may load: its own script and style, nothing of others, and it may ask this server alone."""

REPORT_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""For a report by itself. Its own policy, which names its script and style by their hashes, holds as well."""

_ASSETS = {
    "report.css": ("checker.reporters", "text/css"),
    "report.js": ("checker.reporters", "text/javascript"),
    "serve.css": ("checker.serve", "text/css"),
    "serve.js": ("checker.serve", "text/javascript"),
}


def response(config: Config) -> Response:
    """The page in the language spoken now."""
    page = (
        pages("checker.serve")
        .get_template("serve.html.j2")
        .render(
            lang=messages.current(),
            languages=sorted(((code, _called(code)) for code in known()), key=lambda pair: pair[1]),
            config=config,
        )
    )
    return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})


def asset(name: str) -> Response:
    """A script or style sheet by its name. Raises Refused for any other name."""
    if name not in _ASSETS:
        raise Refused(404, _("There is nothing at this address."))
    package, media = _ASSETS[name]
    file = resources.files(package) / "page" / name
    headers = {"Cache-Control": "no-cache"}
    return Response(file.read_text(encoding="utf-8"), headers=headers, media_type=media)


def _called(code: str) -> str:
    found = locale(code)
    name = found.get_display_name(messages.current()) if found else None
    return str(name or code)
