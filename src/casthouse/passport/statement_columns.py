"""What stands beside a kept statement, and what its signed content says of the same.

A status list, a look-up and a trust bundle go by the columns, a checker by the content: where the two differ, somebody
changed the columns. Everything is compared as text; what the content does not say is blank.
"""

from collections.abc import Mapping

from casthouse.passport.canonical import JsonObject, JsonValue
from casthouse.passport.statement_kind import StatementKind, kind_of

_HOLDER = {
    StatementKind.COC_DOCUMENT: "issuer",
    StatementKind.DELIVERY: "seller",
    StatementKind.PERIOD: "organisation",
    StatementKind.CERTIFICATE: "holder",
    StatementKind.AUDIT_SUMMARY: "organisation",
}
"""The member of the subject that says whom a statement is about."""


def differing_columns(columns: Mapping[str, str], credential: JsonObject) -> dict[str, tuple[str, str]]:
    """Return what stands in each column that says something else than the signed content, and what that says."""
    signed = _signed(credential)
    return {name: (text, signed[name]) for name, text in columns.items() if text != signed[name]}


def _signed(credential: JsonObject) -> dict[str, str]:
    kind = kind_of(credential.get("type"), _text(credential, "credentialSchema", "id"))
    statuses = credential.get("credentialStatus")
    status = statuses[0] if isinstance(statuses, list) and statuses else None
    list_url = _text(status, "statusListCredential").removesuffix(f"/{_text(status, 'statusPurpose')}")
    return {
        "identifier": _text(credential, "id").rpartition("/")[2],
        "kind": kind.value if kind else "",
        "did": _text(credential, "issuer", "id"),
        "name": _text(credential, "issuer", "name"),
        "signed_at": _text(credential, "validFrom"),
        "list_url": list_url,
        "list_number": list_url.rpartition("/")[2],
        "owner": list_url.rpartition("/")[0].rpartition("/")[2],
        "entry": _text(status, "statusListIndex"),
        **_of_subject(kind, credential.get("credentialSubject")),
    }


def _of_subject(kind: StatementKind | None, subject: JsonValue) -> dict[str, str]:
    organisation = _text(subject, _HOLDER[kind], "code") if kind else ""
    links = {"document": "", "period": "", "certificate": ""}
    about = _text(subject, "number")
    match kind:
        case StatementKind.COC_DOCUMENT | StatementKind.DELIVERY:
            links["document"] = f"{organisation} {about}"
        case StatementKind.CERTIFICATE:
            links["certificate"] = about
        case StatementKind.PERIOD:
            about = f"{_text(subject, 'binding', 'scope')} {_text(subject, 'binding', 'period', 'start')}"
            links["period"] = f"{about}, closed {_text(subject, 'closed_at')}"
        case _:
            about = _text(subject, "reference")
    return {"about": about, "organisation": organisation, **links}


def _text(value: JsonValue, *names: str) -> str:
    """Return the text that stands under some names, one within the other; blank where there is none."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str) else ""
