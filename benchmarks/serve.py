"""`checker serve` under load: small texts from 16 clients at once, through LanguageTool's API, on this machine.

Usage: python benchmarks/serve.py [--requests 1000] [options of `checker serve`]. Prints requests a second, the time to
an answer, the server's memory and what it counted itself; exits 1 where an answer is missing or wrong.
"""

from __future__ import annotations

import argparse
import http.client
import json
import queue
import re
import statistics
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request

CLIENTS = 16


def texts(count: int) -> list[str]:
    """Short texts, each another, each with one thing to find."""
    return [
        f"La commune numéro {number} compte {number * 37}  habitants depuis la fin de la guerre."
        for number in range(1, count + 1)
    ]


def ask(port: int, waiting: queue.Queue[str], seconds: list[float], wrong: list[str]) -> None:
    """One client: asks until nothing waits."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    while True:
        try:
            text = waiting.get_nowait()
        except queue.Empty:
            connection.close()
            return
        body = urllib.parse.urlencode({"text": text, "language": "fr"})
        started = time.perf_counter()
        connection.request(
            "POST", "/v2/check", body, {"Content-Type": "application/x-www-form-urlencoded"}
        )
        answer = connection.getresponse()
        found = json.load(answer)
        seconds.append(time.perf_counter() - started)
        spaces = [match for match in found.get("matches", ()) if match["rule"]["id"] == "STR104"]
        if answer.status != 200 or [m["offset"] for m in spaces] != [text.index("  ")]:
            wrong.append(f"{answer.status} {text}: {found}"[:300])


def main() -> int:
    """Starts a server, asks, prints."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=1000)
    known, options = parser.parse_known_args()
    wanted = known.requests
    started = time.perf_counter()
    server = subprocess.Popen(
        [sys.executable, "-m", "checker", "serve", "--port=0", *options],
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert server.stderr is not None
        found = re.search(r":(\d+)/", server.stderr.readline())
        assert found, "the server did not start"
        port = int(found[1])
        print(f"start: {time.perf_counter() - started:.1f} s")
        waiting: queue.Queue[str] = queue.Queue()
        for text in texts(wanted):
            waiting.put(text)
        seconds: list[float] = []
        wrong: list[str] = []
        clients = [
            threading.Thread(target=ask, args=(port, waiting, seconds, wrong))
            for _ in range(CLIENTS)
        ]
        started = time.perf_counter()
        for client in clients:
            client.start()
        for client in clients:
            client.join()
        whole = time.perf_counter() - started
        counts = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics").read().decode()
    finally:
        server.terminate()
        code = server.wait(30)
    pairs = re.findall(r"^(\S+) ([\d.e+]+)$", counts, re.M)
    numbers = {name: float(value) for name, value in pairs}
    batches = numbers["checker_batch_requests_count"]
    hundredths = statistics.quantiles([1000 * second for second in seconds], n=100)
    print(f"answered: {len(seconds)} of {wanted}, {len(wrong)} wrong; exit code {code}")
    print(
        f"requests a second: {len(seconds) / whole:.0f}; texts in a batch: {wanted / batches:.1f}"
    )
    print(f"answer: p50 {hundredths[49]:.0f} ms, p95 {hundredths[94]:.0f} ms")
    print(f"processor: {numbers['process_cpu_seconds_total']:.1f} s")
    print(f"memory: {numbers['process_resident_memory_bytes'] / 1e6:.0f} MB")
    for line in wrong[:3]:
        print(line)
    return int(bool(wrong) or len(seconds) != wanted or code != 0)


if __name__ == "__main__":
    raise SystemExit(main())
