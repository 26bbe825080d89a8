"""Which sentences of the source document stand behind which sentences of the checked text.

Dynamic programming over the similarity of the source and the machine back-translation, as in Bleualign
(Sennrich & Volk 2010), with three kinds of evidence a pair: shared character n-grams of source and
back-translation, n-grams that source and text share directly (numbers, names, addresses, cognates), and
length (Gale & Church 1993). A logistic model weighs them, so that a link is drawn when it is more probable
than not, and a missing paragraph costs no more than its sentences. A second pass links what moved.

Time and memory grow with sentences x band: up to `_FULL` pairs of sentences are all compared, larger
documents only in a band around a path through n-grams that occur once on each side. One algorithm, so one module.
"""

from __future__ import annotations

import bisect
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

_BINS = 4096
_GRAM = 4
_FULL = 1_000_000
_BAND = 100
_WIDEST = 1_000
_ROWS = 128
_OPERATIONS = ((1, 1), (1, 2), (2, 1), (2, 2))
_GAP = re.compile(r"(?<=\d)[.,\s\u00a0\u202f](?=\d{3}(?!\d))")
_SPACE = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Weights:
    """A logistic model of "these belong together": one bias an operation, one weight a feature."""

    bias: tuple[float, float, float, float]
    back: float
    direct: float
    length: float
    null: float
    """Cost of a sentence without a partner, in nats."""
    moved: float
    """Log-odds from which two left-over sentences far apart are the same one."""


# Fitted on newstest2013 and Europarl with sentences merged, split, dropped and moved (benchmarks/align_documents.py)
WITH_BACK = Weights((-4.6, -8.1, -8.4, -10.4), 17.5, 10.1, -0.65, 2.5, 0.0)
WITHOUT_BACK = Weights((-2.2, -5.7, -6.2, -8.2), 0.0, 31.2, -0.72, 3.0, 0.0)


@dataclass(frozen=True, slots=True)
class DocumentLink:
    """Indices of source sentences and of target sentences that say the same; an empty side has no partner.

    `similarity` is the probability (0..1) that the link is right, 0 for a sentence without a partner.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    similarity: float


def align_documents(
    source: Sequence[str], back: Sequence[str], target: Sequence[str]
) -> tuple[DocumentLink, ...]:
    """Links 1-1, 1-2, 2-1, 2-2, 1-0 and 0-1 that cover every sentence of both documents exactly once.

    `back` holds the translation of each target sentence into the source's language, or an empty text where there
    is none. Links come in the order of the text; source sentences left out stand after their predecessors.
    Raises ValueError where `back` and `target` differ in length.
    """
    if len(back) != len(target):
        raise ValueError(f"{len(target)} target sentences, but {len(back)} back-translations")
    if not source or not target:
        return tuple(
            [DocumentLink((i,), (), 0.0) for i in range(len(source))]
            + [DocumentLink((), (j,), 0.0) for j in range(len(target))]
        )
    evidence = _Evidence.of(source, back, target)
    path = _best_path(evidence, _band(evidence))
    return _with_moved(evidence, path)


@dataclass(frozen=True)
class _Grams:
    """Weighted n-gram counts of the sentences of one document in compressed rows."""

    start: Ints
    bins: Ints
    hashes: npt.NDArray[np.uint32]
    weights: Floats

    def rows(self, which: Ints) -> Floats:
        """These sentences as dense rows."""
        counts = self.start[which + 1] - self.start[which]
        ends = np.cumsum(counts)
        at = np.arange(int(ends[-1]) if len(ends) else 0)
        at += np.repeat(self.start[which] - (ends - counts), counts)
        cells = np.repeat(np.arange(len(which)), counts) * _BINS + self.bins[at]
        flat = np.bincount(cells, self.weights[at], minlength=len(which) * _BINS)
        return flat.reshape(len(which), _BINS).astype(np.float32)


def _hashes(texts: Sequence[str]) -> tuple[Ints, npt.NDArray[np.uint32]]:
    """Where each sentence's n-grams start, and a hash of every n-gram of all sentences."""
    plain = []
    for text in texts:
        decomposed = unicodedata.normalize("NFKD", _GAP.sub("", text).casefold())
        letters = "".join(c for c in decomposed if not unicodedata.combining(c))
        words = _SPACE.sub(" ", letters).strip()
        plain.append(f" {words} " if words else "")
    counts = np.array([max(len(text) - _GRAM + 1, 0) for text in plain], dtype=np.int64)
    start = np.concatenate(([0], np.cumsum(counts)))
    codes = np.frombuffer("".join(plain).encode("utf-32-le"), dtype=np.uint32)
    if codes.size < _GRAM:
        return start, np.zeros(int(start[-1]), dtype=np.uint32)
    rolling = np.zeros(codes.size - _GRAM + 1, dtype=np.uint32)
    for k in range(_GRAM):
        rolling = (rolling ^ codes[k : codes.size - _GRAM + 1 + k]) * np.uint32(0x9E3779B1)
        rolling ^= rolling >> np.uint32(15)
    ends = np.cumsum([len(text) for text in plain])
    begins = np.concatenate(([0], ends[:-1])).astype(np.int64)
    within = np.arange(int(start[-1])) - np.repeat(start[:-1], counts)
    return start, rolling[np.repeat(begins, counts) + within]


