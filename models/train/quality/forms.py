"""French forms by lemma and by tag: what a planted error is made from."""

from __future__ import annotations

import functools
from collections import defaultdict

from wordfreq import zipf_frequency

from checker.languages.fr.lexicon import forms

USED = 1.2
"""Zipf frequency below which a form is nothing that anybody would write, even wrongly."""

COMMON = 2.8
"""Zipf frequency of a word that may stand by mistake in another's place."""


@functools.cache
def by_lemma() -> dict[str, list[tuple[str, str]]]:
    """Lemma -> forms in use, each with its tag."""
    out: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for form, readings in forms():
        if form == form.lower() and zipf_frequency(form, "fr") >= USED:
            for reading in readings:
                out[reading.lemma].append((form, reading.tag))
    return out


@functools.cache
def by_tag() -> dict[str, list[str]]:
    """Tag -> common forms that can be read so."""
    out: dict[str, list[str]] = defaultdict(list)
    for entries in by_lemma().values():
        for form, tag in entries:
            if zipf_frequency(form, "fr") >= COMMON:
                out[tag].append(form)
    return out
