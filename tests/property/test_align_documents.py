from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from checker.align.documents import align_documents

sentences = st.lists(
    st.one_of(
        st.text(max_size=30), st.sampled_from(["Yes.", "The vote is on 4 July.", "Le vote a lieu."])
    ),
    max_size=12,
)


@given(sentences, sentences, st.booleans(), st.data())
@settings(max_examples=60, deadline=None)
def test_every_sentence_is_in_exactly_one_link(
    source: list[str], target: list[str], translated: bool, data: st.DataObject
) -> None:
    back = [data.draw(st.text(max_size=20)) if translated else "" for _ in target]
    found = align_documents(source, back, target)
    assert Counter(i for link in found for i in link.source) == Counter(range(len(source)))
    assert Counter(j for link in found for j in link.target) == Counter(range(len(target)))
    assert [j for link in found for j in link.target] == list(range(len(target)))
    assert all(0 <= link.similarity <= 1 for link in found)
    assert align_documents(source, back, target) == found
