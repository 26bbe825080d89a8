"""The server as an ASGI application: routes, and how a request waits for the worker."""

from __future__ import annotations

import asyncio
import contextlib
import io
import time
from collections.abc import AsyncIterator, Collection
from concurrent.futures import CancelledError
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import msgspec
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import checker
from checker import messages
from checker.errors import CheckerError, MissingModel
from checker.languages import primary
from checker.messages import _
from checker.plugins import checks, reporters
from checker.reporters import contract
from checker.serve import languagetool, openapi, page, requests
from checker.serve.guards import LOCAL_NAMES, Guards
from checker.serve.metrics import MEDIA_TYPE, Metrics
from checker.serve.problems import Refused, of_error, problem
from checker.serve.worker import Busy, CheckJob, InspectJob, Job, TooLate, Worker
from checker.session import Options, Session, Text
from checker.types import Report

T = TypeVar("T")

_MEDIA_TYPES = {
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "html": "text/html",
    "csv": "text/csv",
    "sarif": "application/sarif+json",
    "junit": "application/xml",
    "gitlab": "application/json",
}
"""Of the reports that are not plain text."""
_PIECE = 65_536
GONE = 499
"""What is counted where a client left before its answer; nobody receives it."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """What one server takes on."""

    waiting: int = 64
    """Requests in the queue."""
    seconds: float = 120.0
    """From the arrival of a request to its result."""
    megabytes: float = 4.0
    """Of one request."""
    body_seconds: float = 30.0
    """In which a request must have arrived."""
    closing_seconds: float = 10.0
    """For what is under way when the server is stopped."""


def application(
    session: Session, bounds: Bounds = Bounds(), names: Collection[str] = LOCAL_NAMES
) -> Starlette:
    """The server of a session, which it closes; it goes by these names."""
    service = Service(session, bounds)
    routes = [
        Route("/", service.page),
        Route("/assets/{name}", service.asset),
        Route("/openapi.json", service.openapi),
        Route("/health", service.health),
        Route("/metrics", service.prometheus),
        Route("/api/v1/check", service.check, methods=["POST"]),
        Route("/api/v1/stream", service.stream, methods=["POST"]),
        Route("/api/v1/inspect", service.inspect, methods=["POST"]),
        Route("/api/v1/rules", service.rules),
        Route("/v2/check", service.languagetool_check, methods=["GET", "POST"]),
        Route("/v2/languages", service.languagetool_languages),
    ]
    guards = Middleware(
        Guards,
        names=names,
        body_bytes=int(bounds.megabytes * 1_000_000),
        body_seconds=bounds.body_seconds,
    )
    return Starlette(
        routes=routes,
        middleware=[Middleware(Counted, service=service), guards],
        exception_handlers={
            Refused: _refused,
            CheckerError: _checker_error,
            HTTPException: _http_error,
            Exception: _unexpected,
        },
        lifespan=service.lifespan,
    )


class Service:
    """What the routes share: the worker in front of the models, counts, and the bounds."""

    def __init__(self, session: Session, bounds: Bounds) -> None:
        self._session = session
        self._bounds = bounds
        self.metrics = Metrics(lambda: self.worker.waiting)
        self.worker = Worker(session, waiting=bounds.waiting, on_batch=self.metrics.batch)

    @contextlib.asynccontextmanager
    async def lifespan(self, app: Starlette) -> AsyncIterator[None]:
        """Closes the worker and the session at the end."""
        yield
        await run_in_threadpool(self.worker.close, self._bounds.closing_seconds)
        if self.worker.ended:
            self._session.close()

    def language(self, headers: Any) -> str:
        """The language to speak to a client: the first of those it asks for that is spoken here."""
        for item in headers.get("accept-language", "").split(","):
            code = primary(item.partition(";")[0].strip())
            if code in messages.LANGUAGES:
                return code
        return self._session.config.ui_lang

    # --- the page and what programs ask about the server ---

    async def page(self, request: Request) -> Response:
        """The page."""
        return page.response(self._session.config)

    async def asset(self, request: Request) -> Response:
        """A script or style sheet of the page."""
        return page.asset(request.path_params["name"])

    async def openapi(self, request: Request) -> Response:
        """What can be asked here, as an OpenAPI document."""
        return JSONResponse(openapi.document())

    async def health(self, request: Request) -> Response:
        """Whether texts are checked: 200, or 503."""
        alive = self.worker.open
        body = {
            "status": "ok" if alive else "stopping",
            "version": checker.__version__,
            "waiting": self.worker.waiting,
        }
        return JSONResponse(body, 200 if alive else 503)

    async def prometheus(self, request: Request) -> Response:
        """Counts for Prometheus."""
        return Response(self.metrics.text(), media_type=MEDIA_TYPE)

    # --- the REST API ---

    async def check(self, request: Request) -> Response:
        """The report of a text, in any format that the command knows."""
        name = request.query_params.get("format", "json")
        if name not in reporters():
            raise Refused(
                422,
                _("there is no report called “{name}”.").format(name=name),
                _("Known: {names}.").format(names=", ".join(reporters())),
            )
        text, options = await requests.check_request(request, messages.current())
        report = await self._report(request, text, options)
        body = await run_in_threadpool(self._written, report, name, options)
        media = _MEDIA_TYPES.get(name, "text/plain")
        headers = {"Content-Security-Policy": page.REPORT_POLICY} if name == "html" else None
        return Response(body, headers=headers, media_type=media)

    async def stream(self, request: Request) -> Response:
        """The same as JSON lines that arrive while a long text is checked."""
        text, options = await requests.check_request(request, messages.current())
        heard: asyncio.Queue[bytes | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def tell(line: bytes | None) -> None:
            loop.call_soon_threadsafe(heard.put_nowait, line)

        job = self._check_job(text, options)
        job.on_progress = lambda done, total: tell(
            _line({"progress": {"done": done, "total": total}})
        )
        job.future.add_done_callback(lambda _future: tell(None))
        self._put(job)

        async def lines() -> AsyncIterator[bytes]:
            try:
                while (line := await heard.get()) is not None:
                    yield line
                try:
                    report = job.future.result(timeout=0)
                except (CheckerError, TooLate, CancelledError) as error:
                    refused = _of(error)
                    yield _line({"problem": {"detail": refused.detail, "hint": refused.hint}})
                    return
                self.metrics.checked(report)
                body = await run_in_threadpool(self._written, report, "jsonl", options)
                for at in range(0, len(body), _PIECE):
                    yield body[at : at + _PIECE]
                yield _line(contract.head(report))
            finally:
                job.future.cancel()

        return StreamingResponse(lines(), media_type="application/x-ndjson")

    async def inspect(self, request: Request) -> Response:
        """One sentence closely."""
        asked, options = await requests.inspect_request(request, messages.current())
        job = InspectJob(options, self._deadline, sentence=asked.text, source=asked.source)
        found = await self._result(request, job)
        return Response(found.as_json(), media_type="application/json")

    async def rules(self, request: Request) -> Response:
        """All rules, with their documentation."""
        rows = [
            contract.rule(rule) | {"documentation": messages.documentation(rule.doc)}
            for rule in checks().values()
        ]
        return JSONResponse(rows)

    # --- LanguageTool's API ---

    async def languagetool_check(self, request: Request) -> Response:
        """What LanguageTool calls a check."""
        asked = languagetool.request_of(
            await requests.form_fields(request, (*languagetool.PARAMETERS, *languagetool.FOREIGN))
        )
        config = self._session.config
        lang = languagetool.language_to_check(asked, config.lang)
        if lang is None or primary(lang) == primary(config.pivot):
            return JSONResponse(languagetool.answer(asked, primary(asked.lang), None))
        options: Options = {"lang": lang, "ui_lang": messages.current()}  # type: ignore[typeddict-item]
        ignored = asked.ignored
        if ignored is not None and not config.select:
            options["select"] = ["ALL"]
        if asked.rules_off or ignored:
            options["ignore"] = [*config.ignore, *asked.rules_off, *(ignored or ())]
        text = Text(asked.content.text)
        try:
            report = await self._report(request, text, options)
        except MissingModel:
            # Rules speak of a language that no model here reads, and no client asks for one.
            options["tier"] = "fast"
            report = await self._report(request, text, options)
        if report.problems:
            first = report.problems[0]
            raise Refused(422, first.message, first.hint)
        return JSONResponse(languagetool.answer(asked, lang, report))

    async def languagetool_languages(self, request: Request) -> Response:
        """The languages that texts may be in."""
        return JSONResponse(languagetool.languages(self._session.config.pivot))

    # --- waiting for the worker ---

    @property
    def _deadline(self) -> float:
        return time.monotonic() + self._bounds.seconds

    def _check_job(self, text: Text, options: Options) -> CheckJob:
        self._session.settings(**options)  # what is no setting is said at once
        return CheckJob(options, self._deadline, text=text)

    async def _report(self, request: Request, text: Text, options: Options) -> Report:
        report = await self._result(request, self._check_job(text, options))
        self.metrics.checked(report)
        return report

    def _put(self, job: Job[Any]) -> None:
        try:
            self.worker.put(job)
        except Busy:
            raise Refused(
                503, _("Too many texts are already waiting."), _("Try again later.")
            ) from None

    async def _result(self, request: Request, job: Job[T]) -> T:
        """What becomes of a job. It is given up when the client is gone or its time is over."""
        self._put(job)
        waiting: asyncio.Future[T] = asyncio.wrap_future(job.future)
        gone = asyncio.ensure_future(_disconnected(request))
        try:
            either: set[asyncio.Future[Any]] = {waiting, gone}
            await asyncio.wait(either, timeout=self._bounds.seconds, return_when="FIRST_COMPLETED")
            if waiting.done():
                return waiting.result()
            if gone.done():
                raise Refused(GONE, "")
            raise TooLate(_("there was not enough time for this text"))
        except (TooLate, asyncio.CancelledError) as error:
            raise _of(error) from None
        finally:
            gone.cancel()
            job.future.cancel()

    def _written(self, report: Report, name: str, options: Options) -> bytes:
        config = replace(self._session.settings(**options), format=name)
        out = io.StringIO()
        with messages.speaking(config.ui_lang):
            reporters()[name].report(report, out, config)
        return out.getvalue().encode("utf-8", "replace")


class Counted:
    """Counts every request and its time, and answers in the language of its sender."""

    def __init__(self, app: ASGIApp, service: Service) -> None:
        self.app = app
        self.service = service

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, status = time.monotonic(), GONE

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        with messages.speaking(self.service.language(Request(scope).headers)):
            try:
                await self.app(scope, receive, sent)
            finally:
                endpoint = getattr(scope.get("endpoint"), "__name__", "none")
                self.service.metrics.answered(endpoint, status, time.monotonic() - started)


async def _disconnected(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _line(value: object) -> bytes:
    return msgspec.json.encode(value) + b"\n"


def _of(error: BaseException) -> Refused:
    if isinstance(error, CheckerError):
        return of_error(error)
    if isinstance(error, TooLate):
        message = _("There was not enough time for this text.")
        return Refused(504, message, _("Send a shorter one, or try again later."))
    return Refused(503, _("The server is being stopped."))


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    if error.status == GONE:
        return Response(status_code=GONE)
    headers = {"Retry-After": "5"} if error.status == 503 else None
    return problem(error.status, error.detail, error.hint, headers)


async def _checker_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, CheckerError)
    return await _refused(request, of_error(error))


async def _http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    message = {
        404: _("There is nothing at this address."),
        405: _("This method is not allowed here."),
    }.get(error.status_code, error.detail)
    return problem(
        error.status_code,
        message,
        _("GET /openapi.json lists what there is."),
        dict(error.headers or {}),
    )


async def _unexpected(request: Request, error: Exception) -> Response:
    # Starlette raises it again behind this answer, for the log.
    return problem(500, _("This is a bug in checker. Please report it."))
