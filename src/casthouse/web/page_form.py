"""Several forms on one page, each a use case: the one that was sent is worked, and says what it did."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages

from casthouse.refusal import Refusal
from casthouse.service.permission import Act, may
from casthouse.web.page_request import PageRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class PageForm:
    """A form on a page with others; `work` does what it asks for and returns what to say.

    `is_open` says whether the person is shown it; whoever sends it all the same is refused by the use case.
    `is_unfolded` says that it is what the person came for.
    """

    name: str
    title: str
    button: str
    form: forms.Form
    is_open: bool
    work: Callable[[Mapping[str, Any]], str]
    is_unfolded: bool = False


def page_form(
    request: PageRequest,
    form: type[forms.Form],
    *,
    name: str,
    title: str,
    button: str,
    act: Act,
    organisation: str,
    work: Callable[[Mapping[str, Any]], str],
    initial: Mapping[str, object] | None = None,
) -> PageForm:
    """Return a form, filled if it is the one that was sent; `name` tells it from the others of the page."""
    return offered_form(
        request,
        form,
        name=name,
        title=title,
        button=button,
        is_open=may(request.actor, act, organisation),
        work=work,
        initial=initial,
    )


def offered_form(
    request: PageRequest,
    form: Callable[..., forms.Form],
    *,
    name: str,
    title: str,
    button: str,
    is_open: bool,
    work: Callable[[Mapping[str, Any]], str],
    initial: Mapping[str, object] | None = None,
    is_unfolded: bool = False,
) -> PageForm:
    """Return a form as `page_form` does, where something else than a role in an organisation opens it."""
    sent = request.POST if request.POST.get("form") == name else None
    made = form(sent, auto_id=f"{name}_%s", initial=dict(initial or {}))
    return PageForm(
        name=name,
        title=title,
        button=button,
        form=made,
        is_open=is_open,
        work=work,
        is_unfolded=is_unfolded,
    )


def work_forms(request: PageRequest, offered: Iterable[PageForm]) -> tuple[bool, Refusal | None]:
    """Work the form that was sent, if its shape is right; return whether it is done, or why it was refused."""
    for each in offered:
        if each.form.is_bound and each.form.is_valid():
            try:
                said = each.work(each.form.cleaned_data)
            except Refusal as refusal:
                return False, refusal
            messages.success(request, said)
            return True, None
    return False, None