def _weigh(documents: Sequence[Sequence[str]]) -> list[_Grams]:
    """N-gram vectors of documents that share one table of inverse document frequencies."""
    hashed = [_hashes(texts) for texts in documents]
    frequency = np.zeros(_BINS)
    for start, hashes in hashed:
        rows = np.repeat(np.arange(len(start) - 1), np.diff(start))
        cells = np.unique(rows * _BINS + (hashes % _BINS).astype(np.int64))
        frequency += np.bincount(cells % _BINS, minlength=_BINS)
    sentences = sum(len(start) - 1 for start, _ in hashed)
    idf = np.log((sentences + 1) / (frequency + 0.5)).astype(np.float32)
    out = []
    for start, hashes in hashed:
        bins = (hashes % _BINS).astype(np.int64)
        out.append(_Grams(start, bins, hashes, idf[bins]))
    return out


@dataclass(frozen=True)
class _Side:
    """One document's vectors, with squared norms of single sentences and of each with the next, and lengths."""

    grams: _Grams
    norms: tuple[Floats, Floats]
    lengths: Floats

    @classmethod
    def of(cls, grams: _Grams, texts: Sequence[str]) -> _Side:
        count = len(texts)
        single = np.zeros(count, dtype=np.float32)
        double = np.zeros(max(count - 1, 0), dtype=np.float32)
        for low in range(0, count, _ROWS):
            high = min(low + _ROWS, count)
            rows = grams.rows(np.arange(low, min(high + 1, count)))
            single[low:high] = np.einsum("ij,ij->i", rows, rows)[: high - low]
            cross = np.einsum("ij,ij->i", rows[:-1], rows[1:])
            double[low : low + len(cross)] = cross * 2
        double += single[:-1] + single[1:]
        lengths = np.array([max(len(text), 1) for text in texts], dtype=np.float32)
        return cls(grams, (single, double), lengths)


@dataclass(frozen=True)
class _Evidence:
    source: _Side
    back: _Side
    target: _Side
    has_back: npt.NDArray[np.bool_]
    ratio: float
    """Characters of target a character of source."""

    @classmethod
    def of(cls, source: Sequence[str], back: Sequence[str], target: Sequence[str]) -> _Evidence:
        documents = (source, back, target)
        sides = [_Side.of(g, d) for g, d in zip(_weigh(documents), documents, strict=True)]
        ratio = float(sides[2].lengths.sum() / sides[0].lengths.sum())
        has_back = np.array([bool(text.strip()) for text in back])
        return cls(sides[0], sides[1], sides[2], has_back, ratio)

    def features(self, rows: Ints, columns: Ints) -> Iterator[tuple[Floats, Floats, Floats]]:
        """For each operation: cosine with the back-translation and with the text, squared length surprise.

        Row r, column c: the group that starts at source sentence rows[r] and target sentence columns[c];
        groups of two take the next row or column, so the indices must then be consecutive.
        """
        mine = self.source.grams.rows(rows)
        back = mine @ self.back.grams.rows(columns).T
        direct = mine @ self.target.grams.rows(columns).T
        for tall, wide in _OPERATIONS:
            one, other = rows[: len(rows) - tall + 1], columns[: len(columns) - wide + 1]
            left = _groups(self.source.lengths, tall)[one, None] * self.ratio
            right = _groups(self.target.lengths, wide)[None, other]
            norms = self.source.norms[tall - 1][one, None]
            yield (
                _cosine(back, norms, self.back.norms[wide - 1][None, other], tall, wide),
                _cosine(direct, norms, self.target.norms[wide - 1][None, other], tall, wide),
                np.minimum((left - right) ** 2 / (3.4 * (left + right)), 25.0),
            )

    def scores(self, rows: Ints, columns: Ints) -> Iterator[Floats]:
        """Log-odds of every operation that starts in these rows and columns."""
        for (_, wide), bias, bare, features in zip(
            _OPERATIONS,
            WITH_BACK.bias,
            WITHOUT_BACK.bias,
            self.features(rows, columns),
            strict=True,
        ):
            back, direct, length = features
            seen = self.has_back[columns]
            if wide == 2:
                seen = seen[:-1] & seen[1:]
            yield np.where(
                seen[None, :],
                bias
                + WITH_BACK.back * back
                + WITH_BACK.direct * direct
                + WITH_BACK.length * length,
                bare + WITHOUT_BACK.direct * direct + WITHOUT_BACK.length * length,
            ).astype(np.float32)


