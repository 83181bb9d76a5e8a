"""The kinds of signed statements: what each is called, which schema it follows, and who may issue it.

A statement binds whoever issues it to what it says of itself: a seller signs for its deliveries and its accounts, the
secretariat for certificates and summaries of audits. A right signature of somebody else proves nothing.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from casthouse.passport.key_owner import OwnerKind


class StatementKind(StrEnum):
    """What a statement is about; the word stands in the address of its schema."""

    COC_DOCUMENT = "coc-document"
    DELIVERY = "delivery-passport"
    PERIOD = "period-statement"
    CERTIFICATE = "certificate"
    AUDIT_SUMMARY = "audit-summary"


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRule:
    """What holds for a kind: its credential type, the version of its schema, and whose keys may sign it."""

    type: str
    version: int
    issuers: frozenset[OwnerKind]


_SELLER = frozenset({OwnerKind.ORGANISATION})
_CERTIFIER = frozenset({OwnerKind.SECRETARIAT})

KINDS: dict[StatementKind, KindRule] = {
    StatementKind.COC_DOCUMENT: KindRule(type="CocDocumentStatement", version=1, issuers=_SELLER),
    StatementKind.DELIVERY: KindRule(type="DeliveryPassport", version=1, issuers=_SELLER),
    StatementKind.PERIOD: KindRule(type="PeriodStatement", version=1, issuers=_SELLER),
    StatementKind.CERTIFICATE: KindRule(type="CertificateStatement", version=1, issuers=_CERTIFIER),
    StatementKind.AUDIT_SUMMARY: KindRule(type="AuditSummaryStatement", version=1, issuers=_CERTIFIER),
}

_SCHEMA = re.compile(r"https?://[^\s?#]+/schemas/([a-z-]{1,40})/([1-9][0-9]?)\.json")


def schema_name(kind: StatementKind) -> str:
    """Return the name of the schema that a new statement of a kind follows, `coc-document/1`."""
    return f"{kind.value}/{KINDS[kind].version}"


def kind_of(types: object, schema: object) -> StatementKind | None:
    """Return the kind of a credential by its types and the address of its schema; None where the two are not of one."""
    kind, version = _named(schema) if isinstance(schema, str) else (None, 0)
    if kind is None or version > KINDS[kind].version:
        return None
    return kind if types == ["VerifiableCredential", KINDS[kind].type] else None


def version_of(schema: str) -> int:
    """Return the version that the address of a schema of ours names."""
    kind, version = _named(schema)
    assert kind
    return version


@lru_cache(maxsize=1_000)
def _named(schema: str) -> tuple[StatementKind | None, int]:
    """Return kind and version that the address of a schema names; few addresses stand in many statements."""
    matched = _SCHEMA.fullmatch(schema)
    if matched is None or matched[1] not in set(StatementKind):
        return None, 0
    return StatementKind(matched[1]), int(matched[2])
