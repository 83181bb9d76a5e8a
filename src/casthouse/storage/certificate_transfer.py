"""Reading and appending transfers of certificates; nothing of one is ever changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from casthouse.assurance.certificate_transfer import (
    CertificateTransfer,
    PassedSite,
    TransferAct,
    TransferStep,
)
from casthouse.storage.models import (
    CertificateInheritanceRow,
    CertificateRow,
    CertificateTransferPartRow,
    CertificateTransferRow,
    CertificateTransferSiteRow,
    CertificateTransferStepRow,
    FacilityRow,
    OrganisationRow,
    ScopeRow,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTransfer:
    """A transfer that is asked for."""

    scope: str
    taker: str
    day: date
    certificates: tuple[str, ...]


def transfers(
    *,
    organisations: Iterable[str] | None = None,
    numbers: Iterable[int] | None = None,
    certificates: Iterable[str] | None = None,
) -> list[CertificateTransfer]:
    """Return the transfers that organisations give or take, or those that are named, or all, the newest first."""
    rows = CertificateTransferRow.objects.select_related("scope__organisation", "taker").order_by("-id")
    if organisations is not None:
        codes = list(organisations)
        rows = rows.filter(Q(taker__code__in=codes) | Q(scope__organisation__code__in=codes))
    if numbers is not None:
        rows = rows.filter(id__in=list(numbers))
    if certificates is not None:
        parts = CertificateTransferPartRow.objects.filter(certificate__number__in=list(certificates))
        rows = rows.filter(id__in=parts.values("transfer"))
    found = list(rows)
    ids = [row.id for row in found]
    parts_of, steps = _parts(ids), _steps(ids)
    return [
        CertificateTransfer(
            number=row.id,
            giver=row.scope.organisation.code,
            taker=row.taker.code,
            scope=row.scope.code,
            day=row.day,
            certificates=tuple(parts_of[row.id]),
            steps=tuple(steps[row.id]),
        )
        for row in found
    ]


def transfer(number: int) -> CertificateTransfer | None:
    """Return the transfer with the number, or None."""
    return next(iter(transfers(numbers=[number])), None)


def append_transfer(new: NewTransfer, asking: TransferStep) -> int:
    """Append a transfer with its first step; return its number. The caller holds the ledgers of both sides."""
    row = CertificateTransferRow.objects.create(
        scope=ScopeRow.objects.get(code=new.scope),
        taker=OrganisationRow.objects.get(code=new.taker),
        day=new.day,
    )
    CertificateTransferPartRow.objects.bulk_create(
        CertificateTransferPartRow(transfer=row, certificate=each)
        for each in CertificateRow.objects.filter(number__in=new.certificates)
    )
    append_step(row.id, asking, sequence=1)
    return row.id


def append_step(number: int, step: TransferStep, *, sequence: int) -> None:
    """Append what was said about a transfer.

    Raises:
        django.db.IntegrityError: another step with the same sequence came first.
    """
    row = CertificateTransferStepRow.objects.create(
        transfer_id=number,
        sequence=sequence,
        act=step.act.value,
        actor=step.actor,
        at=step.at,
        reason=step.reason,
        scope=ScopeRow.objects.get(code=step.scope) if step.scope else None,
    )
    codes = {code for each in step.sites for code in (each.before, each.after)}
    ids = dict(FacilityRow.objects.filter(code__in=codes).values_list("code", "id"))
    CertificateTransferSiteRow.objects.bulk_create(
        CertificateTransferSiteRow(step=row, before_id=ids[each.before], after_id=ids[each.after])
        for each in step.sites
    )


def successors(numbers: Collection[str]) -> dict[str, str]:
    """Return the certificates that continue others, by the number of the one that is continued."""
    rows = CertificateInheritanceRow.objects.filter(predecessor__number__in=list(numbers))
    return dict(rows.values_list("predecessor__number", "move__certificate__number"))


def _parts(ids: list[int]) -> dict[int, list[str]]:
    parts: dict[int, list[str]] = defaultdict(list)
    rows = CertificateTransferPartRow.objects.filter(transfer__in=ids).order_by("certificate__number")
    for transfer_id, number in rows.values_list("transfer_id", "certificate__number"):
        parts[transfer_id].append(number)
    return parts


def _steps(ids: list[int]) -> dict[int, list[TransferStep]]:
    sites: dict[int, list[PassedSite]] = defaultdict(list)
    passed = CertificateTransferSiteRow.objects.filter(step__transfer__in=ids).order_by("before__code")
    for step_id, before, after in passed.values_list("step_id", "before__code", "after__code"):
        sites[step_id].append(PassedSite(before=before, after=after))
    steps: dict[int, list[TransferStep]] = defaultdict(list)
    rows = CertificateTransferStepRow.objects.select_related("scope").filter(transfer__in=ids)
    for row in rows.order_by("sequence"):
        steps[row.transfer_id].append(
            TransferStep(
                act=TransferAct(row.act),
                actor=row.actor,
                at=row.at,
                reason=row.reason,
                scope=row.scope.code if row.scope else "",
                sites=tuple(sites[row.id]),
            )
        )
    return steps