def _groups(values: Floats, size: int) -> Floats:
    return values if size == 1 else values[:-1] + values[1:]


def _cosine(dots: Floats, one: Floats, other: Floats, tall: int, wide: int) -> Floats:
    """Cosines of groups: the dot product of sums is the sum of dot products."""
    if tall == 2:
        dots = dots[:-1] + dots[1:]
    if wide == 2:
        dots = dots[:, :-1] + dots[:, 1:]
    cosines: Floats = dots / np.sqrt(np.maximum(one * other, 1e-6))
    return cosines


def _band(evidence: _Evidence) -> tuple[Ints, Ints]:
    """For each prefix of the source, the first and the last prefix of the target that a path may touch."""
    n, m = len(evidence.source.lengths), len(evidence.target.lengths)
    rows = np.arange(n + 1)
    if n * m <= _FULL:
        return np.zeros(n + 1, dtype=np.int64), np.full(n + 1, m, dtype=np.int64)
    anchors = [(0, 0), *_anchors(evidence), (n, m)]
    x = np.array([i for i, _ in anchors])
    y = np.array([j for _, j in anchors])
    centre = np.interp(rows, x, y)
    skew = np.abs(np.diff(y) - np.diff(x))
    which = np.clip(np.searchsorted(x, rows, side="right") - 1, 0, len(skew) - 1)
    half = np.minimum(_BAND + skew[which], _WIDEST)
    # Neighbouring rows must meet wherever two anchors lie far apart on one side.
    step = np.concatenate((np.diff(centre), [0.0]))
    low = np.minimum.accumulate(np.floor(centre - half)[::-1])[::-1]
    high = np.maximum.accumulate(np.ceil(centre + half + step))
    low, high = np.clip(low, 0, m), np.clip(high, 0, m)
    high[-1] = m
    return low.astype(np.int64), high.astype(np.int64)


def _anchors(evidence: _Evidence) -> list[tuple[int, int]]:
    """Rising pairs of sentences that share at least three n-grams found nowhere else."""
    votes: dict[tuple[int, int], int] = {}
    mine, where = _once(evidence.source.grams)
    for other in (evidence.back, evidence.target):
        theirs, there = _once(other.grams)
        _, a, b = np.intersect1d(mine, theirs, assume_unique=True, return_indices=True)
        for pair in zip(where[a].tolist(), there[b].tolist(), strict=True):
            votes[pair] = votes.get(pair, 0) + 1
    strong = sorted((i, -j) for (i, j), count in votes.items() if count >= 3)
    return _rising([(i, -j) for i, j in strong])


def _once(grams: _Grams) -> tuple[npt.NDArray[np.uint32], Ints]:
    rows = np.repeat(np.arange(len(grams.start) - 1), np.diff(grams.start))
    values, first, counts = np.unique(grams.hashes, return_index=True, return_counts=True)
    return values[counts == 1], rows[first[counts == 1]]


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence that rises strictly on both sides; ties on the first side come falling."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for index, (_, j) in enumerate(pairs):
        place = bisect.bisect_left(ends, j)
        before.append(at[place - 1] if place else -1)
        if place == len(ends):
            ends.append(j)
            at.append(index)
        else:
            ends[place], at[place] = j, index
    out = []
    index = at[-1] if at else -1
    while index >= 0:
        out.append(pairs[index])
        index = before[index]
    return out[::-1]


