"""`checker lsp`: what an editor asks, and who answers.

Rules without a model look at a text at once, on one thread; models after a pause in the typing, on another. A change of
the text ends both. All that is not about the protocol is in the other modules of this folder. One module: every handler
needs the server's state.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import Any, BinaryIO, Literal, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcException, PyglsError
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method
from pygls.uris import to_fs_path

import checker
from checker import messages
from checker.config import FILE_NAME, Config
from checker.errors import CheckerError
from checker.faults import contained
from checker.judge.comments import without_effect
from checker.lsp import actions, project_files
from checker.lsp.background import Background
from checker.lsp.carried import carried
from checker.lsp.diagnostics import Checked, diagnostics, of_problems
from checker.lsp.hover import hover
from checker.lsp.open_text import Opened, OpenText, opened
from checker.lsp.positions import Positions, changed
from checker.lsp.workspace import WorkspaceSettings, own_settings
from checker.messages import _
from checker.plugins import checks
from checker.session import Progress
from checker.types import Document, Span

PAUSE = 0.7
"""Seconds without a change after which models read a text."""

_PATIENCE = 5.0
"""Seconds within which an editor must have made a place for progress; without one, models read in silence."""


@dataclass
class _Open:
    """A text that an editor has open, and what is known of it."""

    text: OpenText
    stop: Event = field(default_factory=Event)
    task: asyncio.Task[None] | None = None
    checked: Checked | None = None
    by_models: Checked | None = None


class _Protocol(LanguageServerProtocol):
    """The library's protocol, but for changes of texts.

    It would apply them to a copy of its own, by lines that are not the editor's, and correct their places on the way.
    """

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(
        self, params: types.DidChangeTextDocumentParams
    ) -> Iterator[tuple[Callable[..., Any], tuple[types.DidChangeTextDocumentParams], None]]:
        """Hands a change on as it came."""
        yield self.fm.features[types.TEXT_DOCUMENT_DID_CHANGE], (params,), None


class Server(LanguageServer):
    """Holds the open texts, the threads that check them, and the settings of the editor's folders."""

    def __init__(self) -> None:
        super().__init__("checker", checker.__version__, protocol_cls=_Protocol)
        self.open: dict[str, _Open] = {}
        self.quick = Background("rules")
        self.thorough = Background("models")
        self.spoken = "auto"
        self.trusted = True
        self.own: Mapping[str, Any] = {}
        self._settings: dict[Path, WorkspaceSettings] = {}
        self._warned: set[str] = set()

    # --- settings ---

    def begin(self, params: types.InitializeParams) -> None:
        """Takes what the editor says of itself."""
        options = params.initialization_options
        options = options if isinstance(options, Mapping) else {}
        self.trusted = options.get("trusted") is not False
        self.own = own_settings(options.get("settings"))
        self.spoken = (params.locale or "auto").replace("_", "-").split("-")[0].lower()

    def speak(self, config: Config | None = None) -> None:
        """Says everything from here on in the language of the editor, or in that of the settings."""
        chosen = None if config is None or config.ui_lang == "auto" else config.ui_lang
        messages.use(chosen or self.spoken)

    def top(self, path: Path | None) -> Path:
        """The folder of the editor that a text belongs to: for one that lies elsewhere its own."""
        uris = [folder.uri for folder in self.workspace.folders.values()]
        uris += [self.workspace.root_uri] if self.workspace.root_uri else []
        folders = [Path(place) for uri in uris if (place := to_fs_path(uri))]
        if path is None:
            return folders[0] if folders else Path.cwd()
        above = [folder for folder in folders if folder in path.parents]
        return max(above, key=lambda folder: len(folder.parts), default=path.parent)

    def config(self, top: Path) -> Config:
        """The settings of a folder. Raises ConfigProblem."""
        if top not in self._settings:
            self._settings[top] = WorkspaceSettings(top, self.own, trusted=self.trusted)
        return self._settings[top].config

    def changed_settings(self, own: Mapping[str, Any] | None = None) -> None:
        """Checks all texts again, with the settings that count now."""
        self.own = self.own if own is None else own
        self._settings.clear()
        self._warned.clear()
        for text in self.open.values():
            text.by_models = None
            self.check(text)

    # --- checking ---

    def take(self, text: OpenText) -> None:
        """A text was opened or changed."""
        known = self.open.setdefault(text.uri, _Open(text))
        known.text = text
        self.check(known)

    def forget(self, uri: str) -> None:
        """A text was closed."""
        known = self.open.pop(uri, None)
        if known is not None:
            self._end(known)
            self._publish(known.text, [])

    def check(self, known: _Open) -> None:
        """Starts over with a text."""
        self._end(known)
        known.stop = Event()
        known.task = asyncio.get_running_loop().create_task(self._check(known, known.stop))
        known.task.add_done_callback(self._look)

    def _look(self, task: asyncio.Task[None]) -> None:
        """Says what nobody expected, where somebody who looks for it finds it."""
        error = None if task.cancelled() else task.exception()
        if isinstance(error, Exception):
            self.report_server_error(error, PyglsError)

    @staticmethod
    def _end(known: _Open) -> None:
        known.stop.set()
        if known.task is not None:
            known.task.cancel()

    async def _check(self, known: _Open, stop: Event) -> None:
        text, top = known.text, self.top(known.text.path)
        self.speak()
        try:
            config = self.config(top)
        except CheckerError as error:
            self.tell(error)
            self._publish(text, [])
            return
        self.speak(config)
        spoken = cast(Literal["en", "fr"], messages.current())
        config = replace(config, ui_lang=spoken)
        try:
            found = await self.quick.run(lambda thread: _rules(thread, text, top, config), stop)
            if found is None:
                return
            read, quick = found
            if quick is not None and known.by_models is not None:
                result = carried(known.by_models.result, quick.result, quick.ran)
                quick = replace(quick, result=result)
            self._show(known, read, quick)
            if quick is None or config.tier == "fast":
                return
            await asyncio.sleep(PAUSE)
            async with self._progress(text) as heard:
                thorough = await self.thorough.run(
                    lambda thread: _models(thread, quick, config), stop, heard
                )
            if thorough is not None:
                known.by_models = thorough
                self._show(known, read, thorough)
        except CheckerError as error:
            self.tell(error)

    def _show(self, known: _Open, read: Opened, checked: Checked | None) -> None:
        text = known.text
        known.checked = None
        shown = list(of_problems(read.problems, self.positions(text.text)))
        if checked is not None:
            result = project_files.without_known(checked.result, checked.config)
            known.checked = replace(checked, result=result)
            shown += diagnostics(known.checked, self.positions(checked.document.text))
        self._publish(text, shown)

    def _publish(self, text: OpenText, shown: list[types.Diagnostic]) -> None:
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(text.uri, shown, text.version)
        )

    def positions(self, text: str) -> Positions:
        """The places of a text as this editor counts them."""
        return Positions(text, str(self.encoding))

    @property
    def encoding(self) -> str:
        """What this editor counts the characters of a line in."""
        found = self.workspace.position_encoding
        return found.value if isinstance(found, types.PositionEncodingKind) else str(found)

    @property
    def shows_markdown(self) -> bool:
        """Whether this editor shows Markdown where the pointer rests."""
        text = self.client_capabilities.text_document
        formats = text.hover.content_format if text and text.hover else None
        return types.MarkupKind.Markdown in (formats or ())

    def current(self, uri: str) -> Checked | None:
        """What is known of a text as it stands now; from here on its language is spoken."""
        known = self.open.get(uri)
        if known is None or known.checked is None or known.checked.text != known.text:
            return None
        self.speak(known.checked.config)
        return known.checked

    def is_setting(self, file: Path) -> bool:
        """Whether what is found depends on a file that is no text to check."""
        for settings in self._settings.values():
            with contextlib.suppress(CheckerError):
                config = settings.config
                named = [*config.glossary, *config.calques, config.baseline]
                if file == settings.file or str(file) in named:
                    return True
        return file.name == FILE_NAME

    def inform(self, message: str) -> None:
        """Tells a person what was done."""
        self.window_show_message(
            types.ShowMessageParams(types.MessageType.Info, f"checker: {message}")
        )

    def tell(self, error: CheckerError) -> None:
        """Tells a person what cannot be done, once."""
        message = f"checker: {error.message}" + (f"\n{error.hint}" if error.hint else "")
        if message not in self._warned:
            self._warned.add(message)
            self.window_show_message(types.ShowMessageParams(types.MessageType.Warning, message))

    @contextlib.asynccontextmanager
    async def _progress(self, text: OpenText) -> AsyncIterator[Progress | None]:
        """Shows how far the models are, where the editor can; hears it on their thread."""
        window = self.client_capabilities.window
        if window is None or not window.work_done_progress:
            yield None
            return
        token, loop = str(uuid.uuid4()), asyncio.get_running_loop()
        try:
            await asyncio.wait_for(self.work_done_progress.create_async(token), _PATIENCE)
        except (TimeoutError, PyglsError, JsonRpcException):
            yield None
            return
        title = _("checker: models are reading {name}").format(name=text.name.rpartition("/")[2])
        self.work_done_progress.begin(token, types.WorkDoneProgressBegin(title, percentage=0))

        def heard(done: int, total: int) -> None:
            report = types.WorkDoneProgressReport(
                message=f"{done}/{total}", percentage=100 * done // max(total, 1)
            )
            loop.call_soon_threadsafe(self.work_done_progress.report, token, report)

        try:
            yield heard
        finally:
            self.work_done_progress.end(token, types.WorkDoneProgressEnd())

    def close(self) -> None:
        """Ends all that runs."""
        for known in self.open.values():
            self._end(known)
        self.quick.close()
        self.thorough.close()

    def report_server_error(self, error: Exception, source: type[PyglsError]) -> None:  # type: ignore[override]
        """Reports a fault on standard error: it does not concern the person who writes."""
        sys.stderr.write(f"checker lsp: {type(error).__name__}: {error}\n")


