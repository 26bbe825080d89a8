import pytest

from checker.reporters import labels
from checker.types import Severity


@pytest.mark.parametrize("value", list(Severity))
def test_every_severity_has_a_word(value: Severity) -> None:
    assert labels.severity(value) == value.value


def test_codes_become_words_and_unknown_ones_stay_readable() -> None:
    assert labels.reason("too_short") == "too short"
    assert labels.reason("mixed_up\x1b") == "mixed up␛"
    assert labels.reason(None) == "unknown"
    assert labels.suppression("inSource") == "a comment in the file"
    assert labels.suppression("because") == "because"
    assert labels.verdict("error") == "some texts could not be checked"
