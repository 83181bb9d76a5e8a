"""What `casthouse check` finds in the accounts beside the ledger; none of it stands in a period's closing."""

from collections.abc import Iterator
from datetime import date

from casthouse.custody.cash_purchase import cash_findings
from casthouse.custody.finding import Finding
from casthouse.service.contractor_account import all_contractor_findings
from casthouse.service.organisation_rules import organisation_rules
from casthouse.service.scope_ledger import ScopeFile
from casthouse.service.tolling import toll_book_of
from casthouse.storage import cash_purchase as cash_store


def scope_account_findings(file: ScopeFile, *, today: date) -> Iterator[Finding]:
    """Return what is found about the contractors and the toll customers of a scope."""
    yield from all_contractor_findings(file, today=today)
    yield from toll_book_of(file.scope.code, on=date.max).findings


def organisation_account_findings(organisation: str) -> Iterator[Finding]:
    """Return what is found about the cash purchases of an organisation."""
    purchases = cash_store.cash_purchases(organisation)
    if purchases:
        yield from cash_findings(
            purchases,
            rules=organisation_rules(organisation),
            legal_limit=cash_store.legal_limit(organisation),
        )
