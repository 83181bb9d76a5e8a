"""Claims guides: what they refuse to leave out, which words they find, and every mistake with its line."""

from importlib.resources import files

import pytest

from casthouse.assurance.claim_phrase import LOOK_ALIKE, phrase, words_of
from casthouse.assurance.claim_word import ClaimKind, TextForm
from casthouse.assurance.claim_wording import wording_hits
from casthouse.assurance.claims_guide_text import claims_guide_from_text
from casthouse.exchange.claims_guide_file import built_in_claims_guides
from casthouse.refusal import Refusal

pytestmark = pytest.mark.one_store

GUIDES = built_in_claims_guides()
LATEST = GUIDES["cg-v3"]
TEXT = files("casthouse.standard").joinpath("claims_guides", "cg-v1.toml").read_text(encoding="utf-8")


def rules_hit(text: str, kind: ClaimKind = ClaimKind.ON_PRODUCT) -> set[str]:
    """Return the rules whose words are in a text."""
    return {each.rule for each in wording_hits(LATEST, kind, [text])}


def test_the_guides_follow_each_other_and_nobody_says_they_were_verified() -> None:
    assert list(GUIDES) == ["cg-v1", "cg-v2", "cg-v3"]
    for guide in GUIDES.values():
        assert set(guide.kinds) == set(ClaimKind)
        sources = [guide.source, *(each.source for each in guide.kinds.values())]
        sources += [each.source for each in guide.wordings]
        assert not any(each.verified for each in sources)
        assert all(each.address for each in sources if each.tag.value == "published")
    assert len(LATEST.wordings) > len(GUIDES["cg-v2"].wordings) > len(GUIDES["cg-v1"].wordings)


def test_each_text_about_metal_says_what_mass_balance_means_and_no_text_breaks_the_rules() -> None:
    for guide in GUIDES.values():
        for rules in guide.kinds.values():
            for form in TextForm:
                text = rules.texts[form].replace("{mass_balance}", guide.mass_balance)
                assert (guide.mass_balance in text) == rules.is_of_custody
                assert not wording_hits(LATEST, rules.kind, [text]), text


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Made from 75 % ASI aluminium", "content_percentage"),
        ("fifty per cent of it is ASI", "content_percentage"),
        ("\uff17\uff15\uff05\uff21\uff33\uff29", "content_percentage"),  # in full width
        ("zu 80 Prozent zertifiziert", "content_percentage"),
        ("50 ٪ certified", "content_percentage"),
        ("made of A.S.I. metal", "physical_content"),
        ("made of а\u200bѕі metal", "physical_content"),  # noqa: RUF001 - Cyrillic letters, a hidden sign
        ("MADE\nOF\nASI", "physical_content"),
        ("enthält zerti-\nfiziertes Metall", "physical_content"),
        ("composé d'aluminium ASI", "physical_content"),
        ("fabricado con aluminio ASI", "physical_content"),
        ("realizzato in alluminio ASI", "physical_content"),
        ("contém alumínio certificado", "physical_content"),
        ("本製品はASIアルミニウム製です", "physical_content"),
        ("由ASI铝制成", "physical_content"),
        ("completely sustainable", "absolute"),
        ("identity-preserved metal", "other_custody_model"),
        ("Klimaneutrales Blech", "climate"),
        ("カーボンニュートラル", "climate"),
        ("endorsed by the ASI", "endorsement"),
        ("half of it is certified", "partial_content"),
        ("green aluminum", "green"),
    ],
)
def test_words_are_found_whatever_their_spelling(text: str, rule: str) -> None:
    assert rule in rules_hit(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Rolled in Duisburg since 1920.",
        "Can sheet 5182 H48",
        "Wir walzen Bleche.",
        "See our report of 2024.",
        "\U0001d54f \ud83d",
    ],
)
def test_plain_words_pass(text: str) -> None:
    assert rules_hit(text) == set()


def test_a_membership_claim_says_nothing_of_certificates() -> None:
    assert rules_hit("A certified company", ClaimKind.MEMBERSHIP) == {"membership_as_certificate"}
    assert rules_hit("A certified company", ClaimKind.PERFORMANCE) == set()


def test_words_split_over_two_fields_are_read_together() -> None:
    assert wording_hits(LATEST, ClaimKind.ON_PRODUCT, ["Sheet made of", "ASI"])


def test_a_phrase_with_gaps() -> None:
    made = phrase("made of ... asi*")
    assert made is not None
    assert made.is_in(words_of("made of the finest shiny asimetal"))
    assert made.is_in(words_of("made of one two three four five six asi"))
    assert not made.is_in(words_of("made of one two three four five six seven asi"))
    assert phrase("... asi") is None
    assert phrase("asi ...") is None
    assert phrase("{percent}") is None
    assert phrase(" !? ") is None
    assert all(new.isascii() for new in map(chr, LOOK_ALIKE.values()))


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ('id = "custody"', 'id = "custard"', "'custard', where one of membership"),
        (' {own_words} {mass_balance}"\nfull', ' {own_words}"\nfull', "short must carry {mass_balance}"),
        ("{member} is {certified} against", "{member} is certified against", "must say {certified}"),
        ('short = "{member} is a member', 'short = "{mumber} is a member', "unknown place {mumber}"),
        ("months = 12", "months = 0", "a whole number from 1 to 120"),
        ("months = 12", "months = true", "a whole number from 1 to 120"),
        ("artwork = true", 'artwork = "yes"', "where true or false is expected"),
        ("begins = 2017-12-01", 'begins = "2017"', "where a day such as"),
        ("until = 2023-05-31", "until = 2017-01-01", "is before the first day"),
        ('code = "cg-v1"', 'code = ""', "where a text is expected"),
        ('code = "cg-v1"', 'code = "cg-v1"\nextends = "cg-v0"', "is none of"),
        (
            'standards = ["chain_of_custody"]',
            'standards = ["chain"]',
            "'chain', where words of",
        ),
        ('effect = "refuse"', 'effect = "forbid"', "where one of refuse, review"),
        ('"asi inside"', '"... asi"', "names no word, or begins or ends with a gap"),
        ('"asi inside"', "7", "a list of phrases"),
        ('id = "absolute"', 'id = "physical_content"', "physical_content stands twice"),
        ('tag = "published"', 'tag = "guessed"', "where one of published"),
        ('clause = "custody', 'klause = "custody', "this key is unknown"),
        ("[guide]", "colour = 1\n[guide]", "colour: this is unknown"),
        ("[guide]", "[guide", "this is not TOML"),
    ],
)
def test_a_mistake_is_named_with_its_line(old: str, new: str, mistake: str) -> None:
    text = TEXT.replace('clause = "chain of custody claims"', 'clause = "custody claims"')
    assert old in text
    with pytest.raises(Refusal) as refusal:
        claims_guide_from_text(text.replace(old, new, 1))
    assert refusal.value.code == "claims_guide_invalid"
    found = refusal.value.text.found
    assert mistake in found
    assert "line " in found
