"""How long somebody who types waits for `checker lsp`, and what memory it takes, from outside.

Usage: python benchmarks/editor.py [--article FILE] [--lines 10 100 1000] [--changes 7] [--select CODES]

An editor of the protocol library starts the command, opens the article repeated to so many lines (every second one
empty), and writes a word into its middle, again and again. Each time is from the change sent to the diagnostics
received, rules without a model alone. Nothing is asserted.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from lsprotocol import types
from pygls.lsp.client import LanguageClient
from timing import ARTICLE, machine, spread, table


async def measured(lines: int, article: Path, changes: int, select: list[str]) -> dict[str, str]:
    paragraphs = [line for line in article.read_text(encoding="utf-8").splitlines() if line.strip()]
    text = "".join(f"{paragraphs[at % len(paragraphs)]} ({at})\n\n" for at in range(lines // 2))
    told: asyncio.Queue[types.PublishDiagnosticsParams] = asyncio.Queue()
    client = LanguageClient("benchmark", "1")
    client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda params: told.put_nowait(params))
    settings = {"tier": "fast", "select": select}
    with tempfile.TemporaryDirectory() as folder:
        uri = f"{Path(folder).as_uri()}/article.txt"
        begun = time.perf_counter()
        await client.start_io(sys.executable, "-m", "checker", "lsp")
        await client.initialize_async(
            types.InitializeParams(
                types.ClientCapabilities(), initialization_options={"settings": settings}
            )
        )
        client.initialized(types.InitializedParams())
        started = time.perf_counter() - begun
        begun = time.perf_counter()
        item = types.TextDocumentItem(uri, "plaintext", 1, text)
        client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        found = await told.get()
        opened = time.perf_counter() - begun
        waits = []
        middle = types.Position(lines // 4 * 2, 0)
        for version in range(2, changes + 2):
            begun = time.perf_counter()
            change = types.TextDocumentContentChangePartial(types.Range(middle, middle), "Puis ")
            document = types.VersionedTextDocumentIdentifier(version, uri)
            client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))
            while (await told.get()).version != version:
                pass
            waits.append(time.perf_counter() - begun)
        server = client._server
        assert server is not None
        status = Path(f"/proc/{server.pid}/status").read_text(encoding="ascii")
        peak = next(int(row.split()[1]) for row in status.splitlines() if row.startswith("VmHWM"))
        await client.shutdown_async(None)
        client.exit(None)
        await server.wait()
        await client.stop()
    return {
        "lines": str(lines),
        "words": f"{len(text.split()):,}",
        "findings": str(len(found.diagnostics)),
        "start, s": f"{started:.2f}",
        "first diagnostics, s": f"{opened:.2f}",
        "after a key, s": f"{statistics.median(waits):.3f}",
        "lowest–highest": spread(waits),
        "peak MiB": f"{peak / 1024:.0f}",
    }


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--article", type=Path, default=ARTICLE)
    parser.add_argument("--lines", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--changes", type=int, default=7)
    parser.add_argument("--select", nargs="*", default=[], help="rules; default: all of the tier")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        os.environ["CHECKER_CACHE_DIR"] = cache
        rows = [
            await measured(count, asked.article, asked.changes, asked.select)
            for count in asked.lines
        ]
    print(machine(1))
    print(table(f"checker lsp, tier fast, median of {asked.changes} changes", rows))


if __name__ == "__main__":
    asyncio.run(main())
