"""Translations without words that nobody writes: what a small model puts together from pieces of words it hardly knows.

Three remedies, the mildest first: names as the source spells them; another of the model's best translations; a search
that may not begin the word so. A word of the source that was left as it is counts as known: it says that it was not
translated, and what a model writes when it may not copy is wrong more often than right.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from checker.engines.name_spelling import as_in_source
from checker.languages.vocabulary import unknown_words
from checker.text.repetition import loop

LOOP = 5
"""Pieces from which a group that stands twice in a row is a loop; shorter ones may, as in "had had"."""

SEARCHES = 2
"""How often a translation with made-up words is searched for anew."""

LOSS = 0.1
"""Nats a piece by which a translation with fewer made-up words may be less probable than the model's best."""


@dataclass(frozen=True)
class Sentence:
    """A text under translation, and what its model does: writes pieces as text, searches, scores.

    `search` gives the best targets without the runs of pieces that it is told, the best first; `score` the
    log-probability of each piece of a target and of its end.
    """

    text: str
    source_lang: str
    target_lang: str
    decode: Callable[[Sequence[str]], str]
    search: Callable[[Sequence[list[str]]], list[list[str]]]
    score: Callable[[Sequence[list[str]]], list[list[float]]]

    def best(self, drafts: Sequence[list[str]]) -> str:
        """Of the model's best targets, and of those of further searches, the text with the fewest made-up words.

        Among equals the most probable; none that is less probable than the model's best by more than `LOSS`. A text
        without made-up words costs neither search nor score.
        """
        text = self._written(drafts[0])
        if not self._made_up(text):
            return text
        known: dict[str, float] = {}
        found = self._texts([drafts[0], *_sound(drafts[1:])])
        least = self._scored([text], found, known)[0] - LOSS
        never: list[list[str]] = []
        for _search in range(SEARCHES):
            text = self._fewest(found, known, least)
            openings = self._openings(drafts[0]) if drafts else []
            more = [run for run in openings if run not in never]
            if not more or not self._made_up(text):
                return text
            never += more
            drafts = self.search(never)
            found = self._texts(_sound(drafts)) | found
        return self._fewest(found, known, least)

    def _fewest(self, found: Mapping[str, list[str]], known: dict[str, float], least: float) -> str:
        """The most probable of those texts with the fewest made-up words that one is probable enough of.

        Targets with more are not scored: at least the model's best is probable enough.
        """
        ordered = sorted(found, key=self._made_up)
        for _made_up, group in itertools.groupby(ordered, key=self._made_up):
            texts = list(group)
            scores = self._scored(texts, found, known)
            best = max(range(len(texts)), key=scores.__getitem__)
            if scores[best] >= least:
                return texts[best]
        raise ValueError("the model's best is among them")

    def _scored(
        self, texts: Sequence[str], found: Mapping[str, list[str]], known: dict[str, float]
    ) -> list[float]:
        """Nats a piece of the targets that give these texts; what is `known` is not asked again."""
        new = [text for text in texts if text not in known]
        rows = self.score([found[text] for text in new]) if new else []
        known.update((text, sum(row) / len(row)) for text, row in zip(new, rows, strict=True))
        return [known[text] for text in texts]

    def _texts(self, drafts: Sequence[list[str]]) -> dict[str, list[str]]:
        """The texts of targets; of targets that give the same one, the first counts."""
        found: dict[str, list[str]] = {}
        for draft in drafts:
            found.setdefault(self._written(draft), draft)
        return found

    def _written(self, draft: Sequence[str]) -> str:
        return as_in_source(self.decode(draft), self.target_lang, self.text, self.source_lang)

    def _made_up(self, text: str) -> int:
        return len(unknown_words(text, self.target_lang, self.text))

    def _openings(self, draft: Sequence[str]) -> list[list[str]]:
        """How the made-up words of a target begin: their first two pieces, or the only one."""
        return [
            word[: 3 if word[0] == "▁" else 2]
            for word in _pieces_of_words(draft)
            if self._made_up(self.decode(word))
        ]


def _sound(drafts: Sequence[list[str]]) -> list[list[str]]:
    """The targets that are not empty and run in no loop."""
    return [draft for draft in drafts if draft and not loop(draft, LOOP)]


def _pieces_of_words(tokens: Sequence[str]) -> Iterator[list[str]]:
    """Runs of pieces that begin at a word start or behind a mark."""
    run: list[str] = []
    for token in tokens:
        behind_mark = run and run != ["▁"] and not any(map(str.isalpha, run[-1]))
        if run and (token.startswith("▁") or behind_mark):
            yield run
            run = []
        run.append(token)
    if run:
        yield run
