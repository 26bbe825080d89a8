"""`checker lsp` and a client of another library, over standard input and output."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import pytest
from lsprotocol import types

from tests.e2e.editor import Editor, edit, editing

FAST = {"tier": "fast", "select": ["STR"]}
TWICE = "Le ministre a annoncé de de nouvelles mesures."


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


def codes(shown: list[types.Diagnostic]) -> list[object]:
    return [one.code for one in shown]


@pytest.mark.parametrize(("encoding", "units"), [("utf-16", 2), ("utf-8", 4), ("utf-32", 1)])
def test_open_change_hover_and_a_fix_that_is_applied(
    tmp_path: Path, command: list[str], encoding: str, units: int
) -> None:
    # Before the doubled word stand an emoji, an e with an accent of its own, and a line end that is none to editors.
    text = f"Bien\u2028.\n🙂e\u0301 {TWICE}\n"
    at = {"utf-16": units + 2, "utf-8": units + 3, "utf-32": units + 2}[encoding] + 1
    column = at + TWICE.index("de de") + (1 if encoding == "utf-8" else 0)  # the é of « annoncé »

    async def work() -> None:
        async with editing(tmp_path, command, [encoding], settings=FAST) as editor:
            editor.open("a.txt", text)
            (shown,) = await editor.told("a.txt")
            stretch = types.Range(types.Position(1, column), types.Position(1, column + 5))
            assert (shown.code, shown.range) == ("STR103", stretch)
            assert shown.severity == types.DiagnosticSeverity.Information
            said = await editor.hover("a.txt", 1, column + 1)
            assert said is not None
            assert "twice" in said
            offered = await editor.actions("a.txt", stretch)
            repair = offered["Write “de”"]
            assert repair.edit is not None
            assert repair.edit.changes is not None
            (change,) = repair.edit.changes[editor.uri("a.txt")]
            assert change == types.TextEdit(stretch, "de")
            editor.change("a.txt", change)
            assert await editor.told("a.txt") == []
            # The server's text is the editor's: the same fault again, written in behind the emoji.
            editor.change("a.txt", edit((1, units), (1, units), "que que "))
            (again,) = await editor.told("a.txt")
            assert again.range.start == types.Position(1, units)

    run(work())


def test_comments_the_baseline_and_the_glossary(tmp_path: Path, command: list[str]) -> None:
    (tmp_path / "checker.toml").write_text(
        'tier = "fast"\nselect = ["STR103", "TER102"]\nbaseline = "known.json"\nglossary = ["g.csv"]\n'
    )
    (tmp_path / "g.csv").write_text("source,target,kind\n")
    text = f"{TWICE}\n\nIl a dit que que tout va bien.\n"

    async def work() -> None:
        async with editing(tmp_path, command) as editor:
            editor.open("a.md", text, "markdown")
            first, second = await editor.told("a.md")
            offered = await editor.actions("a.md", first.range)
            comment = offered["Ignore STR103 here"].edit
            assert comment is not None
            assert comment.changes is not None
            editor.change("a.md", *comment.changes[editor.uri("a.md")])
            (second,) = await editor.told("a.md")
            offered = await editor.actions("a.md", second.range)
            await editor.execute(offered["Accept this finding: add it to known.json"])
            assert await editor.told("a.md") == []
            (known,) = json.loads((tmp_path / "known.json").read_text())["findings"]
            assert (known["path"], known["code"]) == ("a.md", "STR103")
            word = types.Range(types.Position(1, 0), types.Position(1, 11))
            offered = await editor.actions("a.md", word)
            await editor.execute(offered["Glossary: never write “Le ministre”"])
            shown = await editor.told("a.md", lambda shown: "TER102" in codes(shown))
            assert codes(shown) == ["TER102"]
            assert "Le ministre,forbidden" in (tmp_path / "g.csv").read_text()
            assert len(editor.said) == 2

    run(work())


def test_settings_change_while_it_runs(tmp_path: Path, command: list[str]) -> None:
    file = tmp_path / "checker.toml"
    file.write_text('tier = "fast"\nselect = ["STR"]\nfail-on = "minor"\n')

    async def work() -> None:
        async with editing(tmp_path, command) as editor:
            editor.open("untitled:Untitled-1", TWICE, "markdown")
            (shown,) = await editor.told("untitled:Untitled-1")
            assert shown.severity == types.DiagnosticSeverity.Error
            file.write_text('tier = "fast"\nselect = ["STR"]\nfail-on = "major"\n')
            change = types.FileEvent(file.as_uri(), types.FileChangeType.Changed)
            editor.client.workspace_did_change_watched_files(
                types.DidChangeWatchedFilesParams([change])
            )
            (shown,) = await editor.told("untitled:Untitled-1")
            assert shown.severity == types.DiagnosticSeverity.Information
            file.write_text('tier = "fast"\nselct = ["STR"]\n')
            editor.client.workspace_did_change_watched_files(
                types.DidChangeWatchedFilesParams([change])
            )
            assert await editor.told("untitled:Untitled-1") == []
            assert "did you mean 'select'" in editor.said[0]
            file.unlink()
            editor.client.workspace_did_change_configuration(
                types.DidChangeConfigurationParams({"checker": {"tier": "fast", "select": ["STR"]}})
            )
            assert codes(await editor.told("untitled:Untitled-1")) == ["STR103"]

    run(work())


def test_only_the_newest_text_is_answered(tmp_path: Path, command: list[str]) -> None:
    paragraphs = "\n\n".join(f"{TWICE} {at}" for at in range(100))

    async def work() -> None:
        async with editing(tmp_path, command, settings=FAST) as editor:
            editor.open("a.txt", paragraphs)
            for at in range(20):
                editor.change("a.txt", edit((0, 0), (0, 0), "x"))
                await asyncio.sleep(0.01 * (at % 3))
            editor.change("a.txt", whole="Tout va bien.")
            assert await editor.told("a.txt") == []
            item = types.TextDocumentIdentifier(editor.uri("a.txt"))
            editor.client.text_document_did_close(types.DidCloseTextDocumentParams(item))

    run(work())


def test_models_after_a_pause_stay_loaded_and_end_with_a_change(
    tmp_path: Path, command: list[str], tiny_models: list[str]
) -> None:
    settings: dict[str, object] = {
        name: value for name, _, value in (item[2:].partition("=") for item in tiny_models)
    }
    settings |= {"beam": 1, "select": ["ACC102", "STR103"], "precision": 0.01}
    text = f"Le chat regarde la mer.\n\n{TWICE}\n"

    async def work() -> None:
        async with editing(tmp_path, command, settings=settings) as editor:
            editor.open("a.txt", text)
            (shown,) = await editor.told("a.txt")  # the rules, before any model is loaded
            assert (shown.code, editor.progress) == ("STR103", [])
            await editor.told("a.txt")
            assert [value["kind"] for value in editor.progress][::2] == ["begin", "end"]
            said = await editor.hover("a.txt", 0, 3)
            assert said is not None
            assert "back-translation" in said
            # A sentence more: what the models said of the first one is still there at once.
            editor.change("a.txt", edit((3, 0), (3, 0), "\nLa rue est longue.\n"))
            await editor.told("a.txt")
            assert await editor.hover("a.txt", 0, 3) == said
            # And a change in the pause keeps the models from reading what nobody waits for.
            before = len(editor.progress)
            editor.change("a.txt", edit((0, 0), (0, 0), "Eh bien. "))
            await editor.told("a.txt")
            editor.change("a.txt", edit((0, 0), (0, 9), ""))
            await editor.told("a.txt")
            assert len(editor.progress) == before

    run(work())


def test_what_models_lack_is_said_once_and_rules_go_on(tmp_path: Path, command: list[str]) -> None:
    settings = {"back-model": "./none", "select": ["ACC102", "STR103"], "offline": True}

    async def work() -> None:
        async with editing(tmp_path, command, settings=settings) as editor:
            for at in range(2):
                name = f"{at}.txt"
                editor.open(name, TWICE)
                assert codes(await editor.told(name)) == ["STR103"]
                async with asyncio.timeout(60):
                    while not editor.said:
                        await asyncio.sleep(0.05)
            assert len(editor.said) == 1

    run(work())


def test_a_folder_brings_no_plug_ins(tmp_path: Path, command: list[str]) -> None:
    info = tmp_path / "evil-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[checker.checks]\nevil = evil\n")
    (tmp_path / "evil.py").write_text("open('started', 'w')\n")

    async def work() -> None:
        async with editing(tmp_path, command, settings=FAST, trusted=False) as editor:
            editor.open("a.txt", TWICE)
            assert codes(await editor.told("a.txt")) == ["STR103"]

    run(work())
    assert not (tmp_path / "started").exists()


def test_an_editor_that_goes_away_ends_it(tmp_path: Path, command: list[str]) -> None:
    async def work() -> None:
        editor = Editor(tmp_path)
        await editor.start(command, settings=FAST)
        editor.open("a.txt", TWICE)
        server = editor.client._server
        assert server is not None
        assert server.stdin is not None
        server.stdin.close()
        assert await editor.gone() == (0, b"")
        await editor.client.stop()

    run(work())


def test_a_library_that_prints_does_not_break_the_protocol(
    tmp_path: Path, command: list[str]
) -> None:
    code = (
        "import os, sys\n"
        "from checker.lsp import language_server as server\n"
        "opened = server.opened\n"
        "def loud(*arguments):\n"
        "    print('a library says so'); os.write(1, b'and so does one in C')\n"
        "    return opened(*arguments)\n"
        "server.opened = loud\n"
        "from checker.__main__ import main\n"
        "main()\n"
    )

    async def work() -> None:
        editor = Editor(tmp_path)
        await editor.start([command[0], "-c", code], settings=FAST)
        editor.open("a.txt", TWICE)
        assert codes(await editor.told("a.txt")) == ["STR103"]
        code_, errors = await editor.leave()
        await editor.client.stop()
        assert code_ == 0
        assert b"a library says so" in errors
        assert b"one in C" in errors

    run(work())
