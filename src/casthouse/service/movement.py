"""Posting movements: the use case behind `casthouse movements import`, the API and the forms.

All rows of a batch or, with `partial`, the good ones are posted in one transaction that holds the organisation's
ledger, so that two writers can never both sell the last tonne.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

import polars as pl
from django.db import transaction

from casthouse.custody.batch_allowance import ScopeLedger, check_allowance
from casthouse.custody.batch_kept import kept_beside
from casthouse.custody.batch_ledger import (
    NEW,
    LedgerFacts,
    check_ledger,
    refuse_reversals_of_refused,
    settle_duplicates,
    with_content,
)
from casthouse.custody.batch_shape import RECEIPT, REVERSAL, SHIPMENT, BatchOwner, check_shape
from casthouse.custody.import_refusal import CONTRACT_FORMS, RowForms
from casthouse.custody.placement import placements
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.document_withdrawal import withdraw_bookings
from casthouse.service.import_answer import ImportAnswer, refused_rows
from casthouse.service.logged_row import enter_movements
from casthouse.service.lookup import found_organisation_id
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.scope_ledger import ScopeFile, load_ledger, load_scope_files
from casthouse.storage import facility as facility_store
from casthouse.storage import flow as flow_store
from casthouse.storage import movement as movement_store
from casthouse.storage import scope as scope_store
from casthouse.storage.journal import append_journal


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The rows of one import and where they came from.

    `rows` has `row`, the twelve columns of the movements file as trimmed text, `extra` (JSON text or empty) and
    `malformed` (empty when sound). `form` is how their file writes things, for the messages of refused rows.
    """

    rows: pl.DataFrame
    source: str
    digest: str = ""
    profile: str = "casthouse"
    skipped: int = 0
    form: RowForms = CONTRACT_FORMS


def post_movements(
    actor: Actor, *, organisation: str, batch: Batch, partial: bool = False, dry_run: bool = False
) -> ImportAnswer:
    """Check the rows of a batch and post them: all or none, or with `partial` the good ones.

    Args:
        actor: who posts.
        organisation: code of the organisation whose movements they are.
        batch: the rows.
        partial: post the good rows although others are refused.
        dry_run: answer the same and write nothing.

    Returns:
        Counts and refused rows, as contract section 4 has them.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `mass_beyond_ledger`.
    """
    authorise(actor, Act.MOVEMENT_POST, organisation)
    organisation_id = found_organisation_id(organisation)
    shaped = check_shape(batch.rows, _owner(organisation))
    with nullcontext() if dry_run else _ledger_held(organisation_id):
        return _post(actor, organisation, organisation_id, batch, shaped, partial=partial, dry_run=dry_run)


def post_held(actor: Actor, *, organisation: str, batch: Batch) -> ImportAnswer:
    """Post all rows of a batch or none, inside a transaction that holds the ledger; who calls it has authorised.

    For use cases whose movements stand or fall with something else, such as the correction of a CoC Document.

    Raises:
        Refusal: `organisation_unknown`, `mass_beyond_ledger`.
    """
    shaped = check_shape(batch.rows, _owner(organisation))
    return _post(actor, organisation, found_organisation_id(organisation), batch, shaped)


def post_history(actor: Actor, *, organisation: str, batch: Batch) -> ImportAnswer:
    """Post all movements that were posted once elsewhere, or none; the caller opened the transaction.

    What was sold was sold: whether the allowance still covers it is told by the closing, not refused.

    Raises:
        Refusal: `organisation_unknown`, `not_permitted`, `mass_beyond_ledger`.
    """
    authorise(actor, Act.ORGANISATION_IMPORT)
    organisation_id = found_organisation_id(organisation)
    movement_store.lock_ledger(organisation_id)
    shaped = check_shape(batch.rows, _owner(organisation))
    return _post(actor, organisation, organisation_id, batch, shaped, is_history=True)


def _post(
    actor: Actor,
    organisation: str,
    organisation_id: int,
    batch: Batch,
    shaped: pl.DataFrame,
    *,
    partial: bool = False,
    dry_run: bool = False,
    is_history: bool = False,
) -> ImportAnswer:
    checked = _checked(organisation, organisation_id, shaped, is_history=is_history)
    answer = _answer(batch, checked)
    accepted = checked.filter(pl.col("code").is_null() & (pl.col("status") == NEW))
    may_post = accepted.height > 0 and (partial or not answer.refused)
    if not may_post:
        return answer if partial or not answer.refused else answer.without_posting()
    _refuse_overflow(organisation_id, accepted)
    if not dry_run:
        _append(actor, (organisation, organisation_id), batch, accepted, answer)
    return answer


@contextmanager
def _ledger_held(organisation_id: int) -> Iterator[None]:
    with transaction.atomic():
        movement_store.lock_ledger(organisation_id)
        yield


def _owner(organisation: str) -> BatchOwner:
    facilities = facility_store.facility_ids(organisation)
    scopes = scope_store.scopes(organisation=organisation)
    alone = {
        identifier
        for code, identifier in facilities.items()
        if not any(code not in scope.facilities for scope in scopes)
    }
    return BatchOwner(
        organisation=organisation,
        facilities=facilities,
        facilities_without_other_scope=frozenset(alone),
        has_scope=bool(scopes),
    )


