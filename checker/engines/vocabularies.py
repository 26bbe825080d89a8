"""Whether the vocabularies of a model folder fit its tables: no token has a number beyond the last row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from checker.engines.headers import Shape, Wrong, table_in
from checker.messages import _

_EMBEDDED = {
    "source": ("model.encoder.embed_tokens.weight", "model.shared.weight"),
    "target": ("model.decoder.embed_tokens.weight", "model.shared.weight"),
}
_TABLES = ("model.embed_tokens.weight", "embeddings.word_embeddings.weight")


def require_vocabularies(
    folder: Path, config: Mapping[str, Any], tables: Mapping[str, Shape]
) -> None:
    """Raises where a token has a number beyond the last row of its table."""
    if config.get("model_type") == "marian":
        own = folder / "target_vocab.json"
        for side, file in (("source", folder / "vocab.json"), ("target", own)):
            if not file.is_file() and file == own:
                file = folder / "vocab.json"
            rows = next((tables[name][0] for name in _EMBEDDED[side] if name in tables), None)
            if rows is None:
                raise Wrong(_("there are no weights for {name}").format(name=_EMBEDDED[side][0]))
            _require_numbers(file, table_in(file).values(), rows)
        return
    rows = next((tables[name][0] for name in _TABLES if name in tables), None)
    file = folder / "tokenizer.json"
    if rows is not None and file.is_file():
        _require_numbers(file, _numbers(table_in(file)), rows)
    for key in ("bos_token_id", "eos_token_id"):
        _require_numbers(folder / "config.json", _flat(config.get(key)), rows)


def _numbers(tokenizer: Mapping[str, Any]) -> Iterator[object]:
    """The numbers of all tokens of a tokenizer.json."""
    model = tokenizer.get("model")
    known = model.get("vocab") if isinstance(model, dict) else None
    if isinstance(known, dict):
        yield from known.values()
    elif isinstance(known, list):
        yield max(len(known) - 1, 0)
    # Special tokens are not looked for in a text; what else was added is.
    for token in tokenizer.get("added_tokens") or ():
        if not isinstance(token, dict) or not token.get("special"):
            yield token.get("id") if isinstance(token, dict) else None


def _flat(value: object) -> list[object]:
    return [] if value is None else value if isinstance(value, list) else [value]


def _require_numbers(file: Path, numbers: Any, rows: int | None) -> None:
    for number in numbers:
        good = isinstance(number, int) and not isinstance(number, bool) and number >= 0
        if not good or (rows is not None and number >= rows):
            raise Wrong(
                _(
                    "{file}: a token has the number {number}, but the weights have {rows} rows"
                ).format(
                    file=file.name, number=repr(number)[:40], rows="?" if rows is None else rows
                )
            )
