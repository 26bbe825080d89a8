"""A progress line on standard error while models work; nothing where no one is looking."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Any

from checker.config import Config
from checker.messages import _


class Relay:
    """Passes on how far a run is to who listens now: a watched run has one progress line after another."""

    def __init__(self) -> None:
        self.listener: Progress | None = None

    def __call__(self, path: str, done: int, total: int) -> None:
        """`done` of `total` sentences of `path` are through."""
        if self.listener is not None:
            self.listener(path, done, total)


class Progress:
    """Shows the file, how many sentences are through, their rate and the time left. A context manager."""

    def __init__(self, config: Config, files: int) -> None:
        self._shown = not config.quiet and sys.stderr.isatty()
        self._files = files
        self._file = 0
        self._current = ""
        self._bar: Any = None
        self._task: Any = None

    def __call__(self, path: str, done: int, total: int) -> None:
        """`done` of `total` sentences of `path` are through."""
        if self._bar is None:
            return
        if path != self._current:
            self._current = path
            self._file += 1
            of = f" ({self._file}/{self._files})" if self._files > 1 else ""
            self._bar.update(self._task, description=f"{path}{of}")
        self._bar.update(self._task, completed=done, total=total)

    def __enter__(self) -> Progress:
        if self._shown:
            from rich.console import Console
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                ProgressColumn,
                Task,
                TextColumn,
                TimeRemainingColumn,
            )
            from rich.progress import Progress as Bar
            from rich.text import Text

            class Rate(ProgressColumn):
                def render(self, task: Task) -> Text:
                    if task.speed is None:
                        return Text()
                    return Text(_("{rate:.1f} a second").format(rate=task.speed))

            self._bar = Bar(
                TextColumn("{task.description}", markup=False),
                BarColumn(bar_width=24),
                MofNCompleteColumn(),
                TextColumn(_("sentences")),
                Rate(),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._bar.start()
            self._task = self._bar.add_task(_("loading the models"), total=None)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
