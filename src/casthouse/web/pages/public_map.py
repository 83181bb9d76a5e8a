"""The map of the public register."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render

from casthouse.picture.world_projection import HEIGHT, PROJECTION, WIDTH, projected
from casthouse.service.public_map import PublicPlace, public_map
from casthouse.service.public_register import public_countries
from casthouse.web.forms.public_register import PublicSearchForm
from casthouse.web.page_request import PageRequest
from casthouse.web.public_page import public_page
from casthouse.web.query import number_of
from casthouse.web.world_chart import ZOOM_MAX, Mark, Window, land_svg, marks, window

LISTED_MAX = 100


@public_page
def show(request: PageRequest) -> HttpResponse:
    """Show where certified facilities are; a part of the world, or all of it, with a table of the same."""
    form = PublicSearchForm(request.GET, countries=public_countries(request.actor))
    search = form.search
    found = public_map(request.actor, search) if search else None
    places = found.places if found else ()
    seen = _window(request, places)
    drawn = marks(places, seen)
    inside = [place for mark in drawn for place in mark.places]
    inside.sort(key=lambda each: (each.name.casefold(), each.code))
    context = {
        "form": form,
        "found": found,
        "seen": seen,
        "marks": [(mark, _mark_address(request, mark, seen)) for mark in drawn],
        "inside": inside[:LISTED_MAX],
        "inside_count": len(inside),
        "moves": _moves(request, seen),
        "width": WIDTH,
        "height": HEIGHT,
        "projection": PROJECTION,
        "query": urlencode(_asked(request)),
    }
    return render(request, "public_register/map.html", context, status=200 if search else 422)


@public_page
def show_land(request: PageRequest) -> HttpResponse:
    """Return the outlines of the land, which the map lies on."""
    return HttpResponse(land_svg(), content_type="image/svg+xml")


def _window(request: PageRequest, places: tuple[PublicPlace, ...]) -> Window:
    """Return the part that the address names; without one, the whole world, or the surroundings of a single site."""
    zoom = number_of(request.GET.get("zoom"), None)
    if zoom is None and len(places) == 1:
        x, y = projected(places[0].longitude, places[0].latitude)
        return window(3, round(x), round(y))
    level = min(zoom or 0, ZOOM_MAX)
    x_at, y_at = (number_of(request.GET.get(name), None) for name in ("x", "y"))
    return window(
        level,
        min(x_at if x_at is not None else round(WIDTH / 2), round(WIDTH)),
        min(y_at if y_at is not None else round(HEIGHT / 2), round(HEIGHT)),
    )


def _asked(request: PageRequest) -> dict[str, str]:
    return {
        name: str(value) for name, value in request.GET.items() if value and name not in {"zoom", "x", "y"}
    }


def _address(request: PageRequest, zoom: int, x: float, y: float) -> str:
    """Return the address of another part of the map, with the same question."""
    place = {"zoom": str(zoom), "x": str(round(max(x, 0))), "y": str(round(max(y, 0)))}
    return "?" + urlencode(_asked(request) | place)


def _mark_address(request: PageRequest, mark: Mark, seen: Window) -> str | None:
    """Return where to look closer; None for one site, and where the map ends."""
    if len(mark.places) == 1 or seen.zoom == ZOOM_MAX:
        return None
    x, y = mark.place
    return _address(request, seen.zoom + 1, x, y)


def _moves(request: PageRequest, seen: Window) -> list[tuple[str, str]]:
    """Return the ways to other parts of the map, for whoever uses no pointer too."""
    x, y = seen.middle
    moves = []
    if seen.zoom < ZOOM_MAX:
        moves.append(("Closer", _address(request, seen.zoom + 1, x, y)))
    if seen.zoom:
        step_x, step_y = seen.width / 2, seen.height / 2
        moves += [
            ("Farther", _address(request, seen.zoom - 1, x, y)),
            ("West", _address(request, seen.zoom, x - step_x, y)),
            ("East", _address(request, seen.zoom, x + step_x, y)),
            ("North", _address(request, seen.zoom, x, y - step_y)),
            ("South", _address(request, seen.zoom, x, y + step_y)),
            ("Whole world", _address(request, 0, x, y)),
        ]
    return moves
