"""Every forgery of the suite in the page that checks without a network: caught by the check that names its reason."""

from pathlib import Path

import pytest

from tests.browser.offline_world import Case, answers, offline_page, verdict
from tests.forgery.cases import forgeries
from tests.forgery.open_cases import open_cases

pytestmark = [pytest.mark.browser, pytest.mark.one_store]


def test_what_cannot_be_checked_is_answered_as_the_verifier_answers(tmp_path: Path) -> None:
    known = open_cases()
    cases = [Case(name=each.name, content=each.content, trust=each.trust, at=each.at) for each in known]
    with offline_page(tmp_path) as page:
        found = answers(page, cases)
    for case, answer in zip(cases, found, strict=True):
        assert verdict(answer) == verdict(case.answer), case.name
        assert [each["detail"] for each in answer["checks"]] == [
            each["detail"] for each in case.answer["checks"]
        ]


def test_every_forgery_is_caught_as_the_verifier_catches_it(tmp_path: Path) -> None:
    known = forgeries()
    cases = [Case(name=each.name, content=each.content, trust=each.trust, at=each.at) for each in known]
    with offline_page(tmp_path) as page:
        found = answers(page, cases)
    for forgery, case, answer in zip(known, cases, found, strict=True):
        assert not answer["verified"], forgery.name
        assert verdict(answer)[forgery.check] is forgery.passed, forgery.name
        assert verdict(answer) == verdict(case.answer), forgery.name
