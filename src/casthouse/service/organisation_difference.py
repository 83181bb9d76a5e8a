"""What an organisation has, recomputed: totals, references, documents, certificates and closed periods.

`casthouse check` asks it of the whole store, and taking back an archive of what came with it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from casthouse.custody.credit_book import with_credits
from casthouse.custody.movement import KINDS_BY_CODE, CocMark
from casthouse.custody.position import period_position
from casthouse.custody.stage import MATERIALS_BY_CODE
from casthouse.measure.count import counted
from casthouse.service.certificate_book import kept_spans, load_books
from casthouse.service.difference import Difference, differing_figures
from casthouse.service.document_check import document_differences
from casthouse.service.period_binding import binding_differences
from casthouse.service.scope_ledger import ScopeFile, allocated_credits_g, load_scope_files
from casthouse.storage import certificate as certificate_store
from casthouse.storage import consistency as consistency_store
from casthouse.storage import facility as facility_store
from casthouse.storage import flow as flow_store
from casthouse.storage import movement_total as total_store
from casthouse.storage import organisation as organisation_store
from casthouse.storage import scope as scope_store

NO_MARK = -1
"""How a total is keyed whose movements say nothing of CoC; without a material it is keyed by 0."""


def organisation_differences(code: str) -> Iterator[Difference]:
    """Find where what one organisation has disagrees with itself."""
    yield from total_differences(code, organisation_store.organisation_ids([code])[code])
    yield from reference_differences(code)
    yield from certificate_differences([code])
    for file in load_scope_files(scope_store.scopes(organisation=code)):
        yield from period_differences(file)


def total_differences(code: str, identifier: int) -> Iterator[Difference]:
    """Find totals by day that are not those of the movements."""
    stored = total_store.stored_totals(identifier)
    recomputed = total_store.recomputed_totals(identifier)
    differing = [
        key for key in sorted(stored.keys() | recomputed.keys()) if stored.get(key) != recomputed.get(key)
    ]
    facilities = (
        {number: name for name, number in facility_store.facility_ids(code).items()} if differing else {}
    )
    for key in differing:
        yield Difference(
            what="total",
            subject=_total_words(code, key, facilities),
            stored=_sum_words(stored.get(key, (0, 0))),
            recomputed=_sum_words(recomputed.get(key, (0, 0))),
        )


def _sum_words(total: tuple[int, int]) -> str:
    grams, movements = total
    return f"{grams} g in {counted(movements, 'movement')}"


def _total_words(code: str, key: total_store.TotalKey, facilities: Mapping[int, str]) -> str:
    """Name what a total is of: organisation, day, facility, kind, material, mark."""
    day, facility_id, kind_code, material_code, coc_code = key
    facility = facilities.get(facility_id)
    kind, material = KINDS_BY_CODE.get(kind_code), MATERIALS_BY_CODE.get(material_code)
    words = [
        code,
        day,
        facility or f"unknown facility {facility_id}",
        kind.value if kind else f"unknown kind {kind_code}",
        *([material.value.replace("_", " ")] if material else []),
        *([] if coc_code == NO_MARK else [f"CoC {CocMark.of(bool(coc_code))}"]),
    ]
    return " ".join(words)


def reference_differences(code: str | None = None) -> list[Difference]:
    """Find references that point at nothing and documents that are not what they were, of one organisation or all."""
    return [
        Difference(what=each.what, subject=each.subject, stored=each.stored, recomputed=each.expected)
        for each in (*consistency_store.broken_references(code), *document_differences(code))
    ]


def certificate_differences(codes: Sequence[str]) -> Iterator[Difference]:
    """Find certificates whose stored days do not follow from their moves."""
    stored = certificate_store.stored_spans(codes)
    for book in load_books(codes).values():
        for history in book.histories:
            held, true = stored[history.number], kept_spans(book, history)
            if held != true:
                yield Difference(
                    what="certificate", subject=history.number, stored=str(held), recomputed=str(true)
                )


def period_differences(file: ScopeFile) -> Iterator[Difference]:
    """Find closed periods whose statement does not follow, or of which the store says other than they bound."""
    yield from _frozen_differences(file)
    for subject, kept, found in binding_differences(file):
        yield Difference(what="bound", subject=subject, stored=kept, recomputed=found)


def _frozen_differences(file: ScopeFile) -> Iterator[Difference]:
    """Find statements that do not follow from the movements, the certification seen and the statement before."""
    for number, statement in enumerate(file.statements):
        spans = [
            flow_store.Span(
                number=number,
                first=date.fromisoformat(first),
                last=date.fromisoformat(last),
                certified=certified,
            )
            for first, last, certified in statement.certified
        ]
        flows = flow_store.recomputed_flows(
            organisation_id=file.organisation_id, sites=file.sites, spans=spans
        )
        credited_g = allocated_credits_g(file).get(statement.period.start, 0)
        recomputed = period_position(
            statement.period,
            with_credits(flows.get(number, {}), credited_g),
            carried=file.carried_into(number),
        ).as_json()
        if recomputed != statement.position:
            held, true = differing_figures(statement.position, recomputed)
            yield Difference(
                what="statement",
                subject=f"{file.scope.code} {statement.period.start}",
                stored=held,
                recomputed=true,
            )
