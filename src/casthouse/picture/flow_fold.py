"""A network with fewer nodes than it has, for a picture that is to be read; the table beside it names them all."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction

from casthouse.picture.flow_network import FlowBand, FlowNetwork, FlowNode, Tone, through_g

BACK_MAX = 5
"""So many columns a trace has before what is traced; the last one holds all that is further back."""
MANY = 24
"""Of a trace with more nodes those that hardly anything came through are drawn as one a column."""
SMALL = Fraction(1, 100)


def drawn(network: FlowNetwork, *, nodes_max: int) -> FlowNetwork:
    """Return what is drawn of a network: of a long trace what is far back together, of many nodes the small ones.

    Masses between what is drawn apart stay as they are; on the way between what is drawn together they vanish.
    """
    if network.counts_steps:
        network = _with_back(network)
    if any(each.tone is Tone.SUBJECT for each in network.nodes):
        network = _without_small(network)
    return with_fewer(network, nodes_max=nodes_max)


def _with_back(network: FlowNetwork) -> FlowNetwork:
    """Return a trace whose columns further back are one; who stands in several of these is one node."""
    here = next(each.column for each in network.nodes if each.tone is Tone.SUBJECT)
    gone = here - BACK_MAX
    if gone <= 0:
        return network
    becomes: dict[str, FlowNode] = {}
    for each in network.nodes:
        if each.column > gone:
            becomes[each.key] = replace(each, column=each.column - gone)
        else:
            who = f"back:{each.label}:{each.is_undisclosed}:{each.is_inside}"
            becomes[each.key] = replace(each, key=who, column=0, note="", entries=None)
    folded = _folded(network, becomes)
    back = f"{BACK_MAX} or more steps before"
    return replace(_without_loops(folded), headings=(back, *network.headings[gone + 1 :]))


def _without_loops(network: FlowNetwork) -> FlowNetwork:
    """Return a network without the ways within its first column."""
    first = {each.key for each in network.nodes if not each.column}
    bands = tuple(each for each in network.bands if each.target not in first)
    left = {each.source for each in bands}
    nodes = tuple(each for each in network.nodes if each.column or each.key in left)
    return replace(network, nodes=nodes, bands=bands)


def _without_small(network: FlowNetwork) -> FlowNetwork:
    """Return a trace of many nodes whose small ones are one a column; what is undisclosed stays as it is."""
    if len(network.nodes) <= MANY:
        return network
    mass = through_g(network)
    least = SMALL * max(mass[each.key] for each in network.nodes if each.tone is Tone.SUBJECT)
    becomes: dict[str, FlowNode] = {}
    for column in range(len(network.headings)):
        held = [each for each in network.nodes if each.column == column]
        small = [each for each in held if mass[each.key] < least and not each.is_undisclosed]
        if len(small) > 1:
            one = replace(
                _together(small, column), key=f"small:{column}", label=f"{len(small)} with less than 1 % each"
            )
            becomes |= dict.fromkeys((each.key for each in small), one)
    return _folded(network, becomes)


def with_fewer(network: FlowNetwork, *, nodes_max: int) -> FlowNetwork:
    """Return a network with so many nodes a column at most: the smallest of a column become one.

    What is drawn sums to the same mass; the table beside it names them all.
    """
    mass = through_g(network)
    becomes: dict[str, FlowNode] = {}
    for column in range(len(network.headings)):
        held = [each for each in network.nodes if each.column == column]
        if len(held) > nodes_max:
            ranked = sorted(held, key=lambda each: (each.is_inside, mass[each.key]), reverse=True)
            small = ranked[nodes_max - 1 :]
            becomes |= dict.fromkeys((each.key for each in small), _together(small, column))
    return _folded(network, becomes)


def _folded(network: FlowNetwork, becomes: Mapping[str, FlowNode]) -> FlowNetwork:
    """Return a network in which nodes stand for others; what went between two that are one now is no way any more."""
    if not becomes:
        return network
    bands = (each for each in _merged(network.bands, becomes) if each.source != each.target)
    return replace(network, nodes=_kept(network.nodes, becomes), bands=tuple(bands))


def _together(small: list[FlowNode], column: int) -> FlowNode:
    tones = {each.tone for each in small}
    return FlowNode(
        key=f"more:{column}",
        label=f"{len(small)} more",
        column=column,
        tone=tones.pop() if len(tones) == 1 else Tone.OTHER,
        is_undisclosed=all(each.is_undisclosed for each in small),
        is_inside=all(each.is_inside for each in small),
    )


def _kept(nodes: Iterable[FlowNode], becomes: Mapping[str, FlowNode]) -> tuple[FlowNode, ...]:
    found = {each.key: each for each in (becomes.get(node.key, node) for node in nodes)}
    return tuple(found.values())


def _merged(bands: Iterable[FlowBand], becomes: Mapping[str, FlowNode]) -> tuple[FlowBand, ...]:
    found: dict[tuple[str, str, Tone, str, bool, bool], FlowBand] = {}
    for each in bands:
        source = becomes[each.source].key if each.source in becomes else each.source
        target = becomes[each.target].key if each.target in becomes else each.target
        same = (source, target, each.tone, each.what, each.is_undisclosed, each.is_provisional)
        held = found.get(same)
        found[same] = replace(
            each,
            source=source,
            target=target,
            mass_g=each.mass_g + (held.mass_g if held else 0),
            entries=each.entries if held is None and (source, target) == (each.source, each.target) else None,
        )
    return tuple(found.values())
