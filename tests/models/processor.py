"""How exactly this processor multiplies eight-bit numbers.

CTranslate2 adds products of bytes. With VNNI (or on ARM) the sums are exact; with AVX2 alone they saturate at sixteen
bits: what int8 says lies one and a half times as far from float32 with the embedded models, and many times with the
random ones of the tests.
"""

from __future__ import annotations

import platform
from pathlib import Path


def _exact() -> bool:
    flags = Path("/proc/cpuinfo")
    if platform.machine() not in ("x86_64", "AMD64") or not flags.is_file():
        return True
    return "vnni" in flags.read_text("utf-8", "replace")


EXACT = _exact()

SLACK = 1.0 if EXACT else 6.0
"""By how much more the engines may be apart here."""
