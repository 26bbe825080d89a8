"""What a test runs in another process, which imports this module and none of the large libraries of the tests."""

from __future__ import annotations

from pathlib import Path

from checker.config import Config
from checker.engines import build
from checker.types import TextScore


def score(folder: Path, cache: Path, pair: tuple[str, str]) -> TextScore:
    """What a translation model says of a pair, from a copy in CTranslate2's form that may have to be made."""
    config = Config(engine="ctranslate2", cache_dir=str(cache))
    return build.translation(folder, "shared", config).score([pair], "fr", "en")[0]
