"""Collects what docstrings say to people, for translators: help of commands and options, documentation of rules.

Usage: python docs/messages.py FOLDER writes help.pot and rules.pot there; `make messages` runs it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from checker.cli import cli
from checker.cli.help import texts
from checker.messages import paragraphs
from checker.plugins import checks


def help_messages() -> set[str]:
    """The help of every command and option."""
    return _of(texts(cli))


def rule_messages() -> set[str]:
    """The documentation of every rule."""
    return _of(rule.doc for rule in checks().values())


def _of(docs: Iterable[str]) -> set[str]:
    return {part.removeprefix("\b\n") for doc in docs for part in paragraphs(doc)} - {""}


DOMAINS = {"help": help_messages, "rules": rule_messages}

if __name__ == "__main__":
    for name, collect in DOMAINS.items():
        catalogue = Catalog()
        for message in sorted(collect()):
            catalogue.add(message)
        with (Path(sys.argv[1]) / f"{name}.pot").open("wb") as file:
            write_po(file, catalogue, omit_header=True)
