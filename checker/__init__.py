"""checker finds bad machine translation: it reads translated text back and marks what a person should look at.

What is named here is the Python API, which plug-ins and programs may rely on (docs/api.md). Each name is imported when
first asked for: `import checker` itself costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from checker.config import Config as Config
    from checker.config import load as load_config  # noqa: F401
    from checker.errors import BadInput as BadInput
    from checker.errors import Cancelled as Cancelled
    from checker.errors import CheckerError as CheckerError
    from checker.errors import ConfigProblem as ConfigProblem
    from checker.errors import EngineFailure as EngineFailure
    from checker.errors import MissingExtra as MissingExtra
    from checker.errors import MissingModel as MissingModel
    from checker.errors import UsageProblem as UsageProblem
    from checker.session import Inspection as Inspection
    from checker.session import Session as Session
    from checker.session import Text as Text
    from checker.session import check as check
    from checker.types import DocumentResult as DocumentResult
    from checker.types import Finding as Finding
    from checker.types import Report as Report
    from checker.types import SegmentResult as SegmentResult
    from checker.types import Severity as Severity

__version__ = "0.1.0"

_HOMES = {
    "check": "session",
    "Session": "session",
    "Text": "session",
    "Inspection": "session",
    "Config": "config",
    "load_config": "config",
    "Report": "types",
    "DocumentResult": "types",
    "SegmentResult": "types",
    "Finding": "types",
    "Severity": "types",
    "CheckerError": "errors",
    "UsageProblem": "errors",
    "ConfigProblem": "errors",
    "BadInput": "errors",
    "MissingModel": "errors",
    "MissingExtra": "errors",
    "EngineFailure": "errors",
    "Cancelled": "errors",
}
"""Every name of the API and the module that it lives in."""

__all__ = ["__version__", *_HOMES]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'checker' has no attribute {name!r}")
    home = importlib.import_module(f"checker.{_HOMES[name]}")
    found = getattr(home, "load" if name == "load_config" else name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
