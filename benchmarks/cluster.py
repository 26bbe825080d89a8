"""A run on a cluster of node processes on this machine, with a node killed and the command too, beside one machine.

Usage: python benchmarks/cluster.py SENTENCES.txt[.xz] [--files 300] [--nodes 3] [-- OPTIONS]

One node is killed when a third of the articles is written, the command (SIGKILL) at two thirds; then it is run again.
What stands behind `--` goes to `checker check`. Needs the extra `cluster`.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
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
        print(f"one process: {time.monotonic() - began:.0f} s, exit code {alone.returncode}")
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
