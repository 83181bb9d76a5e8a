"""Reading and appending transfers of certificates; nothing of one is ever changed."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from casthouse.assurance.certificate_succession import Succession
from casthouse.assurance.certificate_transfer import (
    CertificateTransfer,
    PassedSite,
    TransferAct,
    TransferStep,
)
from casthouse.standard.standard_name import StandardName
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
from casthouse.storage.prepared_query import PreparedQuery


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
    is_open: bool = False,
) -> list[CertificateTransfer]:
    """Return the transfers that organisations give or take, or those that are named, or all, the newest first.

    With `is_open` only those about which somebody still has to say something.
    """
    rows = CertificateTransferRow.objects.select_related("scope__organisation", "taker").order_by("-id")
    if organisations is not None:
        codes = list(organisations)
        rows = rows.filter(Q(taker__code__in=codes) | Q(scope__organisation__code__in=codes))
    if numbers is not None:
        rows = rows.filter(id__in=list(numbers))
    if certificates is not None:
        parts = CertificateTransferPartRow.objects.filter(certificate__number__in=list(certificates))
        rows = rows.filter(id__in=parts.values("transfer"))
    if is_open:
        ending = [each.value for each in TransferAct if each not in {TransferAct.ASK, TransferAct.ACCEPT}]
        over = CertificateTransferStepRow.objects.filter(act__in=ending)
        rows = rows.exclude(id__in=over.values("transfer"))
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


def successions() -> list[Succession]:
    """Return every certificate that passed, in the order of recording; transfers are few."""
    found = _SUCCESSIONS.rows()
    sites = _confirmed_sites([row[2] for row in found]) if found else {}
    return [
        Succession(
            order=order,
            standard=StandardName(standard),
            certificate=certificate,
            successor=successor,
            before=before,
            after=after,
            organisation=organisation,
            day=day,
            sites=tuple(sites.get(certificate, ())),
        )
        for order, standard, certificate, successor, before, after, organisation, day in found
    ]


_SUCCESSIONS = PreparedQuery(
    lambda: CertificateInheritanceRow.objects.order_by("id").values_list(
        "id",
        "move__certificate__standard",
        "predecessor__number",
        "move__certificate__number",
        "predecessor__scope__code",
        "move__certificate__scope__code",
        "move__certificate__scope__organisation__code",
        "move__effective",
    )
)


def _confirmed_sites(certificates: list[str]) -> dict[str, list[PassedSite]]:
    """Return the sites with which certificates passed, by number."""
    confirmed = CertificateTransferStepRow.objects.filter(act=TransferAct.CONFIRM.value)
    parts = CertificateTransferPartRow.objects.filter(
        transfer__in=confirmed.values("transfer"), certificate__number__in=certificates
    )
    by_transfer: dict[int, list[str]] = defaultdict(list)
    for transfer_id, number in parts.values_list("transfer_id", "certificate__number"):
        by_transfer[transfer_id].append(number)
    sites: dict[str, list[PassedSite]] = defaultdict(list)
    rows = CertificateTransferSiteRow.objects.filter(step__transfer__in=list(by_transfer))
    named = ("step__transfer_id", "before__code", "after__code")
    for transfer_id, before, after in rows.order_by("before__code").values_list(*named):
        for number in by_transfer[transfer_id]:
            sites[number].append(PassedSite(before=before, after=after))
    return sites


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
