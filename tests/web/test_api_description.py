"""What the API says of itself: the description for machines, the page for people, the reference page."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles import finders
from django.test import Client

from casthouse.web.api.application import api
from tests.unit.tidy_rules import addresses_of_others
from tests.web.api_page import PAGE, page
from tests.web.api_world import API


def schema() -> dict[str, Any]:
    """Return the description as it is served."""
    answer = Client().get(f"{API}/openapi.json")
    assert answer.status_code == 200
    return dict(answer.json())


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    """Return method, address and description of every operation."""
    return [(m, path, each) for path, methods in schema()["paths"].items() for m, each in methods.items()]


def test_the_reference_page_lists_the_operations_that_there_are() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m tests.web.api_page writes it anew"


def test_every_operation_says_what_it_does_how_it_answers_and_how_it_refuses() -> None:
    found = operations()
    assert len(found) > 20
    names = [each["operationId"] for _, _, each in found]
    assert len(names) == len(set(names))
    for method, path, each in found:
        assert each["description"].endswith("."), path
        assert len(each["tags"]) == 1, path
        assert each["security"] == [{"BearerToken": []}, {"Session": []}], path
        assert each["responses"]["default"]["content"].keys() == {"application/problem+json"}, path
        good = [answer for status, answer in each["responses"].items() if str(status).startswith("2")]
        assert good, path
        assert all("content" in answer for answer in good), path
        headers = {parameter["name"] for parameter in each["parameters"] if parameter["in"] == "header"}
        key = {"Complaint-Key"} if path.startswith("/api/v1/complaints/own") else set()
        assert headers == key | ({"Idempotency-Key"} if method == "post" else set()), path


def test_every_reference_in_the_description_leads_somewhere() -> None:
    described = schema()
    shapes = described["components"]["schemas"]
    named = set(re.findall(r"#/components/schemas/(\w+)", str(described)))
    assert named
    assert named <= set(shapes)
    assert {"BearerToken", "Session"} == set(described["components"]["securitySchemes"])


def test_the_page_for_people_needs_nothing_from_the_network() -> None:
    answer = Client().get(f"{API}/docs")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert addresses_of_others(text) == []
    files = re.findall(r'(?:src|href)="/static/([^"]+)"', text)
    assert {"ninja/swagger-ui-bundle.js", "ninja/swagger-ui-init.js", "ninja/swagger-ui.css"} <= set(files)
    assert [file for file in files if finders.find(file) is None] == []
    assert "'unsafe" not in answer["Content-Security-Policy"]


def test_nothing_of_the_api_is_open_but_its_description() -> None:
    open_to_all = [
        each.view_func.__name__
        for router in api._get_bound_routers()  # noqa: SLF001 - what ninja would serve
        for view in router.path_operations.values()
        for each in view.operations
        if not each.auth_callbacks
    ]
    assert open_to_all == []


@pytest.mark.parametrize("path", ["/openapi.json", "/docs"])
def test_the_description_needs_no_store(path: str) -> None:
    assert Client().get(API + path).status_code == 200


@pytest.mark.usefixtures("world")
def test_a_signed_in_person_can_try_a_call_on_the_page() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(username="manager"), "django.contrib.auth.backends.ModelBackend")
    page_of_calls = client.get(f"{API}/docs").content.decode()
    (token,) = re.findall(r'data-csrf-token="(\w+)"', page_of_calls)
    told = client.post(f"{API}/tokens", {"name": "x"}, "application/json", headers={"X-CSRFToken": token})
    assert told.status_code == 201


def test_the_lists_with_pages_are_those_that_the_reference_names() -> None:
    paged = {
        "organisations",
        "movements",
        "documents",
        "inbox",
        "journal",
        "notices",
        "search",
        "signed-statements",
        "trace",
        "worklist",
    }
    for method, path, operation in operations():
        names = {parameter["name"] for parameter in operation["parameters"]} & {"limit", "cursor"}
        assert names in (set(), {"limit", "cursor"}), path
        assert (names != set()) == (method == "get" and path.rpartition("/")[2] in paged), path


def test_the_reference_names_what_only_the_command_line_does() -> None:
    text = PAGE.read_text(encoding="utf-8")
    paths = [path for _, path, _ in operations()]
    for noun in ("credit", "scrap", "check"):
        assert f"`casthouse {noun}`" in text
    assert not [path for path in paths if "/credit" in path or "/scrap" in path], "say so in the reference"
    assert f"{API}/check" not in paths
    assert not [path for method, path, _ in operations() if method == "post" and "/people" in path]
