"""The transparency log over the API: its state and proofs for everybody, one's own entries for an organisation."""

from base64 import b64encode
from typing import Any

from ninja import Query, Router

from casthouse.service.log_monitor import own_entries
from casthouse.service.public_log import entry_proof, growth_proof, public_log
from casthouse.web.api.shape import Given, Shown
from casthouse.web.api.sign_in import OPEN_TO_ALL, ApiRequest

router = Router(tags=["the log"])


class LogShown(Shown):
    """The log under its last checkpoint; `root` in base64, `keys` as lines of signed notes."""

    origin: str
    size: int
    root: str
    waiting: int
    signed_at: str | None
    keys: list[str]
    witnesses: list[str]
    checkpoint: str | None


class ProofShown(Shown):
    """The proof that an entry stands in the log, as the text of C2SP tlog-proof."""

    index: int
    proof: str


class GrowthAsked(Given):
    """Two sizes of the log."""

    old: int
    size: int


class GrowthShown(Shown):
    """The proof that the log of one size begins with the log of the other; hashes in base64."""

    old: int
    size: int
    hashes: list[str]


class OwnAsked(Given):
    """From which entry on."""

    since: int = 0


class OwnEntryShown(Shown):
    """An entry in one's name; `what` is null where it is of nothing that is known here."""

    index: int
    kind: str
    digest: str
    what: str | None
    at: str | None


@router.get("/log", response=LogShown, auth=OPEN_TO_ALL)
def show(request: ApiRequest) -> dict[str, Any]:
    """Show size, root and keys of the log under its last checkpoint."""
    return public_log(request.auth).as_json()


@router.get("/log/entries/{index}/proof", response=ProofShown, auth=OPEN_TO_ALL)
def show_proof(request: ApiRequest, index: int) -> dict[str, Any]:
    """Show the proof that an entry stands in the log, under the newest checkpoint."""
    return {"index": index, "proof": entry_proof(request.auth, index=index)}


@router.get("/log/growth", response=GrowthShown, auth=OPEN_TO_ALL)
def show_growth(request: ApiRequest, asked: Query[GrowthAsked]) -> dict[str, Any]:
    """Show the proof that the log of one size begins with the log of a smaller one."""
    hashes = growth_proof(request.auth, old=asked.old, size=asked.size)
    return {"old": asked.old, "size": asked.size, "hashes": [b64encode(each).decode() for each in hashes]}


@router.get("/log/own/{organisation}", response=list[OwnEntryShown])
def list_own(request: ApiRequest, organisation: str, asked: Query[OwnAsked]) -> list[dict[str, Any]]:
    """List what stands in the log in an organisation's name."""
    entries = own_entries(request.auth, organisation=organisation, first=max(0, asked.since))
    return [each.as_json() for each in entries]