def _checked(
    organisation: str, organisation_id: int, shaped: pl.DataFrame, *, is_history: bool
) -> pl.DataFrame:
    """Run the checks that need the ledger; history is not held against the allowance."""
    passing = shaped.filter(pl.col("code").is_null())
    named = pl.concat(
        [passing["reference"], passing.filter(pl.col("kind_code") == REVERSAL)["reverses"]]
    ).unique()
    posted = movement_store.posted_movements(organisation_id, named.to_list())
    frame = with_content(shaped, posted)
    files = load_scope_files(scope_store.scopes(organisation=organisation))
    facts = LedgerFacts(
        posted=posted,
        booked=movement_store.booked_documents(organisation_id, _documents(frame)),
        placements=_placements(organisation, frame, posted, files),
    )
    frame = check_ledger(frame, facts)
    if not is_history:
        frame = check_allowance(frame, _ledgers(frame, files))
    return settle_duplicates(refuse_reversals_of_refused(frame))


def _documents(frame: pl.DataFrame) -> list[str]:
    books = (pl.col("kind_code") == RECEIPT) & (pl.col("coc_code") == 1) & (pl.col("document") != "")
    new = pl.col("code").is_null() & (pl.col("status") == NEW)
    return frame.filter(new & books)["document"].unique().to_list()


def _placements(
    organisation: str, frame: pl.DataFrame, posted: pl.DataFrame, files: list[ScopeFile]
) -> pl.DataFrame:
    codes = {identifier: code for code, identifier in facility_store.facility_ids(organisation).items()}
    pairs = pl.concat(
        [
            frame.filter(pl.col("code").is_null()).select("facility_id", "day"),
            posted.select("facility_id", "day"),
        ]
    ).unique()
    return placements(pairs, [file.standing() for file in files], codes)


def _ledgers(frame: pl.DataFrame, files: list[ScopeFile]) -> dict[int, ScopeLedger]:
    """Load the open periods of the scopes to which the batch brings CoC shipments."""
    stands = pl.col("code").is_null() & (pl.col("status") == NEW) & pl.col("period").is_not_null()
    sale = (pl.col("kind_code") == SHIPMENT) & (pl.col("coc_code") == 1)
    held = frame.lazy().filter(stands).group_by("scope", "period").agg(sells=sale.any()).collect()
    ledgers = {}
    for scope in held.filter("sells")["scope"].unique().to_list():
        file = files[scope]
        here = held.filter(pl.col("scope") == scope)["period"].to_list()
        last_day = flow_store.last_day_moved(organisation_id=file.organisation_id, sites=file.sites)
        last_moved = None if last_day is None else file.scope.calendar.number_on(last_day)
        through = min(max([*here, last_moved or 0]) + 1, file.scope.calendar.last_number)
        ledgers[scope] = load_ledger(file, through=through, with_plans=True, also=here)
    return ledgers


def _answer(batch: Batch, checked: pl.DataFrame) -> ImportAnswer:
    standing = checked.select("code", "status").filter(pl.col("code").is_null())
    return ImportAnswer(
        posted=standing.filter(pl.col("status") == NEW).height,
        unchanged=standing.filter(pl.col("status") != NEW).height,
        skipped=batch.skipped,
        refused=refused_rows(checked.filter(pl.col("code").is_not_null()), batch.rows, form=batch.form),
        profile=batch.profile,
    )


def _refuse_overflow(organisation_id: int, accepted: pl.DataFrame) -> None:
    coming_g = int(accepted["quantity_g"].cast(pl.Float64).sum())
    held_g = movement_store.mass_posted_g(organisation_id)
    if held_g + coming_g > movement_store.MASS_MAX_G:
        raise Refusal(
            "mass_beyond_ledger",
            found=f"{(held_g + coming_g) // 10**6} t of movements in one organisation",
            expected=f"at most {movement_store.MASS_MAX_G // 10**6} t",
            todo="check the units: this is more aluminium than was ever made",
        )


def _append(
    actor: Actor, owner: tuple[str, int], batch: Batch, accepted: pl.DataFrame, answer: ImportAnswer
) -> None:
    at = clock.now()
    organisation, organisation_id = owner
    record = movement_store.ImportRecord(
        source=batch.source,
        digest=batch.digest,
        profile=batch.profile,
        at=at,
        actor=actor.name,
        posted=answer.posted,
        unchanged=answer.unchanged,
        skipped=answer.skipped,
        refused=len(answer.refused),
    )
    # By day, then in the order of the file: the table grows at its end.
    rows, kept = accepted.sort("day", maintain_order=True), kept_beside(batch.rows)
    numbers = movement_store.append_movements(organisation_id, rows, record, kept=kept)
    taken_back = accepted.filter((pl.col("kind_code") == REVERSAL) & (pl.col("target_kind_code") == RECEIPT))
    withdraw_bookings(actor, organisation_id, taken_back["target_id"].drop_nulls().to_list(), at=at)
    append_journal(
        at=at,
        actor=actor.name,
        act=Act.MOVEMENT_POST,
        organisation_id=organisation_id,
        subject=batch.source,
        posted=answer.posted,
        first=numbers["first"],
        last=numbers["last"],
        **{"import": numbers["import"]},
    )
    # Last, since it holds the log until the transaction ends.
    enter_movements(organisation, organisation_id, rows, kept=kept, numbers=numbers, at=at)
