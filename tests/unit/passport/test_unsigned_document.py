"""A document that nobody signed: the ten checks of every file, and the one of its digest."""

from casthouse.exchange.document_json import document_digest
from casthouse.passport.unsigned_document import verify_unsigned
from casthouse.passport.verification import CheckName
from casthouse.passport.verified_list import ListBook
from tests.unit.exchange.document_samples import PLAIN
from tests.unit.passport.statement_world import NOW, bundle

CHECKS = "parse schema signature key issuer status log checkpoint certificate mass digest"


def test_a_document_is_asked_nothing_that_only_a_closed_period_is_asked() -> None:
    digest = document_digest(PLAIN)
    found = verify_unsigned(PLAIN, digest=digest, expected_digest=digest, lists=ListBook(bundle()), at=NOW)
    assert [check.name for check in found.checks] == [CheckName(name) for name in CHECKS.split()]
    assert found.verified
