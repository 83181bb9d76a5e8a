"""The annual report of an organisation as JSON, format `casthouse-annual-report/1`; masses in whole grams."""

import json

from casthouse.custody.annual_report import AnnualReport, MaterialYear
from casthouse.custody.position import Flow
from casthouse.custody.report_account import AccountYear
from casthouse.measure.share import input_percentage_text, output_percentage_text, share_text

FORMAT = "casthouse-annual-report/1"


def annual_report_json(report: AnnualReport) -> bytes:
    """Return the report as UTF-8 text with sorted members, the same bytes for the same report."""
    text = json.dumps(annual_report_members(report), ensure_ascii=False, sort_keys=True, indent=2)
    return f"{text}\n".encode()


def annual_report_members(report: AnnualReport) -> dict[str, object]:
    """Return the members of the report as JSON values."""
    return {
        "format": FORMAT,
        "organisation": report.organisation,
        "organisation_name": report.organisation_name,
        "year": report.year,
        "first_day": report.first_day.isoformat(),
        "last_day": report.last_day.isoformat(),
        "deadline": report.rules.deadline.isoformat(),
        "deadline_verified": report.rules.deadline_verified,
        "activities": [
            {"activities": [a.value for a in each.activities], "stage": each.stage.value} | _flow(each.flow)
            for each in report.activities
        ],
        "materials": [_material(each) for each in report.materials],
        "accounts": [_account(each) for each in report.accounts],
        "corrections": [
            {"day": each.day.isoformat(), "subject": each.subject, "reason": each.reason}
            for each in report.corrections
        ],
        "flags": [
            {"code": each.code.value, "where": each.where, "detail": each.detail} for each in report.flags
        ],
    }


def _flow(flow: Flow) -> dict[str, object]:
    return {
        "coc_inflow_g": flow.coc_inflow_g,
        "non_coc_inflow_g": flow.non_coc_inflow_g,
        "production_g": flow.production_g,
        "outflow_g": flow.outflow_g,
        "coc_outflow_g": flow.coc_outflow_g,
    }


def _material(each: MaterialYear) -> dict[str, object]:
    return {
        "material": each.material.value,
        "coc_extraction_g": each.coc_extraction_g,
        "non_coc_extraction_g": each.non_coc_extraction_g,
        "coc_bought_g": each.coc_bought_g,
        "non_coc_bought_g": each.non_coc_bought_g,
        "production_g": each.flow.production_g,
        "coc_sold_g": each.coc_sold_g,
        "non_coc_sold_g": each.non_coc_sold_g,
    }


def _account(each: AccountYear) -> dict[str, object]:
    return {
        "scope": each.scope,
        "stage": each.stage.value,
        **_flow(each.flow),
        "input_share": share_text(each.input_share),
        "input_percentage": input_percentage_text(each.input_share),
        "output_share": share_text(each.output_share),
        "output_percentage": output_percentage_text(each.output_share),
        "carried_in_g": each.balance.carried_in_g,
        "positive_balance_g": each.balance.positive_balance_g,
        "overdraft_g": each.balance.overdraft_g,
    }
