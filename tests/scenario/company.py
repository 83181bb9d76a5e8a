"""A company for scenarios: ACME with one certified scope, people of each role, and use cases called by them.

In 2024 ACME took in half CoC Material, 100 t, and 100 t of other metal, and shipped 100 t: 50 t may be claimed.
"""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import pytest

from casthouse.parties.role import Role
from casthouse.refusal import Refusal
from casthouse.service.permission import Actor
from tests.contract.movement_rows import Row, file_text, other_receipt, other_shipment, receipt
from tests.contract.register_text import Register, one_scope, register_text
from tests.contract.store import Store

T = 10**6
SCOPE = "ACME-COC"
YEAR = "2024-01-01"

P = ParamSpec("P")
R = TypeVar("R")


def person(name: str, role: Role, organisation: str = "ACME") -> Actor:
    """Return somebody with one role in an organisation."""
    return Actor(name=name, organisation_roles={organisation: frozenset({role})})


MANAGER = person("ada", Role.MANAGER)
OTHER_MANAGER = person("grace", Role.MANAGER)
CLERK = person("joan", Role.CLERK)
AUDITOR = person("edith", Role.AUDITOR)
STRANGER = person("eve", Role.MANAGER, "SUP")
SECRETARIAT = Actor(name="secretary", store_roles=frozenset({Role.SECRETARIAT}))


class Company:
    """A store with ACME in it."""

    def __init__(self, store: Store, register: Register | None = None) -> None:
        self.store = store
        assert store.load(register_text(register or one_scope())).code == 0

    def post(self, *rows: Row, organisation: str = "ACME") -> None:
        """Post movements, all of which must be good."""
        answer = self.store.post(organisation, file_text(list(rows)))
        assert answer.code == 0, answer.out

    def do(self, use_case: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Call a use case in the store."""
        with self.store.in_use():
            return use_case(*args, **kwargs)

    def refused(self, use_case: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> str:
        """Call a use case that is refused; return the code. The store must be as before."""
        before = self.store.dump()
        with self.store.in_use(), pytest.raises(Refusal) as refusal:
            use_case(*args, **kwargs)
        assert self.store.dump() == before
        return refusal.value.code

    def journal(self) -> list[tuple[str, str]]:
        """Return who did what, in order."""
        from casthouse.storage.models import JournalRow  # noqa: PLC0415 - needs the settings

        with self.store.in_use():
            return list(JournalRow.objects.order_by("id").values_list("actor", "act"))


def half_sold() -> list[Row]:
    """Return the movements of the module's first lines."""
    return [
        receipt("IN", quantity="100"),
        other_receipt("OTHER", quantity="100"),
        other_shipment("OUT", quantity="100"),
    ]


def command(company: Company, *arguments: str) -> Any:
    """Run a command that must succeed and return its JSON."""
    answer = company.store.run(*arguments)
    assert answer.code == 0, answer.out + answer.err
    return answer.json
