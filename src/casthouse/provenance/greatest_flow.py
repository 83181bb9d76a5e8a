"""The greatest flow through a network whose ways carry no more than they can, in whole units, exactly."""

from collections import deque
from collections.abc import Hashable, Iterable

Node = Hashable


class FlowWays:
    """Ways between nodes with what each can carry; asking for a flow uses them up."""

    def __init__(self, ways: Iterable[tuple[tuple[Node, Node], int]]) -> None:
        self._can: dict[Node, dict[Node, int]] = {}
        for (source, target), most in ways:
            self.add(source, target, most)

    def add(self, source: Node, target: Node, most: int) -> None:
        """Let a way carry so much more."""
        ways = self._can.setdefault(source, {})
        ways[target] = ways.get(target, 0) + most
        self._can.setdefault(target, {}).setdefault(source, 0)

    def greatest(self, source: Node, target: Node) -> int:
        """Return the greatest flow from one node to another, along shortest ways first."""
        whole = 0
        while (path := self._path(source, target)) is not None:
            most = min(self._can[a][b] for a, b in path)
            for a, b in path:
                self._can[a][b] -= most
                self._can[b][a] += most
            whole += most
        return whole

    def _path(self, source: Node, target: Node) -> list[tuple[Node, Node]] | None:
        came: dict[Node, Node] = {source: source}
        waiting = deque([source])
        while waiting and target not in came:
            here = waiting.popleft()
            for there, most in self._can.get(here, {}).items():
                if most and there not in came:
                    came[there] = here
                    waiting.append(there)
        if target not in came:
            return None
        path = []
        while target != source:
            path.append((came[target], target))
            target = came[target]
        return path
