"""Everything upstream of a lot as its footprint needs it: when and in which accounts metal came into each lot."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from casthouse.custody.scope import Scope
from casthouse.custody.stage import Material, stage_of
from casthouse.footprint.footprint_method import ScrapRule
from casthouse.footprint.lot_inflow import LotInflow
from casthouse.footprint.lot_need import carries
from casthouse.footprint.stage_account import AccountKey
from casthouse.measure.period import Period
from casthouse.parties.disclosure import Disclosure
from casthouse.provenance.lot_graph import EdgeKind, LotEdge, LotGraph, LotName
from casthouse.provenance.pool_account import account_of
from casthouse.service.chain_register import ChainRegister
from casthouse.service.trace_subject import Subject
from casthouse.storage import lot_inflow as inflow_store
from casthouse.storage.lot_inflow import EntryFact, ProcessFact


def tells_lots(register: ChainRegister, supplier: str, buyer: str) -> bool:
    """Say whether the lots of a supplier may be followed: it discloses them, or is the buyer itself."""
    return supplier == buyer or register.levels[supplier].includes(Disclosure.LOTS)


@dataclass(slots=True, kw_only=True)
class LotBook:
    """The lots upstream of one, and the scopes and periods in whose accounts metal came into them."""

    register: ChainRegister
    scrap_rule: ScrapRule
    lots: dict[LotName, tuple[LotInflow, ...]] = field(default_factory=dict)
    accounts: dict[AccountKey, tuple[Scope, Period]] = field(default_factory=dict)
    _processes: dict[str, Mapping[str, ProcessFact]] = field(default_factory=dict)
    _movements: dict[str, Mapping[str, EntryFact]] = field(default_factory=dict)

    def read(self, subject: Subject, graph: LotGraph) -> None:
        """Read a lot and all that leads into it, as far as suppliers tell their lots."""
        names = self._upstream(subject.lot, graph)
        self._read_facts(edge for lot in names for edge in graph.into(lot))
        for lot in names:
            self.lots[lot] = tuple(self._inflows(lot, graph.into(lot)))
        if not self.lots[subject.lot]:
            self.lots[subject.lot] = (self._unrecorded(subject),)

    def _upstream(self, subject: LotName, graph: LotGraph) -> list[LotName]:
        found = {subject: None}
        waiting = [subject]
        while waiting:
            lot = waiting.pop()
            for source in graph.sources(lot):
                if source not in found and self._is_told(source, lot):
                    found[source] = None
                    waiting.append(source)
        return list(found)

    def _is_told(self, source: LotName, lot: LotName) -> bool:
        return tells_lots(self.register, source.organisation, lot.organisation)

    def _read_facts(self, edges: Iterable[LotEdge]) -> None:
        processes: defaultdict[str, dict[str, None]] = defaultdict(dict)
        movements: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for edge in edges:
            kind = processes if edge.kind is EdgeKind.PROCESS else movements
            kind[edge.target.organisation][edge.reference] = None
        for organisation, references in processes.items():
            key = self.register.organisations[organisation]
            self._processes[organisation] = inflow_store.facts_of_processes(key, list(references))
        for organisation, references in movements.items():
            key = self.register.organisations[organisation]
            self._movements[organisation] = inflow_store.facts_of_movements(key, list(references))

    def _inflows(self, lot: LotName, edges: Sequence[LotEdge]) -> Iterator[LotInflow]:
        drawn: defaultdict[str, list[LotEdge]] = defaultdict(list)
        for edge in edges:
            if edge.kind is EdgeKind.PROCESS:
                drawn[edge.reference].append(edge)
            elif edge.mass_g:
                yield self._moved(lot, edge)
        for reference, into in drawn.items():
            yield from self._made(lot, reference, into)

    def _moved(self, lot: LotName, edge: LotEdge) -> LotInflow:
        fact = self._movements[lot.organisation][edge.reference]
        return LotInflow(
            kind=edge.kind,
            reference=edge.reference,
            material=fact.material,
            mass_g=edge.mass_g,
            day=fact.day,
            facility=fact.facility,
            account=self._account(lot.organisation, fact.facility, fact.day, fact.material),
            source=edge.source if edge.source is not None and self._is_told(edge.source, lot) else None,
            shipper=edge.counterparty,
        )

    def _made(self, lot: LotName, reference: str, edges: Sequence[LotEdge]) -> Iterator[LotInflow]:
        """Yield what a process made of a lot, material by material."""
        fact = self._processes[lot.organisation][reference]
        for (made, material), mass_g in fact.made_g.items():
            if made == lot.lot:
                yield LotInflow(
                    kind=EdgeKind.PROCESS,
                    reference=reference,
                    material=material,
                    mass_g=mass_g,
                    day=fact.day,
                    facility=fact.facility,
                    account=self._account(lot.organisation, fact.facility, fact.day, material),
                    drawn=tuple((edge.source, edge.mass_g) for edge in edges if edge.source is not None),
                    carrying_g=self._carrying_g(fact),
                )

    def _carrying_g(self, fact: ProcessFact) -> int:
        """Return how much came out that carries what went in."""
        return sum(
            mass_g for (_, material), mass_g in fact.made_g.items() if carries(material, self.scrap_rule)
        )

    def _unrecorded(self, subject: Subject) -> LotInflow:
        """Return how a lot is there of which it is on record only that it left."""
        booked = subject.booked
        assert booked is not None  # a lot that nothing brought in is known from a shipment
        return LotInflow(
            kind=EdgeKind.UNRECORDED,
            reference="",
            material=booked.material,
            mass_g=subject.mass_g,
            day=booked.day,
            facility=booked.facility,
            account=self._account(subject.lot.organisation, booked.facility, booked.day, booked.material),
        )

    def _account(self, organisation: str, facility: str, day: date, material: Material) -> AccountKey | None:
        scopes = self.register.scopes[organisation]
        found = account_of(scopes, facility=facility, day=day)
        if found is None:
            return None
        key = AccountKey(found.scope, found.period.start, stage_of(material))
        if key not in self.accounts:
            (scope,) = [each for each in scopes if each.code == found.scope]
            self.accounts[key] = (scope, found.period)
        return key
