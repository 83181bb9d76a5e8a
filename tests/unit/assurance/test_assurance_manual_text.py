from importlib.resources import files

import pytest

from casthouse.assurance.assurance_manual import MANUAL_RULES
from casthouse.assurance.assurance_manual_text import assurance_manual_from_text
from casthouse.refusal import Refusal
from tests.unit.assurance.manual_samples import MANUAL

TEXT = files("casthouse.standard").joinpath("assurance_manuals", "am-v2.toml").read_text(encoding="utf-8")


def test_every_number_has_a_clause_and_nobody_says_it_was_verified() -> None:
    assert {rule.id for rule in MANUAL.rules} == set(MANUAL_RULES)
    assert all(rule.clause and rule.edition == "am-v2" and not rule.verified for rule in MANUAL.rules)
    assert all(rule.source for rule in MANUAL.rules if rule.tag.value == "published")


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        (
            'id = "oversight.days"\nvalue = 30',
            'id = "oversight.days"\nvalue = "thirty"',
            "oversight.days: value must be",
        ),
        ('id = "oversight.days"', 'id = "oversight.weeks"', "the rule oversight.days is missing"),
        ('id = "oversight.days"', 'id = "report.days"', "the rule report.days stands twice"),
        ('tag = "derived"', 'tag = "guessed"', "tag must be one of"),
        ("verified = false", "verified = 0", "verified must be true or false"),
        ('code = "am-v2"\n', "", "[manual] code is missing"),
        ('overall = "low"', 'overall = "poor"', "1 of 27 rows are missing"),
        ("[manual]", "extra = 1\n[manual]", "the key extra is unknown"),
        ('clause = "auditors"', 'klause = "auditors"', "the key klause is unknown"),
        ("[manual]", "[manual", "this is not TOML"),
    ],
)
def test_a_mistake_is_named(old: str, new: str, mistake: str) -> None:
    assert old in TEXT
    with pytest.raises(Refusal) as refusal:
        assurance_manual_from_text(TEXT.replace(old, new, 1))
    assert refusal.value.code == "assurance_manual_invalid"
    assert mistake in refusal.value.text.found


def test_a_row_of_maturity_stands_once() -> None:
    start = TEXT.index("[[maturity]]")
    row = TEXT[start : TEXT.index("[[maturity]]", start + 1)]
    with pytest.raises(Refusal, match="a row stands twice"):
        assurance_manual_from_text(TEXT + "\n" + row)
