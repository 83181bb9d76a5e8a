"""People: as what the caller acts, and who holds which role in an organisation."""

from ninja import Router

from casthouse.service.person import people
from casthouse.web.api.shape import Shown
from casthouse.web.api.sign_in import ApiRequest

router = Router(tags=["people"])


class CallerShown(Shown):
    """As what the caller acts."""

    name: str
    store_roles: list[str]
    organisation_roles: dict[str, list[str]]


class PersonShown(Shown):
    """A role of a person."""

    username: str
    role: str


class PersonList(Shown):
    """Who holds which role in an organisation."""

    people: list[PersonShown]


@router.get("/me", response=CallerShown)
def show_caller(request: ApiRequest) -> CallerShown:
    """Show as what the caller acts."""
    actor = request.auth
    return CallerShown(
        name=actor.name,
        store_roles=sorted(actor.store_roles),
        organisation_roles={code: sorted(roles) for code, roles in sorted(actor.organisation_roles.items())},
    )


@router.get("/organisations/{organisation}/people", response=PersonList)
def list_people(request: ApiRequest, organisation: str) -> PersonList:
    """List who holds which role in an organisation."""
    found = people(request.auth, organisation=organisation)
    return PersonList(people=[PersonShown(username=each.username, role=each.role.value) for each in found])
