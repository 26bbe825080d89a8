"""Settings as a person would write them down."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from pathlib import Path

from checker.config import Config, keys
from checker.messages import _


def as_toml(config: Config, origin: Path | None) -> str:
    """All settings as TOML: those with a value, and as comments those without; tables come last."""
    message = (
        _("settings of {path}, and options") if origin else _("no settings file; options only")
    )
    lines = ["# " + message.format(path=origin)]
    tables: list[str] = []
    for item in keys(type(config)):
        value = getattr(config, item.name)
        key = item.name.replace("_", "-")
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            value = {name.replace("_", "-"): one for name, one in dataclasses.asdict(value).items()}
        if isinstance(value, Mapping):
            rows = [f"{_text(name)} = {_text(one)}" for name, one in value.items()]
            tables += ["", f"[{key}]", *rows] if rows else []
        elif value is None:
            lines.append(f"# {key} =")
        else:
            lines.append(f"{key} = {_text(value)}")
    return "\n".join([*lines, *tables])


def _text(value: object) -> str:
    # A string, a number, a truth value or a list of strings of JSON is one of TOML too, but for DEL.
    text = json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
    return text.replace("\x7f", "\\u007f")
