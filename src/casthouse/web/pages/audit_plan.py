"""The plan of an audit, site by site: what the sample wants and what is usual is worked out before it is submitted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from casthouse.assurance.audit import AuditAct, is_allowed
from casthouse.parties.facility import Facility
from casthouse.refusal import Refusal
from casthouse.service.audit import readable_audit
from casthouse.service.audit_plan import (
    CheckedPlan,
    PlanAnswer,
    WantedPlan,
    WantedSite,
    check_plan,
    head_office_before,
    submit_plan,
)
from casthouse.service.audit_view import AuditView, audit_view
from casthouse.service.permission import Act
from casthouse.web.form_page import form_page, sent
from casthouse.web.forms.audit_plan import PlanDaysForm, PlanSiteForm
from casthouse.web.page_request import PageRequest, page


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteLine:
    """A site of the scope with its form."""

    site: Facility
    form: PlanSiteForm


@page("GET", "POST")
def show(request: PageRequest, audit: str) -> HttpResponse:
    """Make the plan: work it out as often as wanted, then submit it."""
    readable_audit(request.actor, Act.AUDIT_PLAN, audit)
    view = audit_view(request.actor, audit=audit)
    offices, elsewhere = head_office_before(request.actor, audit=audit)
    days = PlanDaysForm(sent(request), initial=_known_days(view, elsewhere), is_alone=len(view.sites) == 1)
    lines = [_line(request, view, each, offices) for each in view.sites]
    checked: CheckedPlan | None = None
    refusal: Refusal | None = None
    if request.method == "POST" and all([days.is_valid(), *(each.form.is_valid() for each in lines)]):
        wanted = _wanted(days, lines)
        try:
            checked = check_plan(request.actor, audit=audit, wanted=wanted)
            if "submit" in request.POST:
                return _submitted(request, submit_plan(request.actor, audit=audit, wanted=wanted), audit)
        except Refusal as found:
            refusal = found
    context = {
        "view": view,
        "days": days,
        "lines": lines,
        "checked": checked,
        "is_open": is_allowed(AuditAct.PLAN_SUBMITTED, view.record.state),
    }
    response = form_page(request, "audit/plan.html", context, refusal)
    if checked is not None and refusal is None:
        response.status_code = 200
    return response


def _submitted(request: PageRequest, answer: PlanAnswer, audit: str) -> HttpResponse:
    less = "; ".join(each.detail for each in answer.warnings)
    messages.success(
        request, f"Plan {answer.plan.number} is submitted." + (f" Less than usual: {less}." if less else "")
    )
    return redirect("audit", audit)


def _line(request: PageRequest, view: AuditView, site: Facility, offices: Collection[str]) -> SiteLine:
    """Return the form of a site, filled from the plan that was submitted last; which is the office, from any audit."""
    planned = next((each for each in view.plan.sites if each.code == site.code), None) if view.plan else None
    known = {name: getattr(planned, name) for name in PlanSiteForm.base_fields} if planned else {}
    known.setdefault("is_head_office", site.code in offices)
    return SiteLine(site=site, form=PlanSiteForm(sent(request), prefix=site.code, initial=known))


def _known_days(view: AuditView, elsewhere: str) -> dict[str, object]:
    plan = view.plan
    return {
        "on_site_from": plan.on_site_from if plan else view.record.first_day,
        "on_site_to": plan.on_site_to if plan else view.record.last_day,
        "reason": plan.reason_below_default if plan else "",
        "head_office_elsewhere": plan.head_office_elsewhere if plan else elsewhere,
    }


def _wanted(days: PlanDaysForm, lines: Sequence[SiteLine]) -> WantedPlan:
    given = days.cleaned_data
    return WantedPlan(
        on_site_from=given["on_site_from"],
        on_site_to=given["on_site_to"],
        reason_below_default=given["reason"],
        head_office_elsewhere=given.get("head_office_elsewhere", ""),
        sites=tuple(WantedSite(code=each.site.code, **each.form.cleaned_data) for each in lines),
    )
