"""What an organisation melted again: recycled content, yields, loops of scrap, what it replaced."""

from django.http import HttpResponse
from django.shortcuts import render

from casthouse.footprint.scrap_source import RecoveryBoundary
from casthouse.service.recovery import organisation_recovery
from casthouse.web.page_request import PageRequest, page
from casthouse.web.query import day_of
from casthouse.web.recovery_picture import recovery_pictures


@page()
def show(request: PageRequest, organisation: str) -> HttpResponse:
    """Show the account of some days."""
    found = organisation_recovery(
        request.actor,
        organisation=organisation,
        first=day_of(request.GET.get("from")),
        last=day_of(request.GET.get("to")),
        boundary=request.GET.get("boundary") or RecoveryBoundary.SITE,
    )
    account, content = found.account, found.account.content
    charged = (
        (
            "post-consumer scrap",
            int(account.charge.post_consumer),
            None if content is None else content.post_share,
        ),
        (
            "pre-consumer scrap",
            int(account.charge.pre_consumer),
            None if content is None else content.pre_share,
        ),
        ("primary metal and what nobody specified", int(account.charge.primary), None),
        ("run-around scrap, not counted", int(account.charge.runaround), None),
    )
    context = {
        "organisation": organisation,
        "found": found,
        "account": account,
        "content": content,
        "whole_g": int(account.charge.counted),
        "charged": charged,
        "boundaries": tuple(RecoveryBoundary),
        "pictures": recovery_pictures(account),
    }
    return render(request, "footprint/recovery.html", context)
