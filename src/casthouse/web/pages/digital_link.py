"""The resolver of GS1 Digital Links: an address with the number of an organisation leads to what it has to tell.

It redirects, or answers with the set of links; what cannot be resolved is never a page that says so with status 200.
"""

import json
from urllib.parse import urlencode

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from casthouse.exchange.digital_link import (
    LINK_TYPE,
    LINKSET_MEDIA_TYPE,
    LINKSET_TYPES,
    STATEMENT,
    link_header,
    wanted_link,
)
from casthouse.refusal import Refusal
from casthouse.service.digital_link import ResolvedLink, resolved_link, resolver
from casthouse.web.page_request import PageRequest, open_page

MOVED_FOR_NOW = 307


@open_page("GET", "OPTIONS")
def resolve(request: PageRequest, key: str, gln: str, extension: str = "") -> HttpResponseBase:
    """Lead to what a number stands for; below a place nothing has a link of its own, so its number leads there."""
    if request.method == "OPTIONS":
        return _open(HttpResponse(status=204))
    found = resolved_link(request.actor, gln=gln, statement=request.GET.get(STATEMENT, ""))
    link_type = request.GET.get(LINK_TYPE, "")
    wants_all = link_type in LINKSET_TYPES or (not link_type and _asks_for_linkset(request))
    answer = _linkset(found) if wants_all else _redirect(request, found, link_type)
    answer["Link"] = link_header(found.anchor)
    answer["Vary"] = "Accept"
    return _open(answer)


@open_page()
def describe(request: PageRequest) -> HttpResponseBase:
    """Say which keys are resolved here."""
    return _open(HttpResponse(json.dumps(resolver(request.actor)), content_type="application/json"))


def _asks_for_linkset(request: PageRequest) -> bool:
    return LINKSET_MEDIA_TYPE in request.headers.get("Accept", "")


def _linkset(found: ResolvedLink) -> HttpResponse:
    return HttpResponse(json.dumps(found.as_linkset(), ensure_ascii=False), content_type=LINKSET_MEDIA_TYPE)


def _redirect(request: PageRequest, found: ResolvedLink, link_type: str) -> HttpResponse:
    link = wanted_link(found.links, link_type)
    if link is None:
        raise Refusal(
            "link_type_unknown",
            found=f"linkType “{link_type[:60]}”",
            expected="a link of a type that there is; linkType=linkset lists them",
            todo="leave linkType out",
        )
    passed_on = [(n, v) for n, v in request.GET.items() if n not in {STATEMENT, LINK_TYPE}]
    target = link.href + (f"?{urlencode(passed_on)}" if passed_on else "")
    return HttpResponse(status=MOVED_FOR_NOW, headers={"Location": target})


def _open(answer: HttpResponse) -> HttpResponse:
    answer["Access-Control-Allow-Origin"] = "*"
    answer["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
    answer["Access-Control-Expose-Headers"] = "Link, Location"
    return answer
