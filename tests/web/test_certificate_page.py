"""The page of a certificate: whom a move touches, what stands all the same; what changed meanwhile is left alone."""

import pytest

from casthouse.web.forms.certificate import ApplicationForm
from tests.web.page_visit import Visitor

pytestmark = [pytest.mark.usefixtures("world"), pytest.mark.one_store]
PAGE = "/certificates/one/?number=COC-1"


def test_a_suspension_says_what_stands_before_it_is_made() -> None:
    keeper = Visitor("secretariat")
    assert '<input type="hidden" name="state" value="full"' in keeper.get(PAGE).text
    sent = {"form": "suspend", "reason": "audit overdue", "state": "full"}
    shown = keeper.post(PAGE, sent)
    assert "COC-1 loses its days from" in shown.words
    assert "What was sold before stands: its documents stay valid as of their day" in shown.words
    assert '<input type="hidden" name="state" value="full"' in shown.text
    assert keeper.post(PAGE, {**sent, "state": "applied", "seen": "yes"}).refusal == "certificate_changed"
    assert "Suspend: done" in keeper.post(PAGE, {**sent, "seen": "yes"}).words


def test_who_applies_is_told_why_no_audit_firm_can_be_chosen() -> None:
    told = "No audit firm has an auditor here yet"
    assert told in ApplicationForm(firms=[]).as_div()
    assert told not in ApplicationForm(firms=[("PRUEF", "Prüf und Siegel")]).as_div()
