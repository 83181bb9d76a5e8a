"""Downloads of the public register: each table as CSV and JSON under an open licence, and what its columns mean."""

from collections.abc import Iterator

from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from casthouse.exchange.open_table import csv_lines, json_pieces
from casthouse.refusal import Refusal
from casthouse.service.public_export import (
    LICENCE,
    LICENCE_ADDRESS,
    TABLES,
    open_table,
    table_header,
    table_rows,
)
from casthouse.web.page_request import PageRequest, open_page
from casthouse.web.public_page import kept_a_while, public_page

KINDS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


@public_page
def show_list(request: PageRequest) -> HttpResponse:
    """List what may be downloaded."""
    context = {"tables": TABLES, "licence": LICENCE, "licence_address": LICENCE_ADDRESS}
    return render(request, "public_register/exports.html", context)


@open_page()
def save(request: PageRequest, table: str, form: str) -> HttpResponseBase:
    """Send a table, row by row."""
    if form not in KINDS:
        raise Refusal(
            "public_table_unknown",
            found=f"form “{form[:40]}”",
            expected=", ".join(sorted(KINDS)),
            todo="choose one of these",
        )
    answer = StreamingHttpResponse(_pieces(request, table, form), content_type=KINDS[form])
    header = table_header(open_table(table))
    name = f"casthouse-{table}-{header['as_of']}.{form}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Link"] = f'<{LICENCE_ADDRESS}>; rel="license"'
    return kept_a_while(request, answer)


def _pieces(request: PageRequest, table: str, form: str) -> Iterator[str]:
    found = open_table(table)
    rows = table_rows(request.actor, table=table)
    return csv_lines(tuple(found.columns), rows) if form == "csv" else json_pieces(table_header(found), rows)


@public_page
def show_dictionary(request: PageRequest) -> HttpResponse:
    """Return what each column of each table means."""
    return JsonResponse({"tables": [table_header(each) for each in TABLES]})
