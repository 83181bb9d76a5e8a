"""What a signed statement says, in the words and units that people read: command and page take them from here.

A statement of which nobody knows the kind, or that breaks the schema of its kind, is not put into words. Where the
holder of a passport leaves a part out, the fact says so.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, NamedTuple

from casthouse.exchange.printed_figure import ROUNDED_UP, code_words, tonnes_figure, tonnes_rounded
from casthouse.exchange.stage_figure import STAGE_FIGURES, STILL_SELLABLE
from casthouse.measure.share import input_percentage_text
from casthouse.passport.canonical import JsonObject
from casthouse.passport.statement_kind import StatementKind

NOT_SHOWN = "not shown by the holder"
SHARE_NAME = "Input share"
SHARE_WORDS = "the CoC part of all that came into the stage, rounded down"
STATE_WORDS = {
    "full": "Full certification: in force",
    "provisional": "Provisional certification: in force",
    "suspended": "Suspended: entitles to nothing",
    "expired": "Expired: its term is over",
}
"""What a state of a certificate means; the others say it themselves."""


class StatedFact(NamedTuple):
    """One thing that is stated, with its name."""

    name: str
    text: str

    def as_json(self) -> dict[str, str]:
        """Return its members."""
        return {"name": self.name, "value": self.text}


def stated_facts(kind: StatementKind, subject: JsonObject) -> list[StatedFact]:
    """Return what a statement says that follows the schema of its kind."""
    return [StatedFact(name, text) for name, text in _FACTS[kind](subject) if text]


def stage_facts(position: Any) -> list[tuple[str, list[StatedFact]]]:  # noqa: ANN401 - JSON
    """Return the figures of each stage of a closed period at which something moved, or was carried."""
    return [
        (code_words(stage), _figures(position[stage]))
        for stage in ("bauxite", "alumina", "aluminium")
        if any(_grams(position[stage], name) for name, *_ in STAGE_FIGURES if name != "still_sellable_g")
    ]


def origin_text(origin: Any) -> str:  # noqa: ANN401 - JSON
    """Return a physical origin: who, where, and how much, as far as it is disclosed and shown."""
    told = [origin[name] for name in ("organisation", "country", "facility") if origin.get(name)]
    if origin.get("lot"):
        told.append(f"lot {origin['lot']}")
    hidden = "not shown" if origin["disclosed"] == "yes" else "not disclosed"
    mass = f"{tonnes_figure(int(origin['mass_g']))} t" if origin.get("mass_g") else "mass not shown"
    return f"{', '.join(told) or hidden}: {mass}"


def days_text(span: Mapping[str, str]) -> str:
    """Return the days of a run, both included; the last day that there is stands for no end."""
    if span["last"] == date.max.isoformat():
        return f"from {span['first']} on, without an end on record"
    return f"{span['first']} to {span['last']}, both days included"


def state_text(state: str) -> str:
    """Return what the state of a certificate means."""
    return STATE_WORDS.get(state, code_words(state))


def _figures(figures: Mapping[str, str]) -> list[StatedFact]:
    share = figures["input_share"]
    percent = (
        f"{input_percentage_text(Fraction(share))} %: {SHARE_WORDS}" if share else "none: nothing came in"
    )
    shown = [
        StatedFact(words, f"{tonnes_rounded(_grams(figures, name), up=name in ROUNDED_UP)} t")
        for name, words, _ in STAGE_FIGURES
        if words != STILL_SELLABLE  # from a closed period nothing is sold any more
    ]
    return [*shown[:3], StatedFact(SHARE_NAME, percent), *shown[3:]]


def _grams(figures: Mapping[str, str], name: str) -> int:
    return int(figures[name] or 0)


def _party(party: Any) -> str:  # noqa: ANN401 - JSON
    told = (party.get(name) for name in ("name", "address", "country")) if party else ()
    return ", ".join(each for each in told if each) or NOT_SHOWN


def _mass(subject: JsonObject, name: str) -> str:
    grams = subject.get(f"{name}_g")
    return f"{tonnes_figure(int(str(grams)))} t" if grams else NOT_SHOWN


def _sale(subject: JsonObject, seller: Any, buyer: Any) -> Sequence[tuple[str, Any]]:  # noqa: ANN401 - JSON
    return (
        ("CoC Document", subject["number"]),
        ("From", _party(seller)),
        ("To", _party(buyer)),
        ("Material", code_words(str(subject["material"]))),
        ("CoC mass", _mass(subject, "coc_mass")),
        ("Mass of the shipment", _mass(subject, "total_mass")),
        ("Facility", subject.get("facility", NOT_SHOWN)),
        ("Shipped on", subject["shipment_date"]),
        ("CoC certificate", seller.get("coc_certificate")),
        ("Lot", subject.get("lot")),
        ("Reference", subject["reference"]),
        ("Conformance", subject["conformance"]),
        ("Instead of", subject.get("supersedes")),
        *_supplements(subject),
        ("SHA-256 on the paper", subject.get("document_sha256", NOT_SHOWN)),
    )


def _supplements(subject: Any) -> Sequence[tuple[str, Any]]:  # noqa: ANN401 - JSON
    ghg, recycled = subject.get("ghg_intensity"), subject.get("recycled_content")
    told = []
    if ghg:
        value = f"{ghg['t_co2e_per_t']} t CO₂e per t"
        told.append(("GHG intensity", f"{value}: {ghg['boundary']}, {ghg['method']}, {ghg['period']}"))
    if recycled:
        what = f"{recycled['method']}, {recycled['boundary']}"
        told.append(("Recycled content", f"{recycled['percent']} %: {what}"))
    return [
        *told,
        *((each["name"], f"{each['value']} ({each['evidence']})") for each in subject.get("other", ())),
    ]


def _document(subject: Any) -> Sequence[tuple[str, Any]]:  # noqa: ANN401 - JSON
    return (*_sale(subject, subject["issuer"], subject["recipient"]), ("Issued on", subject["issue_date"]))


def _delivery(subject: Any) -> Sequence[tuple[str, Any]]:  # noqa: ANN401 - JSON
    origins = [("Physical origin", origin_text(each)) for each in subject["provenance"]["origins"]]
    return (
        *_sale(subject, subject["seller"], subject.get("buyer")),
        *(origins or [("Physical origins", "no lots are on record")]),
    )


def _period(subject: Any) -> Sequence[tuple[str, Any]]:  # noqa: ANN401 - JSON
    binding = subject["binding"]
    period = {"first": binding["period"]["start"], "last": binding["period"]["end"]}
    findings = [
        ("Finding", f"{code_words(each['code'])}: {each['detail'] or each['subject']}")
        for each in binding["findings"]
    ]
    return (
        ("Scope", f"{binding['scope']} of {subject['organisation']['name']}"),
        ("Period", days_text(period)),
        ("Under", binding["edition"]),
        *(
            (f"{stage}: {each.name}", each.text)
            for stage, figures in stage_facts(binding["position"])
            for each in figures
        ),
        *(findings or [("Findings", "none")]),
        ("Movements bound", f"{binding['movements']['count']}, root {binding['movements']['root']}"),
    )


def _certificate(subject: Any) -> Sequence[tuple[str, Any]]:  # noqa: ANN401 - JSON
    holder = subject["holder"]
    entitled = [
        ("May sell CoC Material", f"{each['facility']}: {days_text(each)}") for each in subject["entitled"]
    ]
    if not entitled and subject["standard"] == "chain_of_custody":
        entitled = [("May sell CoC Material", "no facility on any day")]
    return (
        ("Certificate", subject["number"]),
        ("Holder", ", ".join(filter(None, (holder["name"], holder["country"])))),
        ("Scope", subject["scope"]),
        ("Standard", code_words(subject["standard"])),
        ("Edition", subject.get("edition")),
        ("As of", f"{subject['as_of']}: nothing is said of what came later"),
        *(("State", f"{state_text(each['state'])}, {days_text(each)}") for each in subject["phases"]),
        *entitled,
    )


def _audit(subject: Any) -> Sequence[tuple[str, Any]]:  # noqa: ANN401 - JSON
    return (
        (
            "Audit",
            f"{subject['reference']}, {code_words(subject['audit_type']).lower()} of {subject['scope']}",
        ),
        ("Audited", f"{subject['organisation']['name']}, {subject['organisation']['country']}"),
        ("By", subject["audit_firm"]),
        ("Decided", subject.get("decided")),
        ("Outcome", code_words(subject["outcome"])),
        ("Certificate", subject.get("certificate")),
    )


_FACTS: dict[StatementKind, Callable[[JsonObject], Sequence[tuple[str, Any]]]] = {
    StatementKind.COC_DOCUMENT: _document,
    StatementKind.DELIVERY: _delivery,
    StatementKind.PERIOD: _period,
    StatementKind.CERTIFICATE: _certificate,
    StatementKind.AUDIT_SUMMARY: _audit,
}
