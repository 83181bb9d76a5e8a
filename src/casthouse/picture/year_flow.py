"""A year or period as a network: what came in, was made, went out, was lost or stayed, of one scope or of several.

Left stand suppliers and mines, in the middle the stages of each scope, right the customers. What the movements do not
say is not guessed: what came into a stage and neither left, nor was made into the next stage, nor is lost in a process
on record, is called stock or loss not accounted; where more left than came in, the rest came from stock. What one
scope sent to another of the same organisation is one band where its document says which shipment it was; the rest is
told as sent, or as received. So each stage of each scope balances to the gram.
"""

from collections.abc import Mapping, Sequence

from casthouse.custody.movement import Kind
from casthouse.custody.stage import STAGES, stage_of
from casthouse.picture.flow_network import BandWay, Entries, FlowBand, FlowNetwork, FlowNode, Spot, Tone
from casthouse.picture.year_mass import (
    Account,
    Grouping,
    MovedMass,
    OwnTransfer,
    YearMasses,
    YearPart,
    YearSubject,
    step_losses,
)
from casthouse.provenance.flow_group import flow_groups
from casthouse.provenance.lot_process import Step

MINED = "mined here"
UNNAMED = "no counterparty named"
UNREGISTERED = "country not on record"
NOTE = (
    "Movements in force; each stage balances to the gram. Residue or stock is what came in and neither left, "
    "nor became the next stage, nor is lost in a process on record."
)
BETWEEN = (
    "What went from one own scope to another is counted once, as it was received, where the document of the receipt "
    "names its shipment in these days."
)
SITES = (
    "On the map each movement stands at its own site. No movement is booked between sites of one scope: what was made "
    "at a site beyond the mass that it took in of the stage before is drawn from the site that took in most of that."
)


def year_network(subject: YearSubject, masses: YearMasses, *, grouping: Grouping) -> FlowNetwork:
    """Return the network of some days of one scope, or of all scopes of an organisation.

    Args:
        subject: whose days.
        masses: what happened in them.
        grouping: by what those on the other side are put together.
    """
    columns = account_columns(masses)
    sheet = _Sheet(subject=subject, masses=masses, grouping=grouping, columns=columns)
    sheet.fill()
    headings = year_headings(columns)
    parts = [each for each in subject.parts if each.is_open]
    several = len(sheet.sites) > 1
    return FlowNetwork(
        subject=subject.name,
        headings=headings,
        nodes=tuple(sheet.nodes.values()),
        bands=tuple(sheet.bands.values()),
        first=min(each.first for each in subject.parts),
        last=max(each.last for each in subject.parts),
        notes=(
            NOTE,
            *([BETWEEN] if subject.organisation and len(subject.parts) > 1 else []),
            *([SITES] if several else []),
            *_days_told(subject.parts),
            *([_open_told(parts)] if parts else []),
            *subject.notes,
        ),
    )


def _days_told(parts: Sequence[YearPart]) -> list[str]:
    """Say which days are counted of each scope, where they are not the same of all."""
    if len({(each.first, each.last) for each in parts}) == 1:
        return []
    told = "; ".join(f"{each.scope} {each.first} to {each.last}" for each in parts)
    return [f"Days counted: {told}."]


def _open_told(parts: Sequence[YearPart]) -> str:
    named = ", ".join(each.scope for each in parts)
    return f"Provisional: of {named} a period in these days is not closed, and its figures can still change."


def account_columns(masses: YearMasses) -> dict[Account, int]:
    """Return in which column each stage of each scope stands: by stage, and behind what was sent to it."""
    accounts = {(each.scope, stage_of(each.material)) for each in masses.moved}
    accounts |= {account for account, _ in step_losses(masses.steps)}
    columns: dict[Account, int] = {}
    for stage in STAGES:
        held: dict[Account, set[Account]] = {each: set() for each in sorted(accounts) if each[1] is stage}
        for each in masses.transfers:
            source, target = (each.source, stage_of(each.shipped)), (each.target, stage_of(each.received))
            if source in held and target in held:
                held[target].add(source)
        first = max(columns.values(), default=0) + 1
        columns |= {account: first + depth for account, depth in _depths(held).items()}
    return columns


