"""Statements of a closed period, and of a certificate, that say more than the accounts or the register."""

from copy import deepcopy
from typing import Any

from casthouse.passport.canonical import canonical
from casthouse.passport.credential import CredentialForm, CredentialIssuer, StatusEntry, new_credential
from casthouse.passport.key_owner import SECRETARIAT, KeyOwner
from tests.forgery.forged import Change, Forgery, Members, certificate, changed
from tests.unit.passport.statement_world import AT, DIDS, HOST, LIST_URL, NAMES, OTHER, RHEIN, signed_by

STAGE = {
    "coc_inflow_g": "120000000",
    "non_coc_inflow_g": "80000000",
    "production_g": "0",
    "input_share": "3/5",
    "outflow_g": "150000000",
    "coc_outflow_g": "60000000",
    "own_maximum_g": "90000000",
    "carried_in_g": "0",
    "to_repay_g": "0",
    "available_g": "30000000",
    "still_sellable_g": "75000000",
    "positive_balance_g": "30000000",
    "overdraft_g": "0",
}
EMPTY = dict.fromkeys(STAGE, "0") | {"input_share": "", "still_sellable_g": ""}


def subject() -> Members:
    """Return what the statement of a period says."""
    bound = {"count": "3", "root": "ab" * 32}
    return {
        "type": "PeriodStatement",
        "organisation": {"code": "RHEIN", "name": NAMES[RHEIN]},
        "closed_at": "2025-03-31T10:00:00Z",
        "binding": {
            "type": "PeriodBinding/1",
            "organisation": "RHEIN",
            "scope": "RHEIN-COC",
            "period": {"start": "2024-01-01", "end": "2024-12-31"},
            "edition": "coc-v2",
            "rule_pack_sha256": "cd" * 32,
            "sites": [{"facility": "RHEIN-CH", "first": "2024-01-01", "last": "2024-12-31"}],
            "certified": [{"first": "2024-01-01", "last": "2024-12-31", "certified": "yes"}],
            "carried_in": {},
            "market_credits_g": "0",
            "force_majeure": "",
            "position": {"bauxite": dict(EMPTY), "alumina": dict(EMPTY), "aluminium": dict(STAGE)},
            "findings": [{"code": "supplier_not_entitled", "subject": "TAL", "detail": ""}],
            "movements": dict(bound),
            "documents_issued": dict(bound),
            "documents_received": {"count": "0", "root": "00" * 32},
        },
    }


def period(change: Change = lambda _: None, *, by: KeyOwner = RHEIN) -> Members:
    """Return the signed statement of a period, changed before it was signed."""
    form = CredentialForm(
        identifier=f"{HOST}/check/period",
        type="PeriodStatement",
        schema=f"{HOST}/schemas/period-statement/1.json",
        valid_from=AT,
        statuses=(StatusEntry(purpose="revocation", index=9, list_url=LIST_URL),),
    )
    who = CredentialIssuer(did=DIDS[by], name=NAMES[by])
    credential: Any = deepcopy(new_credential(form, issuer=who, subject=subject()))
    change(credential)
    return signed_by(by, credential)


def binding(credential: Members) -> Any:
    return credential["credentialSubject"]["binding"]


AFTER: dict[str, Change] = {
    "more that may be sold": lambda c: binding(c)["position"]["aluminium"].update(available_g="90000000"),
    "another share": lambda c: binding(c)["position"]["aluminium"].update(input_share="4/5"),
    "other movements": lambda c: binding(c)["movements"].update(root="ef" * 32),
    "a movement fewer": lambda c: binding(c)["movements"].update(count="2"),
    "no finding": lambda c: binding(c).update(findings=[]),
    "another period": lambda c: binding(c)["period"].update(start="2023-01-01"),
    "another rule pack": lambda c: binding(c).update(rule_pack_sha256="00" * 32),
    "another day of closing": lambda c: c["credentialSubject"].update(closed_at="2025-01-02T10:00:00Z"),
}
SCHEMA: dict[str, Change] = {
    "a share that is no fraction": lambda c: binding(c)["position"]["aluminium"].update(input_share="0.6"),
    "a share of nothing": lambda c: binding(c)["position"]["aluminium"].update(input_share="3/0"),
    "a minus before nothing": lambda c: binding(c)["position"]["aluminium"].update(overdraft_g="-0"),
    "a stage that is missing": lambda c: binding(c)["position"].pop("alumina"),
    "a stage more": lambda c: binding(c)["position"].update(castings=dict(STAGE)),
    "a root in capital letters": lambda c: binding(c)["movements"].update(root="AB" * 32),
    "a count with a point": lambda c: binding(c)["movements"].update(count="3.0"),
}
CERTIFICATES: dict[str, Change] = {
    "a longer entitlement": lambda c: c["credentialSubject"]["entitled"][0].update(last="2030-12-31"),
    "another holder": lambda c: c["credentialSubject"]["holder"].update(code="TAL"),
    "a state in force": lambda c: c["credentialSubject"]["phases"][0].update(state="provisional"),
}


def other_organisation(credential: Members) -> None:
    credential["credentialSubject"]["organisation"] = {"code": "TAL", "name": NAMES[OTHER]}


def period_forgeries() -> list[Forgery]:
    made = [
        Forgery(
            name=f"of a period: {name}", content=changed(change, period()), check="signature", says="changed"
        )
        for name, change in AFTER.items()
    ]
    made += [
        Forgery(
            name=f"of a period, signed: {name}", content=canonical(period(change)), check="schema", says=""
        )
        for name, change in SCHEMA.items()
    ]
    made += [
        Forgery(
            name=f"of a certificate: {name}",
            content=changed(change, certificate()),
            check="signature",
            says="changed",
        )
        for name, change in CERTIFICATES.items()
    ]
    issuers = {
        "of a period of another organisation": (period(other_organisation), "states something of"),
        "of a period by somebody else": (period(by=OTHER), "states something of"),
        "of a period by the secretariat": (period(by=SECRETARIAT), "may not issue"),
    }
    return made + [
        Forgery(name=name, content=canonical(secured), check="issuer", says=says)
        for name, (secured, says) in issuers.items()
    ]
