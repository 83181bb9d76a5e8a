"""The resolver of GS1 Digital Links, request by request: redirects, the set of links, and what is refused."""

import json
from typing import Any

import jsonschema_rs
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from casthouse.passport.signed_statement import SignedStatement
from casthouse.service.gln import state_gln
from casthouse.service.permission import OPERATOR
from tests.web.api_world import World
from tests.web.test_statement_upload_page import signed

__all__ = ["signed"]
pytestmark = pytest.mark.one_store
GLN = "4006381333931"
LINKSET = "application/linkset+json"
SCHEMA = {
    "type": "object",
    "required": ["linkset"],
    "properties": {
        "linkset": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["anchor"],
                "properties": {
                    "anchor": {"type": "string", "pattern": "^https?://[a-zA-Z0-9./:]+$"},
                    "description": {"type": "string"},
                },
                "patternProperties": {
                    "^https://ref.gs1.org/voc/": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "required": ["href", "title", "type", "hreflang"],
                            "properties": {"href": {"type": "string", "format": "uri"}},
                        },
                    }
                },
                "additionalProperties": False,
            },
        }
    },
}
"""The form of a set of links as RFC 9264 and GS1's resolver standard have it."""


@pytest.fixture
def address(world: World) -> str:  # noqa: ARG001 - the store
    state_gln(OPERATOR, organisation="ACME", gln=GLN)
    return f"/417/{GLN}"


def asked(address: str, **headers: str) -> Any:
    answer = Client().get(address, headers=headers)
    assert not answer.cookies
    return answer


def test_a_code_leads_to_the_page_that_checks_the_statement(address: str, signed: SignedStatement) -> None:
    answer = asked(f"{address}?statement={signed.identifier}&from=scanner")
    assert answer.status_code == 307
    assert answer["Location"].endswith(f"/check/{signed.identifier}?from=scanner")
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert 'rel="linkset"' in answer["Link"]
    head = Client().head(f"{address}?statement={signed.identifier}")
    assert (head.status_code, head.content) == (307, b"")


@pytest.mark.parametrize("place", ["/417/{}", "/417/{}/", "/414/{}", "/414/{}/", "/414/{}/254/GATE-3"])
def test_the_number_leads_to_its_party_however_it_is_written(address: str, place: str) -> None:
    assert address
    answer = asked(place.format(GLN))
    assert answer.status_code == 307
    assert answer["Location"].endswith(("/check/", "/public/members/ACME/"))


@pytest.mark.parametrize(
    "asking", [{"query": "?linkType=linkset"}, {"query": "?linkType=all"}, {"accept": LINKSET}]
)
def test_whoever_asks_for_all_links_gets_a_linkset(address: str, asking: dict[str, str]) -> None:
    headers = {"Accept": asking["accept"]} if "accept" in asking else {}
    answer = asked(address + asking.get("query", ""), **headers)
    assert (answer.status_code, answer["Content-Type"]) == (200, LINKSET)
    members = json.loads(answer.content)
    jsonschema_rs.Draft202012Validator(SCHEMA, validate_formats=True).validate(members)
    (context,) = members["linkset"]
    assert context["anchor"].endswith(address)
    assert {"https://ref.gs1.org/voc/defaultLink", "https://ref.gs1.org/voc/certificationInfo"} < set(context)


def test_a_link_is_asked_for_by_its_type(address: str) -> None:
    for wanted in ("gs1:certificationInfo", "https://ref.gs1.org/voc/certificationInfo"):
        assert asked(f"{address}?linkType={wanted}").status_code == 307
    assert asked(f"{address}?linkType=gs1:pip").status_code == 404


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/417/4006381333932", 400),
        ("/417/abc", 400),
        ("/414/400638133393", 400),
        ("/417/9521321000056", 404),
        ("/417/4006381333931?statement=0", 404),
        ("/01/09521321098763", 404),
    ],
)
def test_what_cannot_be_resolved_is_never_a_page_of_status_200(address: str, path: str, status: int) -> None:
    assert address
    assert asked(path).status_code == status


def test_the_resolver_describes_itself_and_answers_browsers_of_other_sites(address: str) -> None:
    described = json.loads(asked("/.well-known/gs1resolver").content)
    assert described["supportedPrimaryKeys"] == ["414", "417"]
    assert described["resolverRoot"].startswith("http")
    answer = Client().options(address)
    assert (answer.status_code, answer["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")


def test_a_manager_states_the_number_on_the_page(world: World) -> None:  # noqa: ARG001 - the store
    manager = Client()
    manager.force_login(User.objects.get(username="manager"), "django.contrib.auth.backends.ModelBackend")
    address = reverse("statements", args=["ACME"])
    assert "none is stated" in manager.get(address).content.decode()
    wrong = manager.post(address, {"form": "gln", "gln": "4006381333932"})
    assert (wrong.status_code, "should be 1" in wrong.content.decode()) == (422, True)
    assert manager.post(address, {"form": "gln", "gln": GLN}).status_code == 302
    assert f"/417/{GLN}" in manager.get(address).content.decode()
