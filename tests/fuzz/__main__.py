"""Hostile input for a while: `make fuzz`, or `python -m tests.fuzz [--seconds 600] [--seed 0] [TARGET ...]`.

Prints how many inputs each target saw and writes a reproducer for each kind of failure, which
`python -m tests.fuzz --again FILE` runs. Leaves with 1 where something failed.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from pathlib import Path

from tests.fuzz.guard import bounded_memory, peak_mib
from tests.fuzz.running import Tally, attempt, feed, in_turns
from tests.fuzz.targets import all_targets


def main() -> int:
    options = _options()
    if options.again:
        error = attempt(options.again.name.rpartition("--")[0], options.again.read_bytes())
        if error is not None:
            traceback.print_exception(error)
        return int(error is not None)
    known = all_targets()
    names = [
        name for name in known if not options.target or any(map(name.startswith, options.target))
    ]
    options.out.mkdir(parents=True, exist_ok=True)
    tally = Tally()
    for name in names:  # what is loaded at the first use is no input's fault
        feed(tally, name, number=0, inputs=2)
    before = peak_mib()
    with bounded_memory():
        in_turns(tally, names, options.seed, options.seconds, options.out / "current")
    (options.out / "current").unlink(missing_ok=True)
    for name in names:
        count, seconds = tally.inputs[name], tally.seconds[name]
        print(f"{name:24}{count:9,} inputs {count / seconds if seconds else 0:9.1f} a second")
    total, seconds = tally.inputs.total(), sum(tally.seconds.values())
    print(
        f"{total:,} inputs in {seconds:.0f} s ({total / seconds:.1f} a second), seed {options.seed}"
    )
    print(
        f"slowest {tally.slowest[0]:.1f} s ({tally.slowest[1]}); memory {before:.0f} MiB, then at most {peak_mib():.0f}"
    )
    for kind, failure in tally.failures.items():
        file = options.out / failure.file
        file.write_bytes(failure.data)
        print(
            f"\n{failure.count} x {' '.join(kind)}: {file} ({len(failure.data)} bytes)\n{failure.said}"
        )
    print(f"kinds of failure: {len(tally.failures)}")
    return int(bool(tally.failures))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument(
        "target", nargs="*", help="beginnings of names, such as check-po; all where none is given"
    )
    parser.add_argument("--seconds", type=float, default=600, help="of the processor")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("build/fuzz"), help="where reproducers go")
    parser.add_argument("--again", type=Path, help="run one reproducer")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
