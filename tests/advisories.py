"""Known advisories of what is installed, by pip-audit: `make audit`, or `python -m tests.advisories`.

pip-audit ends in a traceback where there is no network, and behind a mirror of the index, which has no advisories, it
passes although it has looked at nothing. Leaves with 1 where there is an advisory, and with 2, in one line, where no
database of them could be asked.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

UNASKED = "No database of advisories can be asked from here, so nothing was audited: it needs the network."


def told(printed: str) -> tuple[str, int]:
    """What is said of pip-audit's report in JSON, and the exit code."""
    try:
        packages = json.loads(printed)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return UNASKED, 2
    asked = [package for package in packages if "skip_reason" not in package]
    if not asked:
        return UNASKED, 2
    found = [
        f"{package['name']} {package['version']}: {one['id']}, mended in {', '.join(one['fix_versions']) or 'none'}"
        for package in asked
        for one in package["vulns"]
    ]
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    left = [f"Not in the database: {', '.join(skipped)}."] if skipped else []
    said = f"{len(asked)} packages audited, {len(found)} known advisories."
    return "\n".join([*found, *left, said]), 1 if found else 0


def main() -> int:
    program = shutil.which("pip-audit", path=str(Path(sys.executable).parent)) or "pip-audit"
    command = [program, "--skip-editable", "--progress-spinner", "off", "--format", "json"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    said, code = told(run.stdout)
    print(said, file=sys.stderr if code == 2 else sys.stdout)
    return code


if __name__ == "__main__":
    sys.exit(main())