def _rules(
    thread: Background, text: OpenText, top: Path, config: Config
) -> tuple[Opened, Checked | None]:
    """What the rules without a model say of a text."""
    messages.use(config.ui_lang)
    read = opened(text, top, config)
    if read.document is None:
        return read, None
    quick = replace(config, tier="fast")
    return read, _checked(thread, text, read.document, read.reader, quick)


def _models(thread: Background, quick: Checked, config: Config) -> Checked:
    """What all rules say of the same text."""
    return _checked(thread, quick.text, quick.document, quick.reader, config)


def _checked(
    thread: Background, text: OpenText, document: Document, reader: str, config: Config
) -> Checked:
    settings = replace(config, lang=document.lang, pivot=document.pivot)
    with contained(text.name, verbose=config.verbose), thread.checking(settings) as run:
        result = run.check_document(document)
        notices = tuple(without_effect(document, result, checks(), run.rules, run.config))
        return Checked(
            text, document, result, notices, config, reader, frozenset(run.rules), run.signature
        )


# --- what editors ask ---


def _opened(ls: Server, params: types.DidOpenTextDocumentParams) -> None:
    item = params.text_document
    path = to_fs_path(item.uri)
    ls.take(
        OpenText(item.uri, item.version, item.language_id, item.text, Path(path) if path else None)
    )


