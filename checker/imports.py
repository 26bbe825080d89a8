"""Importing a library without what it imports for the sake of others, and without work that it does in advance."""

from __future__ import annotations

import functools
import importlib.util
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

_HIDDEN = threading.RLock()
"""Held while a module is hidden, from all threads."""


@contextmanager
def without(name: str) -> Iterator[None]:
    """Inside, importing the module `name` raises ImportError, unless it is loaded already.

    For libraries that import a large one only to take its objects too: PyTorch costs seconds and 300 megabytes.
    """
    with _HIDDEN:
        if name in sys.modules:
            yield
            return
        # Python's own way to say that there is no such module (documented at sys.modules).
        sys.modules[name] = None  # type: ignore[assignment]
        try:
            yield
        finally:
            del sys.modules[name]


def unhidden(name: str) -> ModuleType:
    """The module `name`, imported once no other thread does `without` it. Raises ImportError."""
    with _HIDDEN:
        return importlib.import_module(name)


def later(name: str) -> None:
    """Has importing the module `name` load it when something of it is first asked for.

    For modules that libraries import for the sake of functions that nobody here calls.
    """
    if name in sys.modules:
        return
    spec = importlib.util.find_spec(name)
    if spec is not None and spec.loader is not None:
        spec.loader = importlib.util.LazyLoader(spec.loader)
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)


@contextmanager
def hollow(module: str, name: str) -> Iterator[None]:
    """Inside, the module `module` holds nothing but None called `name`, and its package nothing at all.

    For libraries that import their command line, with all that it needs, to offer one function of it.
    """
    package = module.rpartition(".")[0]
    if package in sys.modules:
        yield
        return
    sys.modules[package] = ModuleType(package)
    sys.modules[module] = ModuleType(module)
    setattr(sys.modules[module], name, None)
    try:
        yield
    finally:
        del sys.modules[module], sys.modules[package]


@functools.cache
def member(package: str, name: str) -> ModuleType:
    """A module of a package that needs nothing of the package, without what importing the package imports.

    It is not the one that the package has, should that be imported too. Raises ImportError.
    """
    found = importlib.util.find_spec(package)
    for folder in (found and found.submodule_search_locations) or ():
        spec = importlib.util.spec_from_file_location(
            f"{package}.{name}", Path(folder, f"{name}.py")
        )
        if spec is not None and spec.loader is not None:
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            return module
    raise ModuleNotFoundError(package)


_HUGE = 100_000
"""Characters from which a pattern is compiled piece by piece; those of people are far shorter."""
_SET = re.compile(r"\[(?:\\.|[^\]\\]){200,}\]", re.DOTALL)
"""A set that lists an alphabet."""
_ALTERNATIVES = re.compile(r"(\(\?\w+\))?\(\?:(.*)\)", re.DOTALL)


class Alternation:
    """A pattern `(?iu)(?:...)|(?:...)|...` whose alternatives are compiled when a text could first match them.

    What could match is what does where each set that lists an alphabet is replaced by any character.
    """

    def __init__(self, pattern: str) -> None:
        whole = _ALTERNATIVES.fullmatch(pattern)
        if whole is None:
            raise ValueError("not a pattern of alternatives")
        self._flags: str = whole[1] or ""
        self._parts = whole[2].split(")|(?:")
        self._screens = [f"(?:{_SET.sub('.', part)})" for part in self._parts]
        self._any = re.compile(self._flags + "|".join(self._screens), re.DOTALL)

    def match(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.match`."""
        if self._any.match(text) is None:
            return None
        for at, screen in enumerate(self._screens):
            if re.match(self._flags + screen, text, re.DOTALL):
                found = self._exact(at).match(text)
                if found is not None:
                    return found
        return None

    @functools.cache  # noqa: B019 (lives as long as the process)
    def _exact(self, at: int) -> re.Pattern[str]:
        return re.compile(f"{self._flags}(?:{self._parts[at]})")


@contextmanager
def huge_patterns_later() -> Iterator[None]:
    """Inside, `re.compile` makes an `Alternation` of a pattern of more than `_HUGE` characters.

    spaCy compiles one for French of 1.4 million characters: three seconds, for some words with hyphens.
    """
    compile_now = re.compile

    def compile_later(pattern: Any, flags: Any = 0) -> Any:
        if isinstance(pattern, str) and len(pattern) > _HUGE and not flags:
            try:
                return Alternation(pattern)
            except ValueError:
                pass
        return compile_now(pattern, flags)

    re.compile = compile_later
    try:
        yield
    finally:
        re.compile = compile_now
