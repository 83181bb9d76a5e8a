"""Clearing an anomaly of the chain: kept for the evidence as it is, by whom and why.

The reason is the secretariat's own: it may speak of several organisations at once. The journal of an organisation
concerned records that the question was cleared, when and in which role; the wording stands there only when it was
written for the organisations, too. Who it was by name, and every reason, is in the journal of the store.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.db import transaction

from casthouse.provenance.anomaly_clearance import AnomalyClearance
from casthouse.provenance.chain_anomaly import ChainAnomaly
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.chain_anomaly import AskedAnomaly, anomaly_secret, asked_in, looked_at
from casthouse.service.entered import entered_text
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import PERMISSIONS, Act, Actor, authorise
from casthouse.storage import anomaly_clearance as clearance_store
from casthouse.storage.journal import append_journal

REASON_MAX = 2_000


def clear_anomaly(
    actor: Actor,
    *,
    key: str,
    reason: str,
    start: date | None = None,
    digest: str | None = None,
    is_told: bool = False,
) -> AskedAnomaly:
    """Clear an anomaly as its evidence is; the same again changes nothing, and other evidence opens it again.

    What is cleared already is not cleared a second time in other words: these would be kept nowhere.

    Args:
        actor: the secretariat or the operator.
        key: what names the question, for the secretariat or for an organisation that has a side of it.
        reason: what was seen that answers it.
        start: first day of the twelve months in which it was found.
        digest: the evidence that the actor saw; where it is another by now, nothing is cleared.
        is_told: whether the reason is for the organisations concerned, too.

    Raises:
        Refusal: `not_permitted`, `text_invalid`, `anomaly_unknown`, `anomaly_changed`, `anomaly_cleared`.
    """
    authorise(actor, Act.ANOMALY_CLEAR)
    why = entered_text(reason, "reason", length_max=REASON_MAX)
    at = clock.now()
    asked = named_anomaly(asked_in(looked_at(start), None), key)
    if digest is not None and digest != asked.anomaly.digest:
        raise Refusal(
            "anomaly_changed",
            found=f"{key} with other evidence than was seen",
            expected=f"the digest {asked.anomaly.digest}",
            todo="look at it again, then clear it",
        )
    given = AnomalyClearance(
        key=asked.anomaly.key,
        digest=asked.anomaly.digest,
        reason=why,
        at=at,
        actor=actor.name,
        role=min(actor.store_roles & PERMISSIONS[Act.ANOMALY_CLEAR]).value,
        is_told=is_told,
    )
    # Looking takes long and locks nothing: what is posted meanwhile is other evidence, which this does not clear.
    with transaction.atomic():
        if clearance_store.append_clearance(given):
            _journal(given, asked.anomaly)
    asked = replace(asked, clearances=tuple(clearance_store.clearances({given.key})))
    _refuse_other_words(asked, given)
    return asked


def _refuse_other_words(asked: AskedAnomaly, given: AnomalyClearance) -> None:
    """Refuse a second clearing of the same evidence that says something else than the first."""
    kept = asked.cleared
    assert kept is not None
    if (kept.reason, kept.is_told) != (given.reason, given.is_told):
        raise Refusal(
            "anomaly_cleared",
            found=f"{given.key}, cleared by the {kept.role} on {kept.at:%Y-%m-%d} as its evidence is",
            expected="a question that is open: one reason is kept for the same evidence",
            todo="nothing is to be done; the reason that was given first stands",
        )


def _journal(given: AnomalyClearance, anomaly: ChainAnomaly) -> None:
    """Record the clearance whole for the store, and for each organisation what it is told of what it sees."""
    told = {"reason": given.reason} if given.is_told else {}
    append_journal(
        at=given.at,
        actor=given.actor,
        act=Act.ANOMALY_CLEAR,
        subject=given.key,
        digest=given.digest,
        reason=given.reason,
    )
    for organisation in anomaly.organisations:
        seen = anomaly.seen_by(organisation, anomaly_secret())
        if seen is None:
            continue
        append_journal(
            at=given.at,
            actor=given.role,
            act=Act.ANOMALY_CLEAR,
            organisation_id=found_organisation_id(organisation),
            subject=seen.key,
            digest=seen.digest,
            **told,
        )


def named_anomaly(asked: Sequence[AskedAnomaly], key: str) -> AskedAnomaly:
    """Return the anomaly with the key, as it is or as one of its organisations is shown it.

    Raises:
        Refusal: `anomaly_unknown`.
    """
    of_whole = (each for each in asked if each.anomaly.key == key)
    of_sides = (each for each in asked if any(side.key == key for side in each.anomaly.sides))
    found = next(of_whole, None) or next(of_sides, None)
    if found is None:
        raise anomaly_unknown(key)
    return found


def anomaly_unknown(key: str) -> Refusal:
    """Return the refusal of a key that names nothing that is asked now."""
    return Refusal(
        "anomaly_unknown",
        found=f"anomaly “{key[:80]}”",
        expected="the key of an anomaly in the list of the period",
        todo="look it up in the list; what changed may be gone",
    )
