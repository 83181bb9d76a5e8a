"""The register file of the sample value chain (contract section 1)."""

from maker.companies import COMPANIES, CUSTOMERS
from maker.parties import FIRST_DAY, Certificate, Company, Opening, Plant


def _quoted(values: tuple[str, ...]) -> str:
    return ", ".join(f'"{value}"' for value in values)


def _organisation(company: Company) -> str:
    lines = [
        "[[organisation]]",
        f'code = "{company.code}"',
        f'name = "{company.name}"',
        f'country = "{company.country}"',
    ]
    if company.membership:
        lines.append(f'membership = "{company.membership}"')
    return "\n".join([*lines, f'address = "{company.address}"', f'responsible = "{company.responsible}"'])


def _facility(company: Company, plant: Plant) -> str:
    return "\n".join(
        (
            "[[facility]]",
            f'code = "{plant.code}"',
            f'organisation = "{company.code}"',
            f'name = "{plant.name}"',
            f"activities = [{_quoted(plant.activities)}]",
            f"latitude = {plant.latitude}",
            f"longitude = {plant.longitude}",
        )
    )


def _scope(company: Company) -> str:
    return "\n".join(
        (
            "[[scope]]",
            f'code = "{company.scope}"',
            f'organisation = "{company.code}"',
            f"facilities = [{_quoted(tuple(plant.code for plant in company.plants if plant.in_scope))}]",
            'edition = "coc-v2"',
            f"first_period_start = {FIRST_DAY}",
            "period_months = 12",
        )
    )


def _certificate(company: Company, one: Certificate) -> str:
    return "\n".join(
        (
            "[[certificate]]",
            f'number = "{one.number}"',
            f'scope = "{company.scope}"',
            f'standard = "{one.standard}"',
            f"valid_from = {one.valid_from}",
            f"valid_to = {one.valid_to}",
        )
    )


def _opening(company: Company, one: Opening) -> str:
    name, mass_g = (
        ("overdraft_g", one.overdraft_g)
        if one.overdraft_g
        else ("positive_balance_g", one.positive_balance_g)
    )
    return "\n".join(
        ("[[opening]]", f'scope = "{company.scope}"', f'stage = "{one.stage}"', f"{name} = {mass_g}")
    )


def register_text() -> str:
    """Return the register file: all companies, then what belongs to them (contract section 1)."""
    parts = [
        "# The sample value chain: invented companies at real places. Made by samples/make_value_chain.py.",
        *(_organisation(company) for company in COMPANIES + CUSTOMERS),
        *(_facility(company, plant) for company in COMPANIES for plant in company.plants),
        *(_scope(company) for company in COMPANIES),
        *(_certificate(company, one) for company in COMPANIES for one in company.certificates),
        *(_opening(company, one) for company in COMPANIES for one in company.openings),
    ]
    return "\n\n".join(parts) + "\n"
