"""What clients of the REST API may ask for: JSON objects and forms become texts and settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from checker.messages import _
from checker.serve.problems import Refused
from checker.session import Options, Text

_JSON = "application/json"
_FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
_LISTS = ("select", "ignore")
_FILES = ("text", "source")
_PART = 1_000_000_000
"""Bytes of a part of a form: what counts is the limit of the whole request."""


class Settings(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Settings of one request, by the names that the configuration has for them."""

    lang: str | None = None
    pivot: str | None = None
    tier: Literal["full", "estimate", "fast"] | None = None
    select: list[str] | None = None
    ignore: list[str] | None = None
    precision: Annotated[float, msgspec.Meta(gt=0, lt=1)] | None = None
    input_format: str | None = None
    fail_on: Literal["minor", "major", "critical", "never"] | None = None
    ui_lang: Literal["en", "fr"] | None = None

    def options(self, ui_lang: str) -> Options:
        """The settings that were given; messages are in `ui_lang` unless the request says otherwise."""
        given = {
            name: value
            for name in Settings.__struct_fields__
            if (value := getattr(self, name)) is not None
        }
        return {"ui_lang": ui_lang, **given}  # type: ignore[typeddict-item]


class CheckRequest(Settings, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A text to check."""

    text: str
    name: str = "-"
    source: str | None = None
    source_name: str | None = None


class InspectRequest(Settings, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A sentence to look at closely."""

    text: Annotated[str, msgspec.Meta(min_length=1)]
    source: str | None = None


async def check_request(request: Request, ui_lang: str) -> tuple[Text, Options]:
    """The text and settings in a request, as JSON or as a form with files. Raises Refused."""
    kind = _kind(request)
    if kind == _JSON:
        asked = _decoded(await request.body(), CheckRequest)
        text = Text(asked.text, asked.name, asked.source, asked.source_name)
        return text, asked.options(ui_lang)
    if kind in _FORMS:
        fields, files = await _form(request)
        asked = _converted({"text": "", **fields}, CheckRequest)
        data, name = files.get("text", (asked.text, asked.name))
        source, source_name = files.get("source", (asked.source, asked.source_name))
        if "text" not in fields and "text" not in files:
            raise Refused(422, _("There is no text: send the field or file “text”."))
        return Text(data, name, source, source_name), asked.options(ui_lang)
    raise Refused(415, _("Send JSON, or a form."))


async def inspect_request(request: Request, ui_lang: str) -> tuple[InspectRequest, Options]:
    """The sentence and settings in a request. Raises Refused."""
    if _kind(request) != _JSON:
        raise Refused(415, _("Send JSON."))
    asked = _decoded(await request.body(), InspectRequest)
    if not asked.text.strip():
        raise Refused(422, _("there is no text to inspect."))
    return asked, asked.options(ui_lang)


async def form_fields(request: Request) -> Mapping[str, str]:
    """The fields of a form or, without one, of the query. Raises Refused."""
    if _kind(request) in _FORMS:
        fields, _files = await _form(request, lists=())
        return {**request.query_params, **fields}
    return dict(request.query_params)


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _form(
    request: Request, lists: tuple[str, ...] = _LISTS
) -> tuple[dict[str, Any], dict[str, tuple[bytes, str]]]:
    fields: dict[str, Any] = {}
    files: dict[str, tuple[bytes, str]] = {}
    try:
        async with request.form(max_files=2, max_fields=50, max_part_size=_PART) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    if name not in _FILES:
                        raise Refused(422, _("A file may be “text” or “source”."))
                    files[name] = (await value.read(), base_name(value.filename or "-"))
                elif name in lists:
                    codes = (code.strip() for code in value.split(","))
                    fields.setdefault(name, []).extend(code for code in codes if code)
                elif value or name == "text":
                    fields[name] = value
    except (HTTPException, UnicodeDecodeError, ValueError) as error:
        said = error.detail if isinstance(error, HTTPException) else str(error)
        raise Refused(400, _("This is not a form: {error}").format(error=said)) from None
    return fields, files


def base_name(name: str) -> str:
    """A file's name without the folders that it lies in on the disk of whoever sends it."""
    return name.replace("\\", "/").rpartition("/")[2] or "-"


def _decoded(body: bytes, kind: type[Any]) -> Any:
    try:
        return msgspec.json.decode(body, type=kind)
    except msgspec.ValidationError as error:
        raise Refused(422, str(error)) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(400, _("This is not JSON: {error}").format(error=error)) from None


def _converted(fields: Mapping[str, Any], kind: type[Any]) -> Any:
    try:
        return msgspec.convert(fields, type=kind, strict=False)
    except msgspec.ValidationError as error:
        raise Refused(422, str(error)) from None
