"""Sources that are the names of texts and not what was translated: `cart.items_count` in PO and XLIFF."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from checker.types import Block

_NAME = re.compile(
    r"[A-Za-z][\w-]*(?:[.:][\w-]+)+|[a-z][a-z0-9]*(?:_[a-z0-9]+)+|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+"
)
_SHARE = 0.8
"""Share of the sources of a file that are names, from which on it has no others."""


def without_names(blocks: Sequence[Block]) -> list[Block]:
    """The blocks; in a file that names its texts (`cart.items_count`), without a source, since none is there.

    An empty text keeps its name, so that its lack is seen.
    """
    sources = [block.source for block in blocks if block.source]
    names = [source for source in sources if _NAME.fullmatch(source)]
    if not names or len(names) < _SHARE * len(sources):
        return list(blocks)
    return [
        replace(block, source=None, source_codes=(), id=block.id or block.source)
        if block.source and block.text and block.text != block.source
        else block
        for block in blocks
    ]
