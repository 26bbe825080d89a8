"""Errors that a person can act on: what happened, and what to do.

CheckerError                exit code 2, always
├── UsageProblem            options that cannot be combined
├── ConfigProblem           checker.toml or [tool.checker] does not hold what it should
├── BadInput                a file that cannot be read as what it claims to be
├── MissingModel            a model that is not on this machine, or not what the manifest says
├── MissingExtra            an optional package that the request needs
└── EngineFailure           a model that loads but does not work

Cancelled                   no error: whoever listens to a run ends it
"""

from __future__ import annotations

import errno

MOST_PROBLEMS = 20
"""What is wrong in a file one by one; the rest is counted."""


class CheckerError(Exception):
    """Base of all errors shown to people: `message` says what happened, `hint` what to do about it."""

    exit_code = 2

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageProblem(CheckerError):
    """Options or arguments that cannot be combined."""


class ConfigProblem(CheckerError):
    """A configuration that does not hold what it should."""


class BadInput(CheckerError):
    """An input file that cannot be read; the run continues with the others."""


class UnknownFormat(BadInput):
    """An input file that no reader understands; one that nobody named is passed over."""


class OtherLanguages(BadInput):
    """An input file with nothing in the language to check; one that nobody named is passed over."""


class MissingModel(CheckerError):
    """A model that is not on this machine, or not the one that the manifest promises."""


class MissingExtra(CheckerError):
    """An optional package that this request needs."""


class EngineFailure(CheckerError):
    """A model that loads but fails its self-test or breaks while working."""


class Cancelled(BaseException):
    """Raised by whoever listens to a run, to end it: nobody waits for its results any more.

    No error, so that nothing on the way takes it for one.
    """


_NO_MEMORY = (
    "failed to map segment",
    "cannot allocate memory",
    "can't allocate memory",
    "unable to allocate",
    "bad_alloc",
    "not enough memory",
    "out of memory",
    "pyobject pointer is null",
)
"""How libraries and the loader of shared ones say that memory ran out, in lower case."""


def panicked(error: BaseException) -> bool:
    """Whether a library in Rust (safetensors, tokenizers) gave up: what it raises is no Exception."""
    return type(error).__name__ == "PanicException"


def out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory ran out, whatever its class."""
    if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM:
        return True
    description = str(error).lower()
    return any(words in description for words in _NO_MEMORY)
