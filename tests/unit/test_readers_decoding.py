import codecs
import quopri

import pytest

from checker.errors import BadInput
from checker.readers.decoding import decode

TEXT = "L’été à Noël, « déjà » : 5 €\r\n"


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8-sig"),
        (TEXT.encode("utf-16"), "utf-16"),
        (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-32"), "utf-32"),
        (TEXT.encode("cp1252"), "cp1252"),
        (b"", "utf-8"),
    ],
)
def test_encodings(data: bytes, encoding: str) -> None:
    text, found = decode(data, "a")
    assert (text, found) == (TEXT if data else "", encoding)


def test_a_short_western_text_is_not_guessed() -> None:
    assert decode("été=Déjà là\n".encode("latin-1"), "a")[0] == "été=Déjà là\n"
    assert decode("Привет".encode("cp1251"), "a")[0] != "Привет".encode("cp1251").decode("cp1252")


@pytest.mark.parametrize("encoding", ["cp850", "cp437", "mac-roman"])
@pytest.mark.parametrize(
    "text", ["Élève", "Père Noël", "Les élèves jouent.", "Créer un fichier", "Où ça ?", "L'été"]
)
def test_old_western_encodings(text: str, encoding: str) -> None:
    """Of DOS and of the Mac, as Excel there still writes them; detectors take a short text for Chinese."""
    assert decode(text.encode(encoding), "a")[0] == text


@pytest.mark.parametrize("text", ["un cœur d’œuvre", "m² et 3 µm", "½ tasse", "ESPAÑA", "naïf"])
def test_windows_comes_first(text: str) -> None:
    assert decode(text.encode("cp1252"), "a") == (text, "cp1252")


def test_the_ligature_of_latin_9() -> None:
    assert decode("N° 5 : le cœur d'une œuvre".encode("iso8859-15"), "a") == (
        "N° 5 : le cœur d'une œuvre",
        "iso8859-15",
    )


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("Les élèves sont là.".encode("utf-7"), "UTF-7"),
        (quopri.encodestring("Les élèves sont là.".encode()), "quoted-printable"),
        ("学校学校学校".encode("iso2022_jp") * 3, "ISO 2022"),
    ],
)
def test_what_mail_has_hidden(data: bytes, encoding: str) -> None:
    with pytest.raises(BadInput, match=encoding):
        decode(data, "a")
    assert decode(data + "é".encode(), "a")[1] == "utf-8"  # it is about such text


def test_what_only_looks_like_that() -> None:
    for text in ("+33 1 42 +ABC- x=C3", "a=E9b", "1+A1+A2+A3", "a?q=b+AND+c+AND+d+AND+REST+API"):
        assert decode(text.encode(), "a") == (text, "utf-8")


def test_another_alphabet_is_not_taken_for_western() -> None:
    text = "Президент заявил вчера, что переговоры будут продолжены на следующей неделе. " * 3
    assert decode(text.encode("cp1251"), "a")[0] == text


def test_a_stray_byte_does_not_spoil_the_rest() -> None:
    text, encoding = decode(("été " * 20).encode() + b"\xff fin", "a")
    assert encoding == "utf-8"
    assert text.endswith("été \ufffd fin")


def test_what_the_file_says_of_itself_is_believed_after_utf8() -> None:
    assert decode("naïve".encode("iso8859-15"), "a", "iso-8859-15") == ("naïve", "iso8859-15")
    assert decode("naïve".encode(), "a", "iso-8859-15") == ("naïve", "utf-8")
    assert decode("naïve".encode("cp1252"), "a", "no-such-thing") == ("naïve", "cp1252")


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0", codecs.BOM_UTF16_LE + b"\0\xd8"])
def test_what_is_no_text(data: bytes) -> None:
    with pytest.raises(BadInput, match=r"photo\.png"):
        decode(data, "photo.png")
