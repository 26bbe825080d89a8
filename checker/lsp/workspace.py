"""Settings of a workspace: its own file, as the command line finds it, and what the editor's user says over it.

A folder that somebody has only opened to look at is no reason to load what it names: of settings in a folder that is
not trusted, those that name files, models or addresses do not count.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from checker.config import Config, load, parse, settings_file, starting_at, validated
from checker.disk import trust
from checker.disk.loading import stamps
from checker.judge.selection import strange
from checker.languages import require

NAMES_FILES = (*trust.FILES, *trust.MODELS, *trust.PLACES, "source_pattern", "source_below")
"""Settings that name what is read, written or run."""


class WorkspaceSettings:
    """The settings of one folder; read again when its file has changed.

    `own` is what the editor's user says: keys and values as in `checker.toml`, whatever the file says.
    """

    def __init__(self, folder: Path, own: Mapping[str, Any], *, trusted: bool) -> None:
        self.folder = folder
        self._own = own
        self._trusted = trusted
        self._read: tuple[object, Config] | None = None

    @property
    def file(self) -> Path | None:
        """The settings file that counts here."""
        return settings_file(self.folder)

    @property
    def config(self) -> Config:
        """The settings. Raises ConfigProblem, with all that is wrong."""
        file = self.file
        state = (file, stamps([str(file)]) if file else None)
        if self._read is None or self._read[0] != state:
            self._read = state, self._config()
        return self._read[1]

    def _config(self) -> Config:
        config = load(self.folder, also=strange)
        if not self._trusted:
            config = dataclasses.replace(
                config, **{name: getattr(Config(), name) for name in NAMES_FILES}
            )
        own = parse(self._own, where="editor", also=strange)
        own = starting_at(own, self.folder)
        keys = {key.replace("-", "_") for key in self._own}
        config = validated(dataclasses.replace(config, **{key: getattr(own, key) for key in keys}))
        for tag in (config.lang, config.pivot, *config.per_path_lang.values()):
            require(tag)
        return config


def own_settings(value: object) -> Mapping[str, Any]:
    """What an editor sends as settings: a table of keys, possibly below `checker`; anything else is none."""
    if isinstance(value, Mapping):
        value = value.get("checker", value)
    return dict(value) if isinstance(value, Mapping) else {}
