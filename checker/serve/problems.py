"""Errors as JSON problem objects (RFC 9457), with words for people."""

from __future__ import annotations

from http import HTTPStatus

from starlette.responses import JSONResponse

from checker.errors import (
    CheckerError,
    ConfigProblem,
    MissingExtra,
    MissingModel,
    UsageProblem,
)
from checker.messages import _
from checker.text.printable import encodable

MEDIA_TYPE = "application/problem+json"


class Refused(Exception):
    """A request that cannot be answered: `status` of HTTP, `detail` and `hint` for people."""

    def __init__(self, status: int, detail: str, hint: str | None = None) -> None:
        super().__init__(detail)
        self.status, self.detail, self.hint = status, detail, hint


def problem(
    status: int,
    detail: str,
    hint: str | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """The response to a request that cannot be answered."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": encodable(detail),
    }
    if hint is not None:
        body["hint"] = encodable(hint)
    return JSONResponse(body, status, headers, media_type=MEDIA_TYPE)


def of_error(error: CheckerError) -> Refused:
    """What a request hears of an error: its own fault (422), or the server's (500, 503)."""
    if isinstance(error, ConfigProblem | UsageProblem):
        return Refused(422, error.message, error.hint)
    if isinstance(error, MissingModel | MissingExtra):
        return Refused(
            422, error.message, _("This server has not installed what the request needs.")
        )
    return Refused(500, error.message, error.hint)
