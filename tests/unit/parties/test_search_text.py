"""Names are found however they are typed: case, accents, punctuation, the beginning of a word, a slip."""

import pytest

from casthouse.parties.search_text import WORDS_MAX, asked_words, folded, nearest_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Rhône Métaux S.A.", " rhone metaux s a"),
        ("ØRSTED Łódź", " orsted lodz"),
        ("Gießerei Straße", " giesserei strasse"),
        ("İzmir Alüminyum", " izmir aluminyum"),
        ("CH-PS-00001", " ch ps 00001"),
        ("中国铝业", " 中国铝业"),
        ("100%_\\'; DROP", " 100 drop"),
        ("  ", ""),
    ],
)
def test_text_is_folded(text: str, words: str) -> None:
    assert folded(text) == words


def test_folding_again_changes_nothing() -> None:
    once = folded("Ærø ﬁne ① Ⅳ ﬃ")
    assert folded(once) == once


def test_a_question_is_words_each_once_and_not_too_many() -> None:
    assert asked_words("Rhein RHEIN rolled") == ("rhein", "rolled")
    assert len(asked_words(" ".join(f"w{n}" for n in range(50)))) == WORDS_MAX


def test_a_slip_is_forgiven_and_more_only_in_a_long_word() -> None:
    known = {"rhein", "rhine", "mosan", "aluminium", "ried"}
    assert nearest_words("rhien", known) == ("rhein", "rhine")
    assert nearest_words("alumniun", known) == ("aluminium",)
    assert nearest_words("rih", known) == ()
    assert nearest_words("mxsxn", known) == ()
