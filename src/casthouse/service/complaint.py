"""Complaints: sent by anybody without an account, or told to the secretariat, who writes them down.

Nothing is kept of who sends one but what they say themselves: no account, no address, no session. Files are looked at
as all evidence is, and kept as they are. The same key again is the same complaint: a form that was sent twice, or whose
answer was lost, makes no second one.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction

from casthouse.assurance.complaint import ComplaintTopic, PartyKind, PartyRef, require_text
from casthouse.assurance.complaint_independence import UNNAMED_DECISION
from casthouse.assurance.complaint_party import recognised_parties, words_of
from casthouse.assurance.evidence import EvidenceFile, clean_name
from casthouse.exchange.evidence_refusal import EVIDENCE_BYTES_MAX
from casthouse.exchange.evidence_type import evidence_type
from casthouse.refusal import Refusal
from casthouse.service import clock
from casthouse.service.accreditation import known_word
from casthouse.service.attempt import Attempt, count_attempt, require_attempt
from casthouse.service.complaint_key import key_digest, new_key, new_reference
from casthouse.service.evidence import Incoming
from casthouse.service.permission import Act, Actor, authorise
from casthouse.storage import complaint as complaint_store
from casthouse.storage import complaint_party as party_store
from casthouse.storage import evidence_file as content_store
from casthouse.storage.complaint import COMPLAINANT, NewComplaint
from casthouse.storage.journal import append_journal

TEXT_MAX, PARTY_MAX, CONTACT_MAX = 20_000, 300, 500
FILES_MAX, FILES_OF_COMPLAINT_MAX = 5, 20
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}")
LANGUAGE_MAX = 35
CRITERION = re.compile(r"\d{1,2}\.\d{1,2}[a-z]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedComplaint:
    """A complaint as it is sent.

    Attributes:
        about: a word of `PartyKind`.
        party: whom it is about, in the words of whoever complains; empty for the secretariat.
        topic: a word of `ComplaintTopic`.
        text: what happened, in any language; kept as given.
        language: BCP 47 tag of the text, `und` where nobody says.
        criterion: number of a criterion, such as 9.3; empty without one.
        contact: how to reach them beside the key; empty for nobody.
        files: what shows it.
    """

    about: str
    topic: str
    text: str
    party: str = ""
    language: str = "und"
    criterion: str = ""
    contact: str = ""
    files: Sequence[Incoming] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledComplaint:
    """A complaint that was taken in, and the key to come back, which is shown this once."""

    reference: str
    key: str


def file_complaint(
    actor: Actor, *, wanted: WantedComplaint, key: str | None = None, address: str | None = None
) -> FiledComplaint:
    """Take a complaint in, from anybody; who they are is not asked and not kept.

    Args:
        actor: whoever calls; not recorded.
        wanted: what they say.
        key: one that was made for the form; sent again, it is the same complaint.
        address: where the call comes from, for the limit of an hour only.

    Raises:
        Refusal: `attempts_too_many`, `word_unknown`, `complaint_text_invalid`, `complaint_invalid`,
            `complaint_files_too_many`, and what evidence is refused with.
    """
    authorise(actor, Act.COMPLAINT_FILE)
    return _filed(wanted, key=key or new_key(), address=address, recorded_by="")


def record_spoken(actor: Actor, *, wanted: WantedComplaint) -> FiledComplaint:
    """Write down a complaint that was spoken; the key is printed for the person who told it.

    Raises:
        Refusal: `not_permitted`, and as `file_complaint`.
    """
    authorise(actor, Act.COMPLAINT_RECORD)
    return _filed(wanted, key=new_key(), address=None, recorded_by=actor.name)


def _filed(wanted: WantedComplaint, *, key: str, address: str | None, recorded_by: str) -> FiledComplaint:
    digest = key_digest(key)
    assert digest is not None, "keys are made here"
    before = complaint_store.complaint_under(digest)
    if before is not None:
        return FiledComplaint(reference=before.reference, key=key)
    require_attempt(Attempt.FILING, address)
    new = _checked(wanted, digest, recorded_by)
    text = require_text(wanted.text, "text", length_max=TEXT_MAX)
    received = received_files(wanted.files)
    count_attempt(Attempt.FILING, address)
    at = clock.now()
    try:
        with transaction.atomic():
            identifier = complaint_store.append_complaint(new, text=text, at=at)
            complaint_store.append_parties(identifier, _recognised(new), by="", at=at)
            for file in received:
                complaint_store.append_file(identifier, file)
            _journal(new, at)
    except IntegrityError:  # the same form, sent twice at once
        first = complaint_store.complaint_under(digest)
        if first is None:
            raise
        return FiledComplaint(reference=first.reference, key=key)
    return FiledComplaint(reference=new.reference, key=key)


def _checked(wanted: WantedComplaint, digest: str, recorded_by: str) -> NewComplaint:
    about = known_word(PartyKind, wanted.about, "party")
    party = wanted.party
    if about is not PartyKind.SECRETARIAT or party:
        party = require_text(party, "name of the party", length_max=PARTY_MAX)
    return NewComplaint(
        reference=new_reference(),
        key_digest=digest,
        about=about,
        party_text=party,
        topic=known_word(ComplaintTopic, wanted.topic, "topic"),
        criterion=_fitting(wanted.criterion, CRITERION, "criterion", "a number such as 9.3 or 10.2a"),
        language=_fitting(
            wanted.language or "und", LANGUAGE, "language", "a tag such as de, pt-BR or zh-Hant"
        ),
        contact=require_text(wanted.contact, "contact", length_max=CONTACT_MAX) if wanted.contact else "",
        is_spoken=bool(recorded_by),
        recorded_by=recorded_by,
    )


def _fitting(text: str, form: re.Pattern[str], what: str, expected: str) -> str:
    if text and (len(text) > LANGUAGE_MAX or not form.fullmatch(text)):
        raise Refusal(
            "complaint_invalid",
            found=f"the {what} “{text[:40]}”",
            expected=expected,
            todo=f"correct the {what}, or leave it out",
        )
    return text


def _recognised(new: NewComplaint) -> Iterable[PartyRef]:
    """Return the parties that keep away whoever has a tie with them, from the beginning."""
    found = recognised_parties(new.party_text, party_store.registered_names())
    words = words_of(new.party_text)
    decisions = [PartyRef(kind=PartyKind.DECISION, code=each) for each in party_store.decided_audits(words)]
    found += [PartyRef(kind=PartyKind.CLAIM, code=each) for each in party_store.claim_ties(words)]
    if new.about is PartyKind.SECRETARIAT:
        found.append(PartyRef(kind=PartyKind.SECRETARIAT, code=""))
    if new.about is PartyKind.DECISION and not decisions:
        found.append(UNNAMED_DECISION)
    return [*found, *decisions]


def received_files(incoming: Sequence[Incoming]) -> list[EvidenceFile]:
    """Take contents in, each looked at as evidence is; kept is what is sent, with all that is in it.

    Raises:
        Refusal: `complaint_files_too_many`, `evidence_empty`, `evidence_too_large`, `evidence_type_refused`,
            `evidence_hostile`, `evidence_damaged`, `evidence_unreadable`.
    """
    if len(incoming) > FILES_MAX:
        raise files_too_many(len(incoming), FILES_MAX)
    return [_received(each) for each in incoming]


def _received(incoming: Incoming) -> EvidenceFile:
    with content_store.received_content(incoming.pieces, bytes_max=EVIDENCE_BYTES_MAX) as (path, digest):
        kind = evidence_type(path)
        file = EvidenceFile(
            digest=digest,
            name=clean_name(incoming.name, kind),
            type=kind,
            size_bytes=path.stat().st_size,
            added_by=COMPLAINANT,
            added_at=clock.now(),
        )
        content_store.keep_content(path, digest)
    return file


def files_too_many(found: int, at_most: int) -> Refusal:
    """Return the refusal of more files than a complaint takes."""
    return Refusal(
        "complaint_files_too_many",
        found=f"{found} files",
        expected=f"at most {FILES_MAX} at once, and {FILES_OF_COMPLAINT_MAX} for a complaint",
        todo=f"send at most {at_most}; several pages fit into one PDF",
    )


def _journal(new: NewComplaint, at: datetime) -> None:
    """Say that a complaint came; of no organisation, so that no party reads it, and by nobody's name."""
    append_journal(at=at, actor=new.recorded_by or COMPLAINANT, act=Act.COMPLAINT_FILE, subject=new.reference)
