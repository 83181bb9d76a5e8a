"""What a period statement binds, so that an outsider can compute it again and see whether anything was changed.

It names the rules by their digest and holds everything that the position follows from but the movements themselves:
sites and certification by days, what was carried in, market credits. The movements, and the documents issued and
received, are bound by the root of a tree over them. Every value is a text or made of texts, so its canonical JSON is
the same in every language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from casthouse.custody.finding import Finding, FindingCode
from casthouse.custody.position import Carried, PeriodPosition
from casthouse.custody.stage import STAGES, Stage
from casthouse.measure.period import Period
from casthouse.passport.canonical import JsonObject, canonical
from casthouse.passport.merkle import HASH_SIZE, count, leaf_hashes, tree_root
from casthouse.refusal import Refusal
from casthouse.standard.rule_pack import RulePack
from casthouse.standard.rule_value import value_text

TYPE = "PeriodBinding/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteSpan:
    """A run of days of the period, both inclusive, on which a facility stood in the scope."""

    facility: str
    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedSpan:
    """A run of days of the period, both inclusive, on all of which the scope was certified or on none."""

    first: date
    last: date
    certified: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundSet:
    """How many things are bound, and the root of the tree over them, in hexadecimal."""

    count: int
    root: str

    def as_json(self) -> JsonObject:
        """Return its members."""
        return {"count": str(self.count), "root": self.root}


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundDocument:
    """A CoC Document issued for, or received with, a movement of the period; `digest` of its canonical JSON, in hex."""

    issuer: str
    number: str
    movement: str
    mass_g: int
    digest: str

    def as_json(self) -> JsonObject:
        """Return its members."""
        return {
            "issuer": self.issuer,
            "mass_g": str(self.mass_g),
            "movement": self.movement,
            "number": self.number,
            "sha256": self.digest,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodBinding:
    """What is bound; `figures` are the members of each stage's position as text, an absent one empty."""

    organisation: str
    scope: str
    period: Period
    edition: str
    rule_pack: str
    sites: tuple[SiteSpan, ...]
    certified: tuple[CertifiedSpan, ...]
    carried_in: Mapping[Stage, Carried]
    credits_g: int
    force_majeure: str
    figures: Mapping[str, Mapping[str, str]]
    findings: tuple[Finding, ...]
    movements: BoundSet
    issued: BoundSet
    received: BoundSet

    def as_json(self) -> JsonObject:
        """Return its members, every value a text or made of texts."""
        return {
            "type": TYPE,
            "organisation": self.organisation,
            "scope": self.scope,
            "period": {"start": self.period.start.isoformat(), "end": self.period.last_day.isoformat()},
            "edition": self.edition,
            "rule_pack_sha256": self.rule_pack,
            "sites": [
                {"facility": each.facility, "first": each.first.isoformat(), "last": each.last.isoformat()}
                for each in self.sites
            ],
            "certified": [
                {
                    "first": each.first.isoformat(),
                    "last": each.last.isoformat(),
                    "certified": "yes" if each.certified else "no",
                }
                for each in self.certified
            ],
            "carried_in": {
                stage.value: {
                    "positive_balance_g": str(each.positive_balance_g),
                    "overdraft_g": str(each.overdraft_g),
                }
                for stage, each in self.carried_in.items()
            },
            "market_credits_g": str(self.credits_g),
            "force_majeure": self.force_majeure,
            "position": {stage: dict(figures) for stage, figures in self.figures.items()},
            "findings": [
                {"code": each.code.value, "subject": each.subject, "detail": each.detail}
                for each in self.findings
            ],
            "movements": self.movements.as_json(),
            "documents_issued": self.issued.as_json(),
            "documents_received": self.received.as_json(),
        }

    @property
    def text(self) -> str:
        """Its canonical JSON."""
        return canonical(self.as_json()).decode()


def figures_of(position: PeriodPosition) -> dict[str, dict[str, str]]:
    """Return the members of a position by stage, as texts; empty where there is none."""
    return {
        stage.value: {
            name: "" if value is None else str(value)
            for name, value in position.stages[stage].as_json().items()
        }
        for stage in STAGES
    }


def rule_pack_digest(pack: RulePack) -> str:
    """Return the SHA-256 of what a rule pack says, its own rules and those that it takes over, in hexadecimal."""
    rules: list[Any] = [
        {
            "id": rule.id,
            "value": value_text(rule.value),
            "unit": rule.unit,
            "clause": rule.clause,
            "verified": "yes" if rule.verified else "no",
        }
        for rule in pack.rules
    ]
    return sha256(canonical({"code": pack.code, "rules": rules})).hexdigest()


def bound_documents(documents: Sequence[BoundDocument]) -> BoundSet:
    """Return documents bound by issuer and number; the order in which they are given does not matter."""
    ordered = sorted(documents, key=lambda each: (each.issuer, each.number, each.movement))
    return bound_set(leaf_hashes(canonical(each.as_json()) for each in ordered))


def bound_set(leaves: bytes) -> BoundSet:
    """Return what is bound by hashes of 32 bytes, in their order."""
    return BoundSet(count=count(leaves), root=tree_root(leaves).hex())


def binding_from_json(members: JsonObject) -> PeriodBinding:
    """Return the binding with the members.

    Raises:
        Refusal: `period_binding_invalid`.
    """
    try:
        binding = _binding(members)
    except (KeyError, TypeError, ValueError, AttributeError):
        binding = None
    if binding is None or binding.as_json() != members:
        raise Refusal(
            "period_binding_invalid",
            found="members that are not those of a period binding of version 1",
            expected=f"what a statement binds, of type {TYPE}",
            todo="take the statement as it was issued",
        )
    return binding


def _binding(members: Any) -> PeriodBinding:  # noqa: ANN401 - JSON of anybody; what is wrong raises
    start, end = (date.fromisoformat(members["period"][name]) for name in ("start", "end"))
    return PeriodBinding(
        organisation=members["organisation"],
        scope=members["scope"],
        period=Period(start=start, end=date.fromordinal(end.toordinal() + 1)),
        edition=members["edition"],
        rule_pack=members["rule_pack_sha256"],
        sites=tuple(
            SiteSpan(
                facility=each["facility"],
                first=date.fromisoformat(each["first"]),
                last=date.fromisoformat(each["last"]),
            )
            for each in members["sites"]
        ),
        certified=tuple(
            CertifiedSpan(
                first=date.fromisoformat(each["first"]),
                last=date.fromisoformat(each["last"]),
                certified=each["certified"] == "yes",
            )
            for each in members["certified"]
        ),
        carried_in={
            Stage(stage): Carried(
                positive_balance_g=int(each["positive_balance_g"]), overdraft_g=int(each["overdraft_g"])
            )
            for stage, each in members["carried_in"].items()
        },
        credits_g=int(members["market_credits_g"]),
        force_majeure=members["force_majeure"],
        figures=members["position"],
        findings=tuple(
            Finding(code=FindingCode(each["code"]), subject=each["subject"], detail=each["detail"])
            for each in members["findings"]
        ),
        movements=_set(members["movements"]),
        issued=_set(members["documents_issued"]),
        received=_set(members["documents_received"]),
    )


def _set(members: Any) -> BoundSet:  # noqa: ANN401 - as above
    root = members["root"]
    if not isinstance(root, str) or len(bytes.fromhex(root)) != HASH_SIZE:
        raise ValueError(root)
    return BoundSet(count=int(members["count"]), root=root)
