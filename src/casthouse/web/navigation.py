"""What stands beside every page: the organisations that the person sees, and the pages that their roles open.

A visitor sees what is open to everybody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version

from django.http import HttpRequest
from django.urls import reverse

from casthouse.service.organisation import Surroundings, surroundings
from casthouse.service.permission import PERMISSIONS, Act, Actor, may
from casthouse.web.page_request import acting


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the menu."""

    label: str
    address: str
    is_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Entries that belong together, under a heading."""

    heading: str
    entries: tuple[Entry, ...]


def navigation(request: HttpRequest) -> dict[str, object]:
    """Return what the frame of a page needs; for a visitor the pages that are open."""
    frame: dict[str, object] = {"version": our_version()}
    if not getattr(request, "user", None):
        return frame
    if not request.user.is_authenticated:
        return {**frame, "menu": _sections(request.path, [("Public", _addresses(OF_PUBLIC))])}
    actor = acting(request)
    named = request.resolver_match.kwargs if request.resolver_match else {}
    beside = surroundings(actor, organisation=named.get("organisation"), scope=named.get("scope"))
    return {
        **frame,
        "workplaces": beside.places,
        "workplaces_all": beside.is_all,
        "workplace": beside.here,
        "workplace_scopes": beside.scopes,
        "menu": _menu(request.path, actor, beside),
    }


@cache
def our_version() -> str:
    """Return the version of Casthouse; style sheets are asked for with it, so that a new one is seen at once."""
    return version("casthouse")


Offer = tuple[str, str, Act]
OF_SCOPE: tuple[Offer, ...] = (
    ("Position", "position", Act.POSITION_READ),
    ("Flows", "picture_year", Act.MOVEMENT_READ),
    ("Attribution", "attribution", Act.TRACE_READ),
    ("Periods", "periods", Act.REPORT_READ),
    ("Plans", "plans", Act.POSITION_READ),
    ("Reservations", "reservations", Act.POSITION_READ),
    ("What if", "what_if", Act.POSITION_READ),
    ("Reconciliation", "reconciliation", Act.MOVEMENT_READ),
    ("Contractors", "contractors", Act.MOVEMENT_READ),
    ("Tolling", "tolling", Act.MOVEMENT_READ),
    ("Footprint", "footprint", Act.FOOTPRINT_READ),
    ("Boundary", "boundary", Act.BOUNDARY_READ),
    ("Self-assessment", "self_assessments", Act.ASSESSMENT_SUBMITTED_READ),
)
OF_ORGANISATION: tuple[tuple[str, tuple[Offer, ...]], ...] = (
    (
        "Ledger",
        (
            ("Movements", "movements", Act.MOVEMENT_READ),
            ("Import", "import", Act.MOVEMENT_READ),
            ("Suppliers", "suppliers", Act.MOVEMENT_READ),
            ("Flows of a year", "organisation_flows", Act.MOVEMENT_READ),
            ("Lots and traces", "lots", Act.TRACE_READ),
            ("Anomalies", "organisation_anomalies", Act.ANOMALY_READ),
            ("Activity data", "measurements", Act.FOOTPRINT_READ),
            ("Recovery", "recovery", Act.FOOTPRINT_READ),
            ("Quantities", "quantities", Act.FOOTPRINT_READ),
        ),
    ),
    (
        "Documents",
        (
            ("To issue", "documents_due", Act.DOCUMENT_READ),
            ("Inbox", "inbox", Act.DOCUMENT_READ),
            ("Signed statements", "statements", Act.STATEMENT_READ),
        ),
    ),
    (
        "Organisation",
        (
            ("Certificates", "certificates", Act.CERTIFICATE_READ),
            ("Membership", "membership", Act.MEMBERSHIP_READ),
            ("Claims", "claims", Act.CLAIM_SUBMITTED_READ),
            ("Joint ventures", "joint_ventures", Act.JOINT_VENTURE_READ),
            ("Notices", "notices", Act.NOTICE_READ),
            ("Reports", "reports", Act.REPORT_READ),
            ("Evidence", "evidence", Act.ASSESSMENT_READ),
            ("Other schemes", "scheme_certificates", Act.ASSESSMENT_READ),
            ("People", "people", Act.PERSON_INVITE),
            ("Keys", "keys", Act.KEY_READ),
            ("Journal", "journal", Act.JOURNAL_READ),
        ),
    ),
)
OF_PUBLIC: tuple[tuple[str, str], ...] = (
    ("Public register", "public_register"),
    ("Check a document", "statement_front"),
    ("Check a claim", "claim_check"),
    ("Standards", "editions"),
    ("Log", "log"),
    ("Complaints", "complaints"),
)
"""What a visitor is offered: pages made with `open_page`."""

OF_ALL: tuple[tuple[str, str], ...] = (
    ("Public register", "public_register"),
    ("Standards", "editions"),
    ("Rule packs", "rule_packs"),
    ("Audit firms", "audit_firms"),
    ("Certified on a day", "certified_on"),
    ("Check a document", "statement_front"),
    ("Check a claim", "claim_check"),
    ("Trusted installations", "trusted_installations"),
    ("Complaints", "complaints"),
)


def _menu(path: str, actor: Actor, beside: Surroundings) -> list[Section]:
    top = [("Overview", reverse("home")), ("What waits", reverse("worklist"))]
    if may(actor, Act.REGISTER_LOAD):
        top.append(("Organisations", reverse("organisations")))
    offered: list[tuple[str, list[tuple[str, str]]]] = [("", top)]
    if beside.here is not None:
        code = beside.here.organisation.code
        offered += [(each, _allowed(actor, code, OF_SCOPE, each)) for each in beside.scopes]
        offered += [(heading, _allowed(actor, code, offers, code)) for heading, offers in OF_ORGANISATION]
    offered.append(("Assurance", _assurance(actor)))
    offered.append(("Standard", _addresses(OF_ALL)))
    return _sections(path, offered)


def _addresses(offers: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(label, reverse(name)) for label, name in offers]


def _sections(path: str, offered: Sequence[tuple[str, Sequence[tuple[str, str]]]]) -> list[Section]:
    addresses = [address for _, entries in offered for _, address in entries]
    at = max((each for each in addresses if path.startswith(each)), key=len, default="")
    at = at if at != "/" or path == "/" else ""
    return [
        Section(
            heading=heading,
            entries=tuple(Entry(label=label, address=to, is_here=to == at) for label, to in entries),
        )
        for heading, entries in offered
        if entries
    ]


def _assurance(actor: Actor) -> list[tuple[str, str]]:
    waiting = [("Oversight", reverse("oversight"))] if may(actor, Act.OVERSIGHT_REVIEW) else []
    waiting += [("Claims to decide", reverse("claim_queue"))] if may(actor, Act.CLAIM_APPROVE) else []
    waiting += [("Flows of the chain", reverse("chain_flows"))] if may(actor, Act.CHAIN_READ) else []
    waiting += [("Flows by country", reverse("chain_map"))] if may(actor, Act.CHAIN_READ) else []
    waiting += [("Recovery of the chain", reverse("chain_recovery"))] if may(actor, Act.CHAIN_READ) else []
    waiting += [("Anomalies", reverse("chain_anomalies"))] if may(actor, Act.ANOMALY_READ) else []
    if may(actor, Act.COMPLAINT_HANDLE):
        waiting.append(("Complaints to handle", reverse("complaint_handling")))
    if may(actor, Act.SECRETARY_APPOINT):
        waiting.append(("Secretariat", reverse("secretariat")))
    if actor.all_roles & PERMISSIONS[Act.COMPLAINT_ANSWER]:
        waiting.append(("Complaints about us", reverse("complaints_shared")))
    return [("Audits", reverse("audits")), *waiting]


def _allowed(actor: Actor, organisation: str, offers: Sequence[Offer], code: str) -> list[tuple[str, str]]:
    return [
        (label, reverse(name, args=[code])) for label, name, act in offers if may(actor, act, organisation)
    ]
