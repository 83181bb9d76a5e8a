"""Samples from an audited ledger: the list, drawing one, one with its entries, and sending it."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from casthouse.assurance.ledger_population import DIGEST_METHOD
from casthouse.assurance.ledger_risk import SIGN_WORDS
from casthouse.assurance.ledger_sample import METHOD_WORDS, SampleMethod, shares_of
from casthouse.service import ledger_sample as sample_service
from casthouse.service.audited_ledger import audit_head
from casthouse.service.ledger_sample import SampleView, WantedSample
from casthouse.service.permission import Act, may
from casthouse.web.form_page import form_page
from casthouse.web.forms.audit import NoForm
from casthouse.web.forms.ledger_audit import SampleForm
from casthouse.web.ledger_head import head_of
from casthouse.web.page_form import offered_form, work_forms
from casthouse.web.page_request import PageRequest, page
from casthouse.web.stratum_bar import STYLES, stratum_bar

Given = Mapping[str, Any]


@page("GET", "POST")
def show_list(request: PageRequest, audit: str) -> HttpResponse:
    """List the samples of an audit, and draw one."""
    record = audit_head(request.actor, Act.SAMPLE_READ_SENT, audit)
    drawn: list[int] = []

    def work(given: Given) -> str:
        wanted = WantedSample(**{**given, "dimensions": tuple(given["dimensions"])})
        made = sample_service.draw(request.actor, audit=audit, wanted=wanted)
        drawn.append(made.number)
        return f"Sample {made.number} is drawn: {len(made.entries)} of {made.population_entries}."

    form = offered_form(
        request,
        SampleForm,
        name="draw",
        title="Draw a sample",
        button="Draw",
        is_open=record.covers_accounts
        and may(request.actor, Act.SAMPLE_DRAW, record.organisation, audit=audit),
        work=work,
    )
    done, refusal = work_forms(request, [form])
    if done:
        return redirect("audit_sample", audit, drawn[0])
    context = {
        **head_of(record, "samples"),
        "samples": sample_service.samples(request.actor, audit=audit),
        "page_forms": [form],
    }
    return form_page(request, "ledger_audit/samples.html", context, refusal)


@page("GET", "POST")
def show(request: PageRequest, audit: str, number: int) -> HttpResponse:
    """Show a sample with its entries, and send it."""
    record = audit_head(request.actor, Act.SAMPLE_READ_SENT, audit)
    view = sample_service.sample_view(request.actor, audit=audit, number=number)

    def work(_given: Given) -> str:
        sample_service.send(request.actor, audit=audit, number=number)
        return "The sample is sent. The organisation sees it and gathers the papers."

    form = offered_form(
        request,
        NoForm,
        name="send",
        title="Send the sample to the organisation",
        button="Send",
        is_open=view.sample.sent_at is None
        and may(request.actor, Act.SAMPLE_SEND, record.organisation, audit=audit),
        work=work,
    )
    done, refusal = work_forms(request, [form])
    if done:
        return redirect("audit_sample", audit, number)
    context = {**head_of(record, "samples"), **_of_sample(view), "page_forms": [form]}
    return form_page(request, "ledger_audit/sample.html", context, refusal)


def _of_sample(view: SampleView) -> dict[str, Any]:
    """Return the strata with their colours and bars, and the words of method and signs."""
    sample = view.sample
    names = [each.name for each in sample.strata]
    drawn_g: dict[str, int] = dict.fromkeys(names, 0)
    drawn: dict[str, int] = dict.fromkeys(names, 0)
    for each in sample.entries:
        drawn_g[each.stratum] += each.mass_g
        drawn[each.stratum] += 1
    borne = {sign for each in sample.entries for sign in each.signs}
    return {
        "view": view,
        "sample": sample,
        "how": METHOD_WORDS[sample.request.method],
        "digest_method": DIGEST_METHOD,
        "bar": stratum_bar({each.name: each.mass_g for each in sample.strata}, names),
        "drawn_bar": stratum_bar(drawn_g, names),
        "strata": [
            (each, STYLES[number % len(STYLES)], drawn[each.stratum.name], drawn_g[each.stratum.name])
            for number, each in enumerate(shares_of(sample.request, sample.strata))
        ],
        "weighs": sample.request.method is SampleMethod.MASS_WEIGHTED,
        "signs": [(sign, SIGN_WORDS[sign], view.rules.weights[sign]) for sign in SIGN_WORDS if sign in borne],
    }
