"""What a check costs beside other programs on the same sentences: processor seconds of whole processes, in turns.

Usage: python benchmarks/rivals.py FILE... [--rules-only] [--rounds 2] [--grammalecte COMMAND] [--pofilter COMMAND]

Each contender is a process from its start to its end, all threads added up; a second run on one sentence says what of
that is its start, and rates are of the rest. The full tier runs by CTranslate2 in eight bits and by transformers in
float32 and in bfloat16, which the program itself does not offer on a processor. Grammalecte (`grammalecte-cli`) and
pofilter (translate-toolkit, each sentence as its own source) are left out where there is no such command.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from timing import ARTICLE, machine, table

from checker.config import Config
from checker.inputs.files import find
from checker.inputs.opening import opened
from checker.text.segment import segment
from checker.types import Document

_BFLOAT16 = """
import sys, torch
from checker.engines import transformers
load = transformers.network
transformers.network = lambda kind, folder, _dtype: load(kind, folder, torch.bfloat16)
from checker.__main__ import main
sys.exit(main())
"""


def sentences(files: Sequence[str]) -> list[str]:
    """The sentences of the files, each on one line."""
    config = Config(tier="fast", cache=False)
    documents = (one for one in opened(list(find(files, config)), {}, config))
    return [
        " ".join(one.text.split())
        for document in documents
        if isinstance(document, Document)
        for one in segment(document)
    ]


def contenders(options: argparse.Namespace) -> dict[str, list[str]]:
    """Commands by name; the text comes last."""
    check = ["check", "--no-cache", "--fail-on", "never", "--threads", "1", "--format", "jsonl"]
    own = [sys.executable, "-m", "checker", *check]
    plain = [*own, "--tier", "fast", "--ignore", "FLU205,FLU206,FLU207"]
    found = {"checker, rules, no parser": plain, "checker, rules": [*own, "--tier", "fast"]}
    for name, command in (("Grammalecte", options.grammalecte), ("pofilter", options.pofilter)):
        if shutil.which(command.split()[0]):
            found[name] = command.split()
    if not options.rules_only:
        slow = ["--engine", "transformers"]
        found["checker, full tier, CTranslate2 int8"] = own
        found["checker, full tier, transformers float32"] = [*own, *slow]
        bf16 = [sys.executable, "-c", _BFLOAT16, *check, *slow]
        found["checker, full tier, transformers bfloat16"] = bf16
    return found


def prepared(name: str, texts: Sequence[str], folder: Path) -> list[str]:
    """The arguments that give a contender the sentences."""
    file = folder / f"{len(texts)}.fr.txt"
    file.write_text("\n\n".join(texts) + "\n", encoding="utf-8")
    if name == "Grammalecte":
        return ["-f", str(file), "-j"]
    if name == "pofilter":
        quoted = [text.replace("\\", "\\\\").replace('"', '\\"') for text in texts]
        units = (f'#: {n}\nmsgid "{text}"\nmsgstr "{text}"\n' for n, text in enumerate(quoted))
        head = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        po = file.with_suffix(".po")
        po.write_text(head + "\n".join(units), encoding="utf-8")
        return ["--language=fr", "--progress=none", str(po), str(folder / "out.po")]
    return [str(file)]


def spent(command: Sequence[str]) -> float:
    """Processor seconds of a process and all that it starts. Raises SystemExit where it fails."""
    environment = os.environ | {"OMP_NUM_THREADS": "1"}
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment
    ) as child:
        _pid, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(command[:6])} … left with {child.returncode}")
    return usage.ru_utime + usage.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="*", default=[str(ARTICLE)])
    parser.add_argument("--rules-only", action="store_true", help="no models")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--warm", type=int, default=1, help="rounds before, which do not count")
    parser.add_argument("--grammalecte", default="grammalecte-cli", help="its command")
    parser.add_argument("--pofilter", default="pofilter", help="its command")
    options = parser.parse_args()
    texts = sentences(options.files)
    whole: dict[str, list[float]] = {}
    start: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(options.rounds + options.warm):
            for name, command in contenders(options).items():
                for into, some in ((start, texts[:1]), (whole, texts)):
                    asked = [*command, *prepared(name, some, Path(folder))]
                    seconds = spent(asked)
                    if (
                        turn >= options.warm
                    ):  # before, models are converted and files come into memory
                        into.setdefault(name, []).append(seconds)
    rows = []
    for name, seconds in whole.items():
        least, begun = min(seconds), min(start[name])
        rows.append(
            {
                "program": name,
                "processor seconds": f"{least:.1f}",
                "of these its start": f"{begun:.1f}",
                "sentences a second, without its start": f"{len(texts) / max(least - begun, 0.01):.1f}",
            }
        )
    words = sum(len(text.split()) for text in texts)
    print(table(f"{len(texts)} sentences, {words} words; {machine(1)}", rows))


if __name__ == "__main__":
    main()
