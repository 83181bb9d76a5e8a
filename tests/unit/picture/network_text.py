"""Networks written as lines: `a > b 12` is twelve grams from a to b; a name's column is how far right it stands."""

from casthouse.picture.flow_network import FlowBand, FlowNetwork, FlowNode, Tone


def network_of(*columns: str, flows: list[str]) -> FlowNetwork:
    """Return a network of columns, each a list of names, and of flows between them."""
    nodes = [
        FlowNode(key=name, label=name, column=at, tone=Tone.COC)
        for at, names in enumerate(columns)
        for name in names.split()
    ]
    bands = []
    for line in flows:
        source, _, target, mass_g = line.split()
        bands.append(FlowBand(source=source, target=target, mass_g=int(mass_g), tone=Tone.COC))
    headings = tuple(f"column {at}" for at in range(len(columns)))
    return FlowNetwork(subject="Flows of A", headings=headings, nodes=tuple(nodes), bands=tuple(bands))
