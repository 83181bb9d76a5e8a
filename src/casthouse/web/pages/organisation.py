"""Organisations: the list, and one with its position and its register, which the secretariat keeps here."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect

from casthouse.refusal import Refusal
from casthouse.service.gln import stated_gln
from casthouse.service.membership import membership
from casthouse.service.organisation import (
    Workplace,
    facilities_of,
    scope_register,
    workplace_page,
    workplaces,
)
from casthouse.service.overview import COUNTED_MAX, overview
from casthouse.service.permission import Act, may
from casthouse.service.register_entry import EntryKind, add_entry, change_entry
from casthouse.service.rule_pack_library import rule_packs
from casthouse.web.download import archive_answer
from casthouse.web.form_page import form_page
from casthouse.web.forms.register_entry import (
    FacilityForm,
    KnownOrganisationForm,
    OrganisationForm,
    ScopeForm,
)
from casthouse.web.page_form import PageForm, offered_form, work_forms
from casthouse.web.page_request import PageRequest, page
from casthouse.web.pages.home import lines_of

Given = Mapping[str, Any]


@page("GET", "POST")
def show_list(request: PageRequest) -> HttpResponse:
    """List the organisations in which the person holds a role, and register one."""
    entered: list[str] = []

    def work(given: Given) -> str:
        add_entry(request.actor, kind=EntryKind.ORGANISATION, entry=_entry(given))
        entered.append(given["code"])
        return f"{given['name']} is registered. Add its facilities and a certification scope next."

    form = offered_form(
        request,
        OrganisationForm,
        name="organisation",
        title="Register an organisation",
        button="Register",
        is_open=may(request.actor, Act.REGISTER_LOAD),
        work=work,
    )
    done, refusal = work_forms(request, [form])
    if done:
        return redirect("organisation", entered[0])
    asked = request.GET.get("q", "").strip()
    after = request.GET.get("after", "")
    found = workplace_page(request.actor, text=asked, after=after)
    context = {"found": found, "asked": asked, "after": after, "page_forms": [form]}
    return form_page(request, "organisation/list.html", context, refusal)


@page("GET", "POST")
def show(request: PageRequest, organisation: str) -> HttpResponse:
    """Show one organisation: its position, its register; the secretariat keeps the register."""
    place = next((each for each in workplaces(request.actor) if each.organisation.code == organisation), None)
    if place is None:
        raise Refusal(
            "not_permitted",
            found=f"{request.actor.name} without a role in {organisation}",
            expected="a role in the organisation",
            todo="ask a manager of the organisation, or the operator, for the role",
        )
    forms = _register_forms(request, place) if may(request.actor, Act.REGISTER_LOAD) else []
    done, refusal = work_forms(request, forms)
    if done:
        return redirect("organisation", organisation)
    found = overview(request.actor, place)
    context = {
        "organisation": organisation,
        "overview": found,
        "lines": lines_of(found.scopes),
        "facilities": facilities_of(request.actor, organisation=organisation),
        "registers": [scope_register(request.actor, scope=scope.code) for scope in place.scopes],
        "counted_max": COUNTED_MAX,
        "keeps_register": bool(forms),
        "gln": stated_gln(request.actor, organisation=organisation)
        if may(request.actor, Act.GLN_READ, organisation)
        else None,
        "may_export": may(request.actor, Act.ORGANISATION_EXPORT, organisation),
        "page_forms": forms,
    }
    return form_page(request, "organisation/show.html", context, refusal)


@page("POST")
def export(request: PageRequest, organisation: str) -> HttpResponseBase:
    """Give everything that an organisation has as a file to save; it is noted in the journal."""
    return archive_answer(request.actor, organisation)


def _register_forms(request: PageRequest, place: Workplace) -> list[PageForm]:
    """Return what the secretariat may enter; an address that names a facility or scope asks to change that one."""
    code = place.organisation.code
    facilities = facilities_of(request.actor, organisation=code)
    packs = [each for each in rule_packs(request.actor) if not each.draft]
    editions = [each.code for each in sorted(packs, key=lambda each: each.published, reverse=True)]
    site = next((each for each in facilities if each.code == request.GET.get("facility")), None)
    scope = next((each for each in place.scopes if each.code == request.GET.get("scope")), None)
    usual = {"edition": editions[0]} if editions else {}
    joined = membership(request.actor, organisation=code).now.joined
    return [
        _entry_form(
            request,
            EntryKind.FACILITY,
            FacilityForm,
            known=_initial(site) if site else None,
            owner=code,
        ),
        _entry_form(
            request,
            EntryKind.SCOPE,
            partial(ScopeForm, facilities=facilities, editions=editions),
            known=_initial(scope) if scope else None,
            owner=code,
            initial=usual,
        ),
        offered_form(
            request,
            KnownOrganisationForm,
            name="organisation",
            title="Change what the register says of the organisation",
            button="Change",
            is_open=True,
            work=_working(request, EntryKind.ORGANISATION, {"code": code}, is_new=False),
            initial={**_initial(place.organisation), "joined": joined},
        ),
    ]


def _entry_form(
    request: PageRequest,
    kind: EntryKind,
    form: Callable[..., Any],
    *,
    known: Mapping[str, Any] | None,
    owner: str,
    initial: Mapping[str, Any] | None = None,
) -> PageForm:
    fixed = {"organisation": owner}
    title = f"Change {kind.value} {known['code']}" if known else f"Add a {kind.value}"
    made = offered_form(
        request,
        form,
        name=kind.value,
        title=title if kind is EntryKind.FACILITY else title.replace("scope", "certification scope"),
        button="Change" if known else "Add",
        is_open=True,
        work=_working(request, kind, {**fixed, "code": known["code"]} if known else fixed, is_new=not known),
        initial=known or initial,
        is_unfolded=bool(known),
    )
    made.form.fields["code"].disabled = bool(known)  # what is registered keeps its code
    return made


def _working(
    request: PageRequest, kind: EntryKind, fixed: Mapping[str, str], *, is_new: bool
) -> Callable[[Given], str]:
    """Return what a form of the register does; what is fixed by the page is not asked."""

    def work(given: Given) -> str:
        entry = _entry({**given, **fixed})
        (add_entry if is_new else change_entry)(request.actor, kind=kind, entry=entry)
        return f"{kind.value.capitalize()} {entry['code']} is {'registered' if is_new else 'changed'}."

    return work


def _entry(given: Given) -> dict[str, object]:
    """Return the keys of an entry: what was left empty is left out."""
    return {key: value for key, value in given.items() if value is not None and value != ""}


def _initial(known: Any) -> dict[str, Any]:  # noqa: ANN401 - an organisation, a facility or a scope
    """Return what a form shows of something that is registered."""
    names = (
        *("code", "name", "country", "membership", "timezone", "address", "responsible"),
        *("activities", "latitude", "longitude"),
        *("facilities", "edition", "first_period_start", "period_months", "last_day"),
    )
    shown = {name: getattr(known, name) for name in names if hasattr(known, name)}
    if "activities" in shown:
        shown["activities"] = [each.value for each in shown["activities"]]
    return shown