def _best_path(evidence: _Evidence, band: tuple[Ints, Ints]) -> list[DocumentLink]:
    """The chain of links with the greatest sum of log-odds."""
    n, m = len(evidence.source.lengths), len(evidence.target.lengths)
    null = WITH_BACK.null if evidence.has_back.mean() >= 0.5 else WITHOUT_BACK.null
    pad = 2  # columns that stand for "before the first sentence"
    empty = np.full(m + 1 + pad, -np.inf, dtype=np.float64)
    rows = [empty, empty]
    moves: list[npt.NDArray[np.int8]] = []
    gains: list[Floats] = []
    chunk: list[Floats] = []
    chunk_low = chunk_left = 0
    for i in range(n + 1):
        if i >= 1 and (i - 1) % _ROWS == 0:
            # Rows that end here started one or two sentences ago.
            chunk_low = max(i - 2, 0)
            high = min(i - 1 + _ROWS, n)
            chunk_left = max(int(band[0][max(i - 2, 0)]) - pad, 0)
            right = min(int(band[1][min(high, n)]) + 1, m)
            rows_here, columns = np.arange(chunk_low, high), np.arange(chunk_left, right)
            chunk = list(evidence.scores(rows_here, columns))
        low, stop = int(band[0][i]), int(band[1][i]) + 1
        best = np.full(stop - low, -np.inf)
        move = np.full(stop - low, -1, dtype=np.int8)
        gain = np.zeros(stop - low, dtype=np.float32)
        if i == 0:
            best[0] = 0.0
        else:
            best = rows[-1][low + pad : stop + pad] - null
            move[:] = len(_OPERATIONS)
            for index, (tall, wide) in enumerate(_OPERATIONS):
                if tall > i:
                    continue
                scores = chunk[index]
                line = i - tall - chunk_low
                first = max(low - wide, chunk_left)
                last = min(stop - wide, chunk_left + scores.shape[1])
                if last <= first or not 0 <= line < scores.shape[0]:
                    continue
                value = scores[line, first - chunk_left : last - chunk_left]
                reached = rows[-tall][first + pad : last + pad] + value
                cut = slice(first + wide - low, last + wide - low)
                better = reached > best[cut]
                best[cut] = np.where(better, reached, best[cut])
                move[cut] = np.where(better, index, move[cut])
                gain[cut] = np.where(better, value, gain[cut])
        slope = null * np.arange(low, stop)
        running = np.maximum.accumulate(best + slope) - slope
        skipped = running > best + 1e-9
        move[skipped] = len(_OPERATIONS) + 1
        row = empty.copy()
        row[low + pad : stop + pad] = running
        rows = [rows[-1], row]
        moves.append(move)
        gains.append(gain)
    return _trace(moves, gains, band[0], n, m)


def _trace(
    moves: Sequence[npt.NDArray[np.int8]], gains: Sequence[Floats], low: Ints, n: int, m: int
) -> list[DocumentLink]:
    links: list[DocumentLink] = []
    i, j = n, m
    while i or j:
        place = j - int(low[i])
        move = int(moves[i][place])
        tall, wide = (*_OPERATIONS, (1, 0), (0, 1))[move]
        similarity = _probability(float(gains[i][place])) if tall and wide else 0.0
        links.append(DocumentLink(tuple(range(i - tall, i)), tuple(range(j - wide, j)), similarity))
        i, j = i - tall, j - wide
    return links[::-1]


def _probability(log_odds: float) -> float:
    return float(1 / (1 + np.exp(-np.clip(log_odds, -50, 50))))


def _with_moved(evidence: _Evidence, path: Sequence[DocumentLink]) -> tuple[DocumentLink, ...]:
    """The path's links, with sentences left over on both sides linked where each is the other's best."""
    lost = [link.source[0] for link in path if not link.target]
    extra = [link.target[0] for link in path if not link.source]
    found: dict[int, tuple[int, float]] = {}
    if lost and extra:
        scores = next(evidence.scores(np.array(lost), np.array(extra)))
        limit = np.where(evidence.has_back[extra], WITH_BACK.moved, WITHOUT_BACK.moved)
        partner, rival = scores.argmax(axis=1), scores.argmax(axis=0)
        for row, column in enumerate(partner.tolist()):
            score = float(scores[row, column])
            if rival[column] == row and score >= limit[column]:
                found[extra[column]] = (lost[row], _probability(score))
    moved = {i for i, _ in found.values()}
    out = []
    for link in path:
        if not link.source and link.target[0] in found:
            i, similarity = found[link.target[0]]
            out.append(DocumentLink((i,), link.target, similarity))
        elif link.target or link.source[0] not in moved:
            out.append(link)
    return tuple(out)