def _depths(sources: Mapping[Account, set[Account]]) -> dict[Account, int]:
    """Return how many own scopes metal came through before, on the longest way; a circle is one place."""
    depths = dict.fromkeys(sources, 0)
    for group in flow_groups(sources):
        before = [depths[each] + 1 for account in group for each in sources[account] if each not in group]
        depths |= dict.fromkeys(group, max(before, default=0))
    return depths


def year_headings(columns: Mapping[Account, int]) -> tuple[str, ...]:
    """Return what stands over the columns; a later one of a stage is of what own scopes sent on."""
    if not columns:
        return ()
    stages = [stage for _, stage in sorted({(column, stage) for (_, stage), column in columns.items()})]
    names = [
        f"{stage.value.capitalize()}, sent on" if at and stages[at - 1] is stage else stage.value.capitalize()
        for at, stage in enumerate(stages)
    ]
    return ("Came in", *names, "Went out")


class _Sheet:
    """The nodes and bands while they are put together."""

    def __init__(
        self,
        *,
        subject: YearSubject,
        masses: YearMasses,
        grouping: Grouping,
        columns: Mapping[Account, int],
    ) -> None:
        self.subject, self.masses, self.grouping, self.columns = subject, masses, grouping, columns
        self.last = max(columns.values(), default=0) + 1
        self.parts = {each.scope: each for each in subject.parts}
        self.is_one = len(subject.parts) == 1
        self.nodes: dict[str, FlowNode] = {}
        self.bands: dict[tuple[str, str, Tone], FlowBand] = {}
        self.came = _came_to(masses.moved)
        self.taken: dict[tuple[Account, Spot], int] = {}
        self.sites = {each.site for each in masses.moved if each.site is not None}

    def fill(self) -> None:
        """Add everything."""
        for account, column in self.columns.items():
            self._node(self._account(account, column))
        for each in sorted(self.masses.moved, key=_order):
            if not self._is_own(each):
                self._take(each)
        for transfer in self.masses.transfers:
            self._transfer(transfer)
        self._own_rests()
        for (account, step), mass_g in sorted(step_losses(self.masses.steps).items()):
            self._lose(account, step, mass_g)
        self._balance()

    def _account(self, account: Account, column: int) -> FlowNode:
        scope, stage = account
        part = self.parts[scope]
        return FlowNode(
            key=self._key(account),
            label=stage.value if self.is_one else scope,
            place="" if self.is_one else stage.value,
            column=column,
            tone=Tone.SUBJECT,
            is_provisional=part.is_open,
            spot=self._main_site(account),
            entries=part.entries(stage=stage.value),
        )

    def _key(self, account: Account) -> str:
        scope, stage = account
        return stage.value if self.is_one else f"{scope}:{stage.value}"

    def _said(self, account: Account) -> str:
        """Return what a stage is called beside what has no stage of its own."""
        return account[1].value if self.is_one else f"{account[0]} {account[1].value}"

    def _main_site(self, account: Account) -> Spot | None:
        """Return where most of a stage came in; of what only left, where most of it left."""
        held = self.came.get(account, {})
        return _greatest(held) if held else None

    def _is_own(self, each: MovedMass) -> bool:
        own = self.subject.organisation
        return bool(own) and each.counterparty == own and each.kind in {Kind.RECEIPT, Kind.SHIPMENT}

    def _take(self, each: MovedMass) -> None:
        account = each.scope, stage_of(each.material)
        key = self._key(account)
        match each.kind:
            case Kind.PRODUCTION:
                self._made(account, each)
            case Kind.SHIPMENT:
                node = self._party(each, side="out", column=self.last)
                tone = Tone.OUT_COC if each.coc else Tone.OUT_OTHER
                way = BandWay(start=each.site, end=node.spot, mass_g=each.mass_g)
                self._band(key, node.key, tone, self._entries(each), way, scope=each.scope)
            case Kind.RECEIPT | Kind.EXTRACTION:
                node = self._party(each, side="in", column=0)
                tone = Tone.MADE if each.kind is Kind.EXTRACTION else Tone.COC if each.coc else Tone.OTHER
                start = each.site if each.kind is Kind.EXTRACTION else node.spot
                way = BandWay(start=start, end=each.site, mass_g=each.mass_g)
                self._band(node.key, key, tone, self._entries(each), way, scope=each.scope)
            case Kind.REVERSAL:
                raise AssertionError("a reversal moves nothing by itself")

    def _made(self, account: Account, each: MovedMass) -> None:
        scope, stage = account
        before = scope, STAGES[STAGES.index(stage) - 1]
        if before in self.columns:
            source, ways = self._key(before), self._drawn(before, each)
        else:
            label = f"{self._said(before)}, from stock"
            source = self._rest(f"from:{self._key(account)}", label, column=0).key
            ways = [_nowhere(each.mass_g)]
        entries = self.parts[scope].entries(kind="production", stage=stage.value)
        for way in ways:
            self._band(source, self._key(account), Tone.MADE, entries, way, scope=scope)

    def _drawn(self, before: Account, each: MovedMass) -> list[BandWay]:
        """Return where a production took its mass from: of its own site what came there, the rest from another one."""
        came = self.came.get(before, {})
        others = {spot: mass_g for spot, mass_g in came.items() if spot != each.site}
        if each.site is None or not others:
            return [BandWay(start=each.site, end=each.site, mass_g=each.mass_g)]
        key = before, each.site
        here = min(each.mass_g, came.get(each.site, 0) - self.taken.get(key, 0))
        self.taken[key] = self.taken.get(key, 0) + here
        start = _greatest(others)
        parts = ((each.site, here), (start, each.mass_g - here))
        return [BandWay(start=spot, end=each.site, mass_g=mass_g) for spot, mass_g in parts if mass_g]

    def _transfer(self, each: OwnTransfer) -> None:
        source, target = (each.source, stage_of(each.shipped)), (each.target, stage_of(each.received))
        way = BandWay(start=each.start, end=each.end, mass_g=each.mass_g)
        entries = self.parts[each.target].entries(
            kind="receipt", stage=target[1].value, q=self.subject.organisation
        )
        self._band(self._key(source), self._key(target), Tone.MADE, entries, way, scope=each.target)

    def _own_rests(self) -> None:
        """Add what was sent to own scopes or received of them beyond what is known to be the same metal."""
        rests: dict[tuple[Account, Kind], int] = {}
        for each in self.masses.moved:
            if self._is_own(each):
                key = (each.scope, stage_of(each.material)), each.kind
                rests[key] = rests.get(key, 0) + each.mass_g
        for sent in self.masses.transfers:
            out = (sent.source, stage_of(sent.shipped)), Kind.SHIPMENT
            into = (sent.target, stage_of(sent.received)), Kind.RECEIPT
            rests[out] = rests.get(out, 0) - sent.mass_g
            rests[into] = rests.get(into, 0) - sent.mass_g
        for (account, kind), mass_g in sorted(rests.items()):
            self._own_rest(account, kind, mass_g)

    def _own_rest(self, account: Account, kind: Kind, mass_g: int) -> None:
        """Add one of them; less than nothing is metal of which an own scope received more than was sent."""
        assert mass_g >= 0 or kind is Kind.SHIPMENT
        key, entries = self._key(account), self._own_entries(account, kind)
        if mass_g > 0 and kind is Kind.SHIPMENT:
            node = self._rest("own-out", "to own scopes, receipt not matched", column=self.last)
            self._band(key, node.key, Tone.REST, entries, _nowhere(mass_g), scope=account[0])
        elif mass_g:
            said = "shipment not matched" if mass_g > 0 else "received beyond what was sent"
            node = self._rest(f"own-in:{said}", f"from own scopes, {said}", column=0)
            self._band(node.key, key, Tone.REST, entries, _nowhere(abs(mass_g)), scope=account[0])

    def _own_entries(self, account: Account, kind: Kind) -> Entries:
        scope, stage = account
        return self.parts[scope].entries(kind=kind.value, stage=stage.value, q=self.subject.organisation)

    def _lose(self, account: Account, step: Step, mass_g: int) -> None:
        node = self._rest(
            f"lost:{self._key(account)}:{step.value}", f"lost in {step.value}", column=self.last
        )
        entries = self.parts[account[0]].step_entries(step)
        self._band(self._key(account), node.key, Tone.REST, entries, _nowhere(mass_g), scope=account[0])

    def _balance(self) -> None:
        """Let each stage give as much as it takes, by what stayed or came from stock: of all movements a balance."""
        for account in self.columns:
            key, scope = self._key(account), account[0]
            entries = self.parts[scope].entries()
            into = sum(each.mass_g for each in self.bands.values() if each.target == key)
            out = sum(each.mass_g for each in self.bands.values() if each.source == key)
            if into > out:
                label = f"{self._said(account)}: residue or stock"
                node = self._rest(f"stock:{key}", label, column=self.last)
                self._band(key, node.key, Tone.REST, entries, _nowhere(into - out), scope=scope)
            elif out > into:
                node = self._rest(f"stock-in:{key}", f"{self._said(account)}, from stock", column=0)
                self._band(node.key, key, Tone.REST, entries, _nowhere(out - into), scope=scope)

    def _rest(self, key: str, label: str, *, column: int) -> FlowNode:
        return self._node(FlowNode(key=key, label=label, column=column, tone=Tone.REST, is_inside=True))

    def _party(self, each: MovedMass, *, side: str, column: int) -> FlowNode:
        if each.kind is Kind.EXTRACTION:
            return self._node(
                FlowNode(key="mined", label=MINED, column=column, tone=Tone.MADE, spot=each.site)
            )
        spot = (self.subject.country_spots or {}).get(each.country)
        labels = {
            Grouping.COUNTERPARTY: each.counterparty or UNNAMED,
            Grouping.COUNTRY: spot.name if spot else each.country or UNREGISTERED,
            Grouping.MATERIAL: each.material.value.replace("_", " "),
        }
        label = labels[self.grouping]
        tone = Tone.OTHER if side == "in" else Tone.OUT_OTHER
        seen = None if self.grouping is Grouping.MATERIAL else spot
        return self._node(FlowNode(key=f"{side}:{label}", label=label, column=column, tone=tone, spot=seen))

    def _entries(self, each: MovedMass) -> Entries:
        query = {"kind": each.kind.value}
        if self.grouping is Grouping.MATERIAL:
            query["material"] = each.material.value
        else:
            query["stage"] = stage_of(each.material).value
        if each.kind is not Kind.EXTRACTION:
            query["coc"] = "yes" if each.coc else "no"
        if self.grouping is Grouping.COUNTERPARTY and each.counterparty:
            query["q"] = each.counterparty
        return self.parts[each.scope].entries(**query)

    def _node(self, node: FlowNode) -> FlowNode:
        return self.nodes.setdefault(node.key, node)

    def _band(
        self, source: str, target: str, tone: Tone, entries: Entries, way: BandWay, *, scope: str
    ) -> None:
        held = self.bands.get((source, target, tone))
        self.bands[source, target, tone] = FlowBand(
            source=source,
            target=target,
            mass_g=way.mass_g + (held.mass_g if held else 0),
            tone=tone,
            is_provisional=self.parts[scope].is_open,
            entries=entries,
            ways=(*(held.ways if held else ()), way),
        )


def _greatest(masses: Mapping[Spot, int]) -> Spot:
    return min(masses, key=lambda spot: (-masses[spot], spot.name))


def _nowhere(mass_g: int) -> BandWay:
    return BandWay(start=None, end=None, mass_g=mass_g)


def _order(each: MovedMass) -> tuple[int, str, str, str, str]:
    return -each.mass_g, each.counterparty, each.material, each.scope, each.site.name if each.site else ""


def _came_to(moved: Sequence[MovedMass]) -> dict[Account, dict[Spot, int]]:
    """Return what came in or was made of each stage at each site; of what only left, what left."""
    into: dict[Account, dict[Spot, int]] = {}
    out: dict[Account, dict[Spot, int]] = {}
    for each in moved:
        if each.site is not None:
            held = (out if each.kind is Kind.SHIPMENT else into).setdefault(
                (each.scope, stage_of(each.material)), {}
            )
            held[each.site] = held.get(each.site, 0) + each.mass_g
    return out | into
