"""Complaints about the smelter: people of the secretariat, an independent person, and those who have a tie."""

from collections.abc import Iterator
from typing import Any

from casthouse.service.complaint import FiledComplaint, WantedComplaint, file_complaint
from casthouse.service.complaint_handling import assign_complaint, complaint_view, name_party, say, tell
from casthouse.service.complaint_return import ReturnView, own_complaint
from casthouse.service.evidence import Incoming
from casthouse.service.permission import OPERATOR, VISITOR
from casthouse.service.person import add_person
from tests.contract.store import Store
from tests.scenario.audit_world import Assurance

ARABIC = "النفايات تلوث البئر"
PERSIAN = "آب چاه را نمی‌خوریم"  # a letter that only joins stands in it


class Complaints(Assurance):
    """Sven and Sara are of the secretariat, Sara is a clerk of SMELT too; Ida and Ivo are independent."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        with store.in_use():
            add_person(OPERATOR, username="sara", role="secretariat")
            add_person(OPERATOR, username="sara", role="clerk", organisation="SMELT")
            add_person(OPERATOR, username="silke", role="secretariat")
            for name in ("ida", "ivo"):
                add_person(OPERATOR, username=name, role="independent")

    def filed(self, about: str = "organisation", party: str = "SMELT", **more: Any) -> FiledComplaint:
        """Let a visitor complain."""
        given = {"topic": "remedy", "text": ARABIC, "language": "ar", **more}
        wanted = WantedComplaint(about=about, party=party, **given)
        return self.do(file_complaint, VISITOR, wanted=wanted)

    def back(self, filed: FiledComplaint) -> ReturnView:
        """Come back with the key."""
        return self.do(own_complaint, VISITOR, key=filed.key)

    def given_to(self, name: str, filed: FiledComplaint, by: str | None = None) -> None:
        """Give it to somebody."""
        self.by(by or name, assign_complaint, reference=filed.reference, handler=name)

    def said(self, name: str, filed: FiledComplaint, *acts: str) -> None:
        """Let the handler move it on."""
        for act in acts:
            self.by(name, say, reference=filed.reference, act=act, text=f"{act}: because")

    def resolved(self, name: str, filed: FiledComplaint) -> None:
        """Walk it to its end."""
        self.given_to(name, filed)
        if not self.by(name, complaint_view, reference=filed.reference).record.parties:
            self.by(name, name_party, reference=filed.reference, kind="organisation", code="SMELT")
        self.said(name, filed, "screened", "investigated", "resolved")

    def shared(self, name: str, filed: FiledComplaint, text: str = "Somebody speaks of dust.") -> None:
        """Tell the smelter something."""
        named = {"reference": filed.reference, "act": "shared", "kind": "organisation", "code": "SMELT"}
        self.by(name, tell, text=text, **named)


def incoming(name: str, content: bytes) -> Incoming:
    """Return a file that comes in."""

    def pieces() -> Iterator[bytes]:
        yield content

    return Incoming(name=name, pieces=pieces())
