"""An editor for tests: it starts the installed command, speaks the protocol with it, and keeps what it is told."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any, Union

from cattrs import Converter
from lsprotocol import types
from pygls.lsp.client import LanguageClient
from pygls.protocol import default_converter

ROOT = Path(__file__).parents[2]
PATIENCE = 120


def _converter() -> Converter:
    """The library's converter, but for actions that carry a command, which it takes for commands."""
    converter = default_converter()

    def one(found: Any, _type: object) -> types.Command | types.CodeAction:
        plain = isinstance(found.get("command"), str)
        return converter.structure(found, types.Command if plain else types.CodeAction)

    for kind in (types.Command | types.CodeAction, Union[types.Command, types.CodeAction]):  # noqa: UP007
        converter.register_structure_hook(kind, one)
    return converter


class Editor:
    """A client with open texts; lines and characters are counted in `encoding`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.client = LanguageClient("editor", "1", converter_factory=_converter)
        self.said: list[str] = []
        self.progress: list[Any] = []
        self.texts: dict[str, tuple[int, str]] = {}
        self._told: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
        client = self.client
        client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(
            lambda params: self._told.put_nowait(params)
        )
        client.feature(types.WINDOW_SHOW_MESSAGE)(lambda params: self.said.append(params.message))
        client.feature(types.WINDOW_WORK_DONE_PROGRESS_CREATE)(lambda params: None)
        client.feature(types.PROGRESS)(lambda params: self.progress.append(params.value))

    async def start(
        self, command: Sequence[str], encodings: Sequence[str] = (), **options: Any
    ) -> types.InitializeResult:
        env = os.environ | {"PYTHONPATH": str(ROOT)}
        await self.client.start_io(*command, "lsp", cwd=self.folder, env=env)
        uri = self.folder.as_uri()
        capabilities = types.ClientCapabilities(
            general=types.GeneralClientCapabilities(position_encodings=list(encodings) or None),
            window=types.WindowClientCapabilities(work_done_progress=True),
            text_document=types.TextDocumentClientCapabilities(
                hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown])
            ),
        )
        result = await self.client.initialize_async(
            types.InitializeParams(
                capabilities=capabilities,
                root_uri=uri,
                workspace_folders=[types.WorkspaceFolder(uri, "w")],
                initialization_options=options or None,
            )
        )
        self.client.initialized(types.InitializedParams())
        return result

    def uri(self, name: str) -> str:
        return name if ":" in name else (self.folder / name).as_uri()

    def open(self, name: str, text: str, language: str = "plaintext") -> None:
        uri = self.uri(name)
        self.texts[uri] = 1, text
        item = types.TextDocumentItem(uri, language, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, name: str, *edits: types.TextEdit, whole: str | None = None) -> None:
        """Stretches of a text change, one after the other; or the whole."""
        uri = self.uri(name)
        version = self.texts[uri][0] + 1
        changes: list[Any] = [
            types.TextDocumentContentChangePartial(range=edit.range, text=edit.new_text)
            for edit in edits
        ]
        if whole is not None:
            changes.append(types.TextDocumentContentChangeWholeDocument(whole))
        self.texts[uri] = version, whole or self.texts[uri][1]
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                types.VersionedTextDocumentIdentifier(version, uri), changes
            )
        )

    async def told(
        self, name: str, when: Callable[[list[types.Diagnostic]], object] = lambda shown: True
    ) -> list[types.Diagnostic]:
        """The next diagnostics of the newest version of a text that are as somebody waits for."""
        uri = self.uri(name)
        async with asyncio.timeout(PATIENCE):
            while True:
                found = await self._told.get()
                newest = found.version == self.texts[uri][0]
                if found.uri == uri and newest and when(list(found.diagnostics)):
                    return list(found.diagnostics)

    async def hover(self, name: str, line: int, character: int) -> str | None:
        found = await self.client.text_document_hover_async(
            types.HoverParams(
                types.TextDocumentIdentifier(self.uri(name)), types.Position(line, character)
            )
        )
        if found is None:
            return None
        assert isinstance(found.contents, types.MarkupContent)
        return found.contents.value

    async def actions(self, name: str, range: types.Range) -> dict[str, types.CodeAction]:
        """What is offered for a stretch, by title."""
        found = await self.client.text_document_code_action_async(
            types.CodeActionParams(
                types.TextDocumentIdentifier(self.uri(name)), range, types.CodeActionContext([])
            )
        )
        return {one.title: one for one in found or () if isinstance(one, types.CodeAction)}

    async def execute(self, action: types.CodeAction) -> None:
        assert action.command is not None
        await self.client.workspace_execute_command_async(
            types.ExecuteCommandParams(action.command.command, action.command.arguments)
        )

    async def leave(self) -> tuple[int | None, bytes]:
        """Says goodbye; the exit code of the server and what it wrote on standard error."""
        await self.client.shutdown_async(None)
        self.client.exit(None)
        return await self.gone()

    async def gone(self) -> tuple[int | None, bytes]:
        """Waits for the server to end."""
        server = self.client._server
        assert server is not None
        assert server.stderr is not None
        async with asyncio.timeout(PATIENCE):
            errors = await server.stderr.read()
            return await server.wait(), errors


@contextlib.asynccontextmanager
async def editing(
    folder: Path, command: Sequence[str], encodings: Sequence[str] = (), **options: Any
) -> AsyncIterator[Editor]:
    """An editor whose server is running, and ends without a word on standard error."""
    editor = Editor(folder)
    await editor.start(command, encodings, **options)
    try:
        yield editor
    finally:
        ended = await editor.leave()
        await editor.client.stop()
    assert ended == (0, b"")


def edit(start: tuple[int, int], end: tuple[int, int], text: str) -> types.TextEdit:
    """An edit between two (line, character)."""
    return types.TextEdit(types.Range(types.Position(*start), types.Position(*end)), text)
