"""What tells the style of texts that a machine translated from that of others: the weights of `style.tsv.xz`.

    python models/train/style.py --human FILE... --machine FILE... --lang fr -o style.tsv.xz

Not a step of `run.py`: made once for the folder of a language. Files have a sentence a line and an empty line between
documents. Those of the embedded weights: 2,100 times ten sentences of English prose (US government news and blogs,
Leipzig, Common Voice) translated by the embedded model with a beam of 1; 4,200 of French prose of such kinds, 2,100 of
Wikipedia, official pages and novels, 1,050 of French that people translated from English.
"""

from __future__ import annotations

import argparse
import itertools
import lzma
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from checker.languages.morphology import words
from checker.languages.style import rows

SMALL = 150
"""The commonest words, which stand as they are."""

SEEN = 25
"""Documents that a row must stand in."""

STRENGTH = 0.5


def documents(paths: Sequence[Path]) -> list[list[str]]:
    """The documents of files, each its sentences."""
    out = []
    for path in paths:
        lines = path.read_text(encoding="utf-8").split("\n")
        for filled, some in itertools.groupby(lines, key=bool):
            if filled:
                out.append(list(some))
    return out


def learn(
    human: Sequence[Sequence[str]], machine: Sequence[Sequence[str]], lang: str
) -> dict[str, float]:
    """Weights of rows, and of the empty one, by logistic regression."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    every = [*human, *machine]
    counts = Counter(
        word.form
        for document in every
        for sentence in document
        for word in words(sentence, lang)
        if word.shape not in ("mark", "number")
    )
    small = frozenset(word for word, _count in counts.most_common(SMALL))
    known = [dict(rows(document, lang, small)) for document in every]
    seen = Counter(row for document in known for row in document)
    kept = {row for row, count in seen.items() if count >= min(SEEN, len(every) // 2)}
    vectors = DictVectorizer()
    table = vectors.fit_transform(
        [{row: share for row, share in one.items() if row in kept} for one in known]
    )
    labels = [False] * len(human) + [True] * len(machine)
    fitted: Any = LogisticRegression(C=STRENGTH, max_iter=500, class_weight="balanced")
    fitted.fit(table, labels)
    return {
        "": float(fitted.intercept_[0]),
        **dict(zip(vectors.get_feature_names_out(), fitted.coef_[0].tolist(), strict=True)),
    }


def main() -> None:
    """Reads the texts, and writes the weights."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--human", type=Path, nargs="+", required=True)
    parser.add_argument("--machine", type=Path, nargs="+", required=True)
    parser.add_argument("--lang", default="fr")
    parser.add_argument("-o", "--output", type=Path, required=True)
    asked = parser.parse_args()
    weights = learn(documents(asked.human), documents(asked.machine), asked.lang)
    text = "".join(f"{row}\t{weight:.3f}\n" for row, weight in sorted(weights.items()))
    asked.output.write_bytes(lzma.compress(text.encode("utf-8"), preset=9))
    print(f"{len(weights)} rows")


if __name__ == "__main__":
    main()
