"""Which module holds which command: `casthouse audit pin` is the function `pin` of `audit_ledger`.

Only the modules of the command that is called are loaded. Together they load every library that Casthouse has, which
takes longer than most commands.
"""

from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

import typer


class Place(NamedTuple):
    """A command, or a group of commands, as it is typed, and where it is written."""

    words: str
    module: str
    name: str = "app"


PLACES = (
    Place("register", "register"),
    Place("movements", "movement"),
    Place("imports", "movement_list", "imports_app"),
    Place("lots", "lot"),
    Place("disclosure", "disclosure"),
    Place("gln", "gln"),
    Place("attribution", "attribution"),
    Place("measurements", "measurement"),
    Place("footprint", "footprint"),
    Place("footprint climate", "climate_fact", "show"),
    Place("footprint cbam", "cbam", "show"),
    Place("footprint cbam-default", "cbam", "show_default"),
    Place("recovery", "recovery", "show"),
    Place("recovery-chain", "chain_recovery", "show"),
    Place("quantities", "reported_quantity", "show"),
    Place("plan", "plan"),
    Place("reservation", "reservation"),
    Place("log", "log"),
    Place("witness", "witness"),
    Place("supplier", "supplier"),
    Place("contractor", "contractor"),
    Place("tolling", "tolling"),
    Place("stock", "reconciliation"),
    Place("reconcile", "reconciliation", "reconcile"),
    Place("standard", "edition"),
    Place("rulepack", "rule_pack"),
    Place("accreditation", "accreditation"),
    Place("audit", "audit"),
    Place("audit sample", "ledger_sample"),
    Place("audit tie-out", "audit_ledger", "tie_out"),
    Place("audit compare", "audit_ledger", "compare"),
    Place("audit anomalies", "audit_ledger", "anomalies"),
    Place("audit pin", "audit_ledger", "pin"),
    Place("audit pins", "audit_ledger", "pins"),
    Place("audit pack", "audit_ledger", "pack"),
    Place("audit pack-check", "audit_ledger", "pack_check"),
    Place("audit finding-file", "finding_file"),
    Place("nonconformance", "non_conformance"),
    Place("decision", "decision"),
    Place("credit", "market_credit"),
    Place("scrap", "scrap"),
    Place("dry-mass", "scrap", "dry_mass"),
    Place("document", "document"),
    Place("statement", "statement"),
    Place("offline-check", "offline_check", "write"),
    Place("trust-bundle", "trust_bundle", "write"),
    Place("trust", "trusted_installation"),
    Place("verify", "verify", "verify"),
    Place("certificate", "certificate"),
    Place("certificate transfer", "certificate_transfer"),
    Place("public", "public_register"),
    Place("boundary", "boundary"),
    Place("claim", "claim"),
    Place("joint-venture", "joint_venture"),
    Place("membership", "membership"),
    Place("complaint", "complaint"),
    Place("notice", "notice"),
    Place("export", "archive", "export"),
    Place("archive", "archive"),
    Place("period", "period"),
    Place("period binding", "period_binding", "binding"),
    Place("period leaves", "period_binding", "leaves"),
    Place("period prove", "period_binding", "prove"),
    Place("position", "position", "show"),
    Place("person", "person"),
    Place("person reminders", "reminder", "reminders"),
    Place("assessment", "self_assessment"),
    Place("scheme", "scheme_certificate"),
    Place("secretariat", "secretary"),
    Place("token", "token"),
    Place("report", "report"),
    Place("sample", "sample"),
    Place("what-if", "what_if", "show"),
    Place("worklist", "worklist", "show"),
    Place("remind", "reminder", "remind"),
    Place("calendar", "reminder", "calendar_app"),
    Place("trace", "trace", "show"),
    Place("recall", "recall", "show"),
    Place("picture", "picture"),
    Place("anomalies", "chain_anomaly", "show"),
    Place("projection", "projection"),
    Place("key", "key"),
    Place("check", "check", "check"),
    Place("serve", "serve", "serve"),
)
STORELESS = frozenset({"verify"})
"""Commands that run where there is no store."""
NOUNS = frozenset(place.words for place in PLACES if " " not in place.words)


def add_commands(app: typer.Typer, first: str | None) -> None:
    """Add to an app the command or group of the word that comes first; every one where that word names none."""
    nouns = (first,) if first in NOUNS else tuple(place.words for place in PLACES if place.words in NOUNS)
    for noun in nouns:
        _add(app, noun, _loaded(noun))


@cache
def _loaded(noun: str) -> Any:  # noqa: ANN401 - a group, or the function that is a command
    """Return what stands behind a first word; a group with all that other modules put into it."""
    below = [place for place in PLACES if place.words.split()[0] == noun]
    whole = _written(below[0])
    for place in below[1:]:
        _add(whole, place.words.split()[1], _written(place))
    return whole


def _written(place: Place) -> Any:  # noqa: ANN401
    return getattr(import_module(f"casthouse.cli.{place.module}"), place.name)


def _add(app: typer.Typer, word: str, command: Any) -> None:  # noqa: ANN401
    if isinstance(command, typer.Typer):
        app.add_typer(command, name=word)
    else:
        app.command(word)(command)
