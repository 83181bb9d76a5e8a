"""Rows of the table of permissions: signed statements, and what anybody may fetch to check them."""

from casthouse.service import (
    audit_statement,
    certificate_statement,
    delivery_statement,
    digital_link,
    document_statement,
    gln,
    hideable_statement,
    offline_check,
    period_statement,
    signed_statement,
    statement_check,
    statement_download,
    statement_upload,
    status_list,
    trust_bundle,
)
from casthouse.service.permission import Act
from casthouse.service.statement_download import StatementForm
from tests.scenario.permission_world import Place, Row

UNKNOWN = {"identifier": "0" * 32}

STATEMENT_ROWS = (
    Row(
        use_case=document_statement.sign_document,
        act=Act.STATEMENT_SIGN,
        place=Place.ORGANISATION,
        given={"number": "ACME-2024-000001"},
        outcome="document_unknown",
    ),
    Row(
        use_case=document_statement.statement_of_document,
        act=Act.DOCUMENT_READ,
        place=Place.ORGANISATION,
        given={"issuer": "ACME", "number": "ACME-2024-000001"},
    ),
    Row(
        use_case=certificate_statement.sign_certificate,
        act=Act.STATEMENT_CERTIFY,
        place=Place.STORE,
        given={"number": "NONE"},
        outcome="certificate_unknown",
    ),
    Row(
        use_case=delivery_statement.sign_delivery,
        act=Act.STATEMENT_SIGN,
        place=Place.ORGANISATION,
        given={"number": "ACME-2024-000001"},
        outcome="document_unknown",
    ),
    Row(
        use_case=period_statement.sign_period,
        act=Act.STATEMENT_SIGN,
        place=Place.ORGANISATION,
        outcome="period_not_closed",
    ),
    Row(
        use_case=audit_statement.sign_summary,
        act=Act.STATEMENT_CERTIFY,
        place=Place.STORE,
        outcome="public_record_unknown",
    ),
    Row(
        use_case=delivery_statement.statement_of_delivery,
        act=Act.DOCUMENT_READ,
        place=Place.ORGANISATION,
        given={"issuer": "ACME", "number": "ACME-2024-000001"},
    ),
    Row(
        use_case=certificate_statement.statement_of_certificate,
        act=Act.STATEMENT_CHECK,
        place=Place.ANYWHERE,
        given={"number": "NONE"},
    ),
    Row(
        use_case=audit_statement.statement_of_summary,
        act=Act.STATEMENT_CHECK,
        place=Place.ANYWHERE,
        outcome="public_record_unknown",
    ),
    Row(use_case=signed_statement.statements, act=Act.STATEMENT_READ, place=Place.ORGANISATION),
    Row(
        use_case=signed_statement.statement_of,
        act=Act.STATEMENT_CHECK,
        place=Place.ANYWHERE,
        given=UNKNOWN,
        outcome="statement_unknown",
    ),
    Row(
        use_case=statement_check.checked_statement,
        act=Act.STATEMENT_CHECK,
        place=Place.ANYWHERE,
        given=UNKNOWN,
        outcome="statement_unknown",
    ),
    Row(
        use_case=statement_download.statement_file,
        act=Act.STATEMENT_CHECK,
        place=Place.ANYWHERE,
        given={**UNKNOWN, "form": StatementForm.JSON},
        outcome="statement_unknown",
    ),
    Row(use_case=gln.stated_gln, act=Act.GLN_READ, place=Place.ORGANISATION),
    Row(
        use_case=gln.state_gln,
        act=Act.GLN_SET,
        place=Place.ORGANISATION,
        given={"gln": "4006381333931"},
    ),
    Row(
        use_case=digital_link.resolved_link,
        act=Act.STATEMENT_CHECK,
        place=Place.ANYWHERE,
        given={"gln": "4006381333931"},
        outcome="digital_link_unknown",
    ),
    Row(use_case=digital_link.resolver, act=Act.STATEMENT_CHECK, place=Place.ANYWHERE),
    *(
        Row(
            use_case=use_case,
            act=Act.STATEMENT_CHECK,
            place=Place.ANYWHERE,
            given=UNKNOWN,
            outcome="statement_not_hideable",
        )
        for use_case in (hideable_statement.presentation, hideable_statement.presentation_archive)
    ),
    Row(
        use_case=status_list.status_list,
        act=Act.STATEMENT_CHECK,
        place=Place.ANYWHERE,
        given={"owner": "ACME", "number": 1, "purpose": "revocation"},
        outcome="status_list_unknown",
    ),
    Row(
        use_case=statement_upload.checked_upload,
        act=Act.STATEMENT_CHECK,
        place=Place.ANYWHERE,
        given={"content": b"{}"},
    ),
    Row(
        use_case=offline_check.offline_check_page,
        act=Act.STATEMENT_CHECK,
        place=Place.ANYWHERE,
        given={"version": "0"},
    ),
    Row(use_case=trust_bundle.trust_bundle, act=Act.STATEMENT_CHECK, place=Place.ANYWHERE),
)