def _changed(ls: Server, params: types.DidChangeTextDocumentParams) -> None:
    known = ls.open.get(params.text_document.uri)
    if known is None:
        return
    text = known.text.text
    for change in params.content_changes:
        text = changed(text, change, ls.encoding)
    ls.take(replace(known.text, version=params.text_document.version, text=text))


def _closed(ls: Server, params: types.DidCloseTextDocumentParams) -> None:
    ls.forget(params.text_document.uri)


def _saved(ls: Server, params: types.DidSaveTextDocumentParams) -> None:
    """A glossary, a baseline or settings may be what was saved: then all texts are looked at again."""
    saved = to_fs_path(params.text_document.uri)
    if saved is not None and ls.is_setting(Path(saved)):
        ls.changed_settings()


def _watched(ls: Server, params: types.DidChangeWatchedFilesParams) -> None:
    ls.changed_settings()


def _configured(ls: Server, params: types.DidChangeConfigurationParams) -> None:
    ls.changed_settings(own_settings(params.settings) or None)


def _shut_down(ls: Server, params: None) -> None:
    ls.close()


async def _initialized(ls: Server, params: types.InitializedParams) -> None:
    """Asks the editor to tell when a settings file changes, where it can."""
    workspace = ls.client_capabilities.workspace
    watching = workspace.did_change_watched_files if workspace else None
    if watching is None or not watching.dynamic_registration:
        return
    patterns = [f"**/{FILE_NAME}", "**/pyproject.toml"]
    options = types.DidChangeWatchedFilesRegistrationOptions(
        [types.FileSystemWatcher(pattern) for pattern in patterns]
    )
    wish = types.Registration("settings", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
    with contextlib.suppress(JsonRpcException, PyglsError):
        await ls.client_register_capability_async(types.RegistrationParams([wish]))


def _hover(ls: Server, params: types.HoverParams) -> types.Hover | None:
    checked = ls.current(params.text_document.uri)
    if checked is None:
        return None
    positions = ls.positions(checked.document.text)
    found = hover(checked, positions.offset(params.position), markdown=ls.shows_markdown)
    if found is None:
        return None
    span, text = found
    kind = types.MarkupKind.Markdown if ls.shows_markdown else types.MarkupKind.PlainText
    return types.Hover(types.MarkupContent(kind, text), positions.range(span.start, span.end))


def _actions(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction]:
    checked = ls.current(params.text_document.uri)
    if checked is None:
        return []
    positions = ls.positions(checked.document.text)
    wanted = Span(positions.offset(params.range.start), positions.offset(params.range.end))
    only = params.context.only
    return [
        action
        for action in actions.actions(checked, positions, wanted)
        if only is None or any(_is_kind(action.kind, kind) for kind in only)
    ]


def _is_kind(kind: str | None, wanted: str) -> bool:
    """Whether a kind of action is the wanted one or one below it: kinds are hierarchies with points."""
    found = kind.value if isinstance(kind, types.CodeActionKind) else str(kind)
    wanted = wanted.value if isinstance(wanted, types.CodeActionKind) else wanted
    return wanted == "" or found == wanted or found.startswith(f"{wanted}.")


def _add_to_baseline(ls: Server, uri: str, fingerprint: str) -> None:
    known = ls.open.get(uri)
    if known is None or known.checked is None:
        return
    checked = known.checked
    try:
        file = project_files.add_to_baseline(
            checked.result, fingerprint, (known.by_models or checked).signature, checked.config
        )
    except CheckerError as error:
        ls.tell(error)
        return
    ls.inform(_("{path}: the finding was added.").format(path=file))
    ls.check(known)


def _add_to_glossary(ls: Server, uri: str, kind: str, source: str, target: str) -> None:
    known = ls.open.get(uri)
    if known is None or known.checked is None:
        return
    try:
        file = project_files.add_to_glossary(kind, source, target, known.checked.config)
    except CheckerError as error:
        ls.tell(error)
        return
    ls.inform(_("{path}: the term was added.").format(path=file))
    ls.changed_settings()


def build() -> Server:
    """A server with all that it can do; `serve` runs it."""
    server = Server()
    options = types.CodeActionOptions(
        code_action_kinds=[types.CodeActionKind.QuickFix, actions.FIX_ALL]
    )
    server.feature(types.INITIALIZE)(_initialize)
    server.feature(types.INITIALIZED)(_initialized)
    server.feature(types.SHUTDOWN)(_shut_down)
    server.feature(types.TEXT_DOCUMENT_DID_OPEN)(_opened)
    server.feature(types.TEXT_DOCUMENT_DID_CHANGE)(_changed)
    server.feature(types.TEXT_DOCUMENT_DID_SAVE)(_saved)
    server.feature(types.TEXT_DOCUMENT_DID_CLOSE)(_closed)
    server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)(_configured)
    server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)(_watched)
    server.feature(types.TEXT_DOCUMENT_HOVER)(_hover)
    server.feature(types.TEXT_DOCUMENT_CODE_ACTION, options)(_actions)
    server.command(actions.ADD_TO_BASELINE)(_add_to_baseline)
    server.command(actions.ADD_TO_GLOSSARY)(_add_to_glossary)
    return server


def _initialize(ls: Server, params: types.InitializeParams) -> None:
    ls.begin(params)


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answers an editor until it says goodbye or goes away; nothing but the protocol is written to `answers`."""
    server = build()
    try:
        server.start_io(requests, answers)
    finally:
        server.close()
