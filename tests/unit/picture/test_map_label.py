"""Names on a map: over no other name and no other point, on the sheet, and to the right where it is free."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casthouse.picture.map_label import Box, MapPoint, map_labels

pytestmark = pytest.mark.one_store

WIDTH, HEIGHT = 400.0, 300.0
Points = st.lists(
    st.builds(
        MapPoint,
        x=st.floats(0, WIDTH),
        y=st.floats(0, HEIGHT),
        name=st.text(st.characters(codec="ascii", categories=["L"]), min_size=1, max_size=26),
    ),
    max_size=14,
)


@given(Points)
def test_no_name_lies_over_another_or_over_a_point_or_off_the_sheet(points: list[MapPoint]) -> None:
    labels = map_labels(points, width=WIDTH, height=HEIGHT, most=10)
    boxes = [each.box for each in labels if each is not None]
    assert len(boxes) <= 10
    assert not any(one.meets(other) for one, other in combinations(boxes, 2))
    for number, label in enumerate(labels):
        if label is None:
            continue
        assert 0 <= label.box.left <= label.box.right <= WIDTH
        assert 0 <= label.box.top <= label.box.bottom <= HEIGHT
        others = [each for at, each in enumerate(points) if at != number]
        dots = [Box(left=p.x - 4, top=p.y - 4, right=p.x + 4, bottom=p.y + 4) for p in others]
        assert not any(label.box.meets(each) for each in dots)


def test_names_at_one_place_stand_on_its_four_sides_and_the_fifth_nowhere() -> None:
    points = [MapPoint(x=200, y=150, name="Genk")] * 5
    found = map_labels(points, width=WIDTH, height=HEIGHT, most=9)
    assert [each.anchor if each else None for each in found] == ["start", "end", "middle", "middle", None]
    few = map_labels(points, width=WIDTH, height=HEIGHT, most=1)
    assert [each is not None for each in few] == [True, False, False, False, False]


def test_a_name_makes_room_for_the_point_of_a_neighbour() -> None:
    points = [MapPoint(x=200, y=150, name="Genk"), MapPoint(x=220, y=150, name="Aachen")]
    found = map_labels(points, width=WIDTH, height=HEIGHT, most=9)
    assert [each.anchor if each else None for each in found] == ["end", "start"]


def test_at_the_edge_a_name_turns_inwards() -> None:
    (label,) = map_labels([MapPoint(x=395, y=150, name="Port")], width=WIDTH, height=HEIGHT, most=1)
    assert label is not None
    assert label.anchor == "end"
