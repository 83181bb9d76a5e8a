"""The guidance: for every criterion of the edition, in plain words, and never taken for the text of the standard."""

import pytest

from casthouse.exchange.edition_file import built_in_editions
from casthouse.exchange.guidance_file import GUIDED_EDITIONS, built_in_guidance, guidance_from_text
from casthouse.parties.activity import Activity

WORDS_MAX = 45


@pytest.mark.parametrize("code", GUIDED_EDITIONS)
def test_every_criterion_has_help_and_no_other(code: str) -> None:
    guidance = built_in_guidance()[code]
    assert guidance.edition == code
    assert set(guidance.criteria) == {each.number for each in built_in_editions()[code].criteria}


@pytest.mark.parametrize("code", GUIDED_EDITIONS)
def test_the_help_is_short_plain_and_marked_as_ours(code: str) -> None:
    guidance = built_in_guidance()[code]
    assert (guidance.tag.value, guidance.verified) == ("derived", False)
    for number, each in guidance.criteria.items():
        assert each.asks.endswith("?"), number
        assert each.evidence, number
        for text in (each.asks, each.good, *each.evidence, *each.for_activity.values()):
            assert 0 < len(text.split()) <= WORDS_MAX, (number, text)


def test_what_it_comes_down_to_is_told_only_to_who_does_it() -> None:
    scrap = built_in_guidance()["ps-v3"].criteria["4.3"]
    assert scrap.notes_for([Activity.BAUXITE_MINING]) == ()
    (note,) = scrap.notes_for([Activity.CASTHOUSE, Activity.SEMI_FABRICATION])
    assert note.startswith("Butts, ends")


def test_a_key_that_is_unknown_is_a_bug() -> None:
    text = '[guidance]\nedition = "x"\ntag = "derived"\nverified = false\n[[criterion]]\nnumber = "1.1"\nask = "?"\n'
    with pytest.raises(AssertionError):
        guidance_from_text(text)
