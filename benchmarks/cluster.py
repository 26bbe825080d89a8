"""A run on a cluster of node processes on this machine, with a node killed and the command too, beside one machine.

Usage: python benchmarks/cluster.py [--files 300] [--nodes 3] -- SENTENCES.txt[.xz] [OPTIONS]

One node is killed when a third of the articles is written, the command (SIGKILL) at two thirds; then it is run again.
OPTIONS go to `checker check`. Needs the extra `cluster`.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet
from ray.cluster_utils import Cluster
from scale import articles, sentences
from timing import machine


def written(out: Path) -> int:
    """Rows that are on the disk."""
    parts = out.glob("part-*.parquet")
    return sum(pyarrow.parquet.read_metadata(part).num_rows for part in parts)


def of_cluster(out: Path) -> dict[str, list[Any]]:
    """What the results say of each file: a sentence's text, scores and findings, in order."""
    rows = pyarrow.parquet.read_table(out, columns=["path", "document"]).to_pylist()
    assert len({row["path"] for row in rows}) == len(rows)
    checked = [row for row in rows if row["document"] is not None]
    return {row["path"]: [said(s) for s in row["document"]["segments"]] for row in checked}


def of_lines(file: Path) -> dict[str, list[Any]]:
    """The same of a report in JSON lines."""
    found: dict[str, list[Any]] = {}
    with file.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            found.setdefault(row["path"], []).append(said(row))
    return found


class Watch(threading.Thread):
    """Adds up the processor seconds of the checker's workers and of the other processes of Ray (Linux)."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._spent: dict[tuple[str, str], float] = {}

    def run(self) -> None:
        tick = os.sysconf("SC_CLK_TCK")
        while True:
            for place in Path("/proc").glob("[0-9]*"):
                try:
                    title = (place / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    fields = (place / "stat").read_text().rpartition(")")[2].split()
                except (OSError, UnicodeDecodeError):
                    continue
                kind = "workers" if title.startswith("ray::Worker") else "Ray itself"
                if kind == "workers" or "/ray/" in title or title.startswith("ray::"):
                    spent = (int(fields[11]) + int(fields[12])) / tick
                    self._spent[kind, place.name] = max(
                        spent, self._spent.get((kind, place.name), 0.0)
                    )
            time.sleep(1)

    def total(self, kind: str) -> float:
        return sum(spent for (one, _pid), spent in self._spent.copy().items() if one == kind)


def said(segment: dict[str, Any]) -> Any:
    findings = [
        (f["code"], f["severity"], f["start"], f["end"], f["message"], f["fingerprint"], f["p"])
        for f in segment["findings"]
    ]
    return segment["start"], segment["end"], segment["text"], segment["scores"], findings


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("text", type=Path)
    parser.add_argument("--files", type=int, default=300)
    parser.add_argument("--nodes", type=int, default=3)
    parser.add_argument("options", nargs="*", default=["--tier=fast", "--no-cache"])
    given = parser.parse_args()
    print(f"{machine(threads=1)}\n", flush=True)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        os.chdir(home)
        articles(sentences(given.text), given.files, home / "in")
        out = home / "out"
        command = (sys.executable, "-m", "checker", "check", "in", *given.options)
        began = time.monotonic()
        with Path("alone.jsonl").open("w", encoding="utf-8") as file:
            alone = subprocess.run([*command, "--threads=1", "--format=jsonl", "-q"], stdout=file)
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(
            f"one process: {time.monotonic() - began:.0f} s, {usage.ru_utime + usage.ru_stime:.0f} processor seconds, "
            f"exit code {alone.returncode}",
            flush=True,
        )
        watch = Watch()
        watch.start()
        cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 0})
        nodes = [cluster.add_node(num_cpus=1) for _node in range(given.nodes)]
        spread = (*command, f"--cluster={cluster.address}", f"--output={out}")
        began = time.monotonic()
        running = subprocess.Popen(spread)
        while written(out) < given.files // 3:
            time.sleep(0.2)
        cluster.remove_node(nodes[0], allow_graceful=False)
        print(
            f"a node killed at {written(out)} files, {time.monotonic() - began:.0f} s", flush=True
        )
        while written(out) < given.files * 2 // 3:
            time.sleep(0.2)
        running.send_signal(signal.SIGKILL)
        running.wait()
        print(f"the command killed at {written(out)} files, {time.monotonic() - began:.0f} s")
        code = subprocess.run(spread).returncode
        time.sleep(2)
        spent = ", ".join(f"{kind} {watch.total(kind):.0f}" for kind in ("workers", "Ray itself"))
        print(f"processor seconds: {spent}")
        print(f"through after {time.monotonic() - began:.0f} s, exit code {code}")
        cluster.shutdown()
        expected, found = of_lines(Path("alone.jsonl")), of_cluster(out)
        words = pyarrow.parquet.read_table(out, columns=["outline"])["outline"].to_pylist()
        size = sum(part.stat().st_size for part in out.iterdir())
        print(f"words: {sum(one['words'] for one in words):,}, results: {size / 2**20:.1f} MiB")
        print(
            f"equal: {expected == found} ({len(found)} files, {sum(map(len, found.values()))} sentences)"
        )


if __name__ == "__main__":
    main()
