"""What clients of the REST API may ask for: JSON objects and forms become texts and settings."""

from __future__ import annotations

import contextlib
import re
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Annotated, Any, Literal
from urllib.parse import parse_qsl

import msgspec
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from checker.messages import _
from checker.serve.problems import Refused
from checker.session import Options, Text

_JSON = "application/json"
_ENCODED = "application/x-www-form-urlencoded"
_FORMS = ("multipart/form-data", _ENCODED)
_FIELDS = 50
_LISTS = ("select", "ignore")
_MOST_NAMES = 1_000
"""Rules that a request may select or ignore by name."""
_FILES = ("text", "source")
_PART = 1_000_000_000
"""Bytes of a part of a form: what counts is the limit of the whole request."""


class Settings(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Settings of one request, by the names that the configuration has for them."""

    lang: str | None = None
    pivot: str | None = None
    tier: Literal["full", "estimate", "fast"] | None = None
    select: Annotated[list[str], msgspec.Meta(max_length=_MOST_NAMES)] | None = None
    ignore: Annotated[list[str], msgspec.Meta(max_length=_MOST_NAMES)] | None = None
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


async def form_fields(request: Request, names: Sequence[str]) -> Mapping[str, str]:
    """The fields of a form or, without one, of the query. Raises Refused.

    A form that was not encoded at all, as LibreOffice 7.4 sends it, is cut where one of `names` begins a field.
    """
    if _kind(request) == _ENCODED:
        sent = _as_sent(await request.body(), names)
        if sent is not None:
            return {**request.query_params, **sent}
    if _kind(request) in _FORMS:
        fields, _files = await _form(request, lists=())
        return {**request.query_params, **fields}
    return dict(request.query_params)


def _as_sent(body: bytes, names: Sequence[str]) -> Mapping[str, str] | None:
    """The fields of a form that holds characters which no encoding leaves in it; None for one that is encoded."""
    if body.isascii() and b" " not in body:
        return None
    try:
        fields = re.split(rf"&(?=(?:{'|'.join(names)})=)", body.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise Refused(400, _("This is not a form: {error}").format(error=error)) from None
    return {name: value for name, _is, value in (field.partition("=") for field in fields)}


def _pairs(body: bytes) -> Sequence[tuple[str, str]]:
    """The fields of an encoded form. Raises ValueError."""
    return parse_qsl(
        body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS
    )


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _form(
    request: Request, lists: tuple[str, ...] = _LISTS
) -> tuple[dict[str, Any], dict[str, tuple[bytes, str]]]:
    fields: dict[str, Any] = {}
    files: dict[str, tuple[bytes, str]] = {}
    try:
        async with _parsed(request) as form:
            for name, value in form.multi_items():
                if isinstance(value, UploadFile):
                    if name not in _FILES:
                        raise Refused(422, _("A file must be called “text” or “source”."))
                    files[name] = (await value.read(), base_name(value.filename or "-"))
                elif name in lists:
                    codes = (code.strip() for code in value.split(","))
                    fields.setdefault(name, []).extend(code for code in codes if code)
                elif value or name == "text":
                    fields[name] = value
    except (HTTPException, UnicodeDecodeError, ValueError) as error:
        reason = error.detail if isinstance(error, HTTPException) else str(error)
        raise Refused(400, _("This is not a form: {error}").format(error=reason)) from None
    return fields, files


@contextlib.asynccontextmanager
async def _parsed(request: Request) -> AsyncIterator[FormData]:
    if _kind(request) == _ENCODED:
        fields: list[tuple[str, str | UploadFile]] = [*_pairs(await request.body())]
        yield FormData(fields)
        return
    async with request.form(max_files=2, max_fields=_FIELDS, max_part_size=_PART) as form:
        yield form


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
