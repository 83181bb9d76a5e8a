"""Complaints, as a neighbour of the smelter, the secretariat and the smelter itself would tell them."""

from dataclasses import asdict, replace
from datetime import date
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection

from casthouse.service.accreditation import declare_relation
from casthouse.service.attempt import ATTEMPTS_MAX, Attempt
from casthouse.service.complaint import WantedComplaint, file_complaint, record_spoken
from casthouse.service.complaint_count import complaint_counts
from casthouse.service.complaint_handling import (
    assign_complaint,
    complaint_file,
    complaint_view,
    name_party,
    readable_complaints,
    recuse,
    say,
    tell,
)
from casthouse.service.complaint_key import new_key
from casthouse.service.complaint_return import add_words, appeal, own_complaint, own_file
from casthouse.service.complaint_shared import answer_shared, audit_inputs, shared_complaints
from casthouse.service.notice import notices
from casthouse.service.permission import OPERATOR, VISITOR
from casthouse.service.person import add_person
from tests.contract.store import Store
from tests.scenario.audit_world import SmelterAudit
from tests.scenario.certification import on_day
from tests.scenario.claimant import REVIEWER, Claimant
from tests.scenario.complaint_world import ARABIC, PERSIAN, Complaints, incoming


@pytest.fixture
def world(store: Store) -> Complaints:
    return Complaints(store)


def seen_by(world: Complaints, name: str) -> list[str]:
    return [each.reference for each in world.by(name, readable_complaints)]


def test_a_neighbour_complains_without_a_name_and_comes_back_with_the_key(world: Complaints) -> None:
    filed = world.filed(text=PERSIAN, language="fa")
    view = world.back(filed)
    assert (view.events[0].text, view.record.given.language) == (PERSIAN, "fa")
    assert (view.record.course.state.value, view.record.given.contact) == ("received", "")
    sloppy = f" {filed.key.upper().replace('-', ' ')} "
    assert world.do(own_complaint, VISITOR, key=sloppy).record.reference == filed.reference
    world.do(add_words, VISITOR, key=filed.key, text="It happened again.")
    assert [each.text for each in world.back(filed).events] == [PERSIAN, "It happened again."]


def test_the_key_opens_its_complaint_and_no_other(world: Complaints) -> None:
    one, other = world.filed(), world.filed(party="CUS")
    assert world.back(one).record.reference == one.reference
    assert world.back(other).record.reference == other.reference
    for wrong in (new_key(), one.reference, "", one.key[:-1], one.key + "a", one.key[:-1] + "\0", "ß" * 25):
        assert world.refused(own_complaint, VISITOR, key=wrong) == "complaint_key_unknown"
        assert world.refused(add_words, VISITOR, key=wrong, text="x") == "complaint_key_unknown"
        assert world.refused(own_file, VISITOR, key=wrong, number=1) == "complaint_key_unknown"


def test_nothing_in_the_store_holds_the_key_or_tells_who_complained(world: Complaints) -> None:
    filed = world.filed()
    world.do(add_words, world.who("carl"), key=filed.key, text="more", address="192.0.2.77")
    world.do(
        file_complaint,
        world.who("carl"),
        wanted=WantedComplaint(about="secretariat", topic="remedy", text="slow"),
        address="192.0.2.77",
    )
    rows = world.store.dump()
    everything = "\n".join(row for table, found in rows.items() if table != "auth_user" for row in found)
    assert filed.key not in everything
    assert filed.key.replace("-", "") not in everything
    assert "192.0.2.77" not in everything
    told = "\n".join(
        row for table, found in rows.items() if "complaint" in table or table == "journal" for row in found
    )
    assert told.count("carl") == 1  # who got a role, in the journal
    assert [who for who, act in world.journal() if act.startswith("complaint")] == ["complainant"] * 3
    assert ARABIC not in "\n".join(rows["journal"])


def test_the_same_form_sent_twice_is_one_complaint_with_the_same_key(world: Complaints) -> None:
    key, wanted = new_key(), WantedComplaint(about="other", party="the port", topic="engagement", text="x")
    first = world.do(file_complaint, VISITOR, wanted=wanted, key=key)
    assert world.do(file_complaint, VISITOR, wanted=wanted, key=key) == first
    assert len(world.store.dump()["complaint"]) == 1
    for _ in range(2):
        world.do(add_words, VISITOR, key=key, text="once", once="mark-1")
    assert [each.text for each in world.back(first).events] == ["x", "once"]


def test_from_receipt_to_an_appeal_that_somebody_else_hears(world: Complaints) -> None:
    with on_day("2025-03-03"):
        filed = world.filed()
        world.given_to("sven", filed)
        world.said("sven", filed, "screened", "investigated")
        world.by("sven", say, reference=filed.reference, act="noted", text="for us alone")
        world.said("sven", filed, "rejected")
        assert "for us alone" not in str(world.back(filed).events)
        world.do(appeal, VISITOR, key=filed.key, text="nobody came to look")
        assert world.back(filed).record.course.state.value == "appealed"
        assert seen_by(world, "sven") == []
        again = {"reference": filed.reference, "handler": "sven"}
        assert world.refused_to("silke", assign_complaint, **again) == "complaint_handler_refused"
        world.given_to("silke", filed)
        world.said("silke", filed, "resolved")
        assert world.refused(appeal, VISITOR, key=filed.key, text="again") == "complaint_move_not_allowed"
    states = [each.act.value for each in world.back(filed).events]
    assert states[-3:] == ["appealed", "assigned", "resolved"]


def test_an_appeal_is_in_time_up_to_its_last_day(world: Complaints) -> None:
    with on_day("2025-03-03"):
        first, second = world.filed(), world.filed()
        for filed in (first, second):
            world.resolved("sven", filed)
    with on_day("2025-04-02", "23:59"):
        assert world.back(first).may_appeal
        world.do(appeal, VISITOR, key=first.key, text="no")
    with on_day("2025-04-03"):
        assert not world.back(second).may_appeal
        assert world.refused(appeal, VISITOR, key=second.key, text="no") == "complaint_appeal_late"


def test_whoever_holds_a_role_in_the_smelter_does_not_even_see_the_complaint(world: Complaints) -> None:
    filed = world.filed(party="the SMELT works, potline 2")
    assert (seen_by(world, "sven"), seen_by(world, "sara")) == ([filed.reference], [])
    named: dict[str, Any] = {"reference": filed.reference}
    for use_case, given in (
        (complaint_view, {}),
        (assign_complaint, {"handler": "sara"}),
        (recuse, {"reason": "x"}),
        (say, {"act": "rejected", "text": "x"}),
        (complaint_file, {"number": 1}),
    ):
        assert world.refused_to("sara", use_case, **named, **given) == "complaint_unknown"
    assert world.refused_to("sven", assign_complaint, handler="sara", **named) == "complaint_handler_refused"
    assert world.refused_to("mia", complaint_view, **named) == "not_permitted"
    assert world.refused(complaint_view, VISITOR, **named) == "not_permitted"
    world.given_to("sven", filed)
    with world.store.in_use():
        add_person(OPERATOR, username="sven", role="auditor", organisation="SMELT")
    assert world.refused_to("sven", say, act="screened", text="x", **named) == "complaint_unknown"


def test_a_facility_leads_to_its_organisation_and_a_firm_to_those_it_advises(world: Complaints) -> None:
    of_site, of_firm = world.filed("facility", "SMELT-1"), world.filed("audit_firm", "Prüf und Siegel")
    assert seen_by(world, "sara") == [of_firm.reference]
    said = {"firm": "PRUEF", "auditor": "lena", "organisation": "SMELT", "kind": "consulting"}
    world.by("lena", declare_relation, since=date(2020, 1, 1), **said)
    assert seen_by(world, "sara") == []
    with world.store.in_use():
        add_person(OPERATOR, username="lena", role="secretariat")
    assert seen_by(world, "lena") == []
    assert set(seen_by(world, "sven")) == {of_site.reference, of_firm.reference}


def test_twenty_people_who_might_handle_it_cost_no_query_each(world: Complaints) -> None:
    filed = world.filed()
    sven = world.who("sven")

    def handlers() -> tuple[str, ...]:
        return complaint_view(sven, reference=filed.reference).handlers

    few = world.store.asked(handlers)
    with world.store.in_use():
        assert handlers() == ("ida", "ivo", "silke", "sven")  # Sara is a clerk of the smelter
        for number in range(20):
            add_person(OPERATOR, username=f"person-{number:02}", role="secretariat")
        assert len(handlers()) == 24
    assert world.store.asked(handlers) == few


def test_a_complaint_about_the_secretariat_goes_to_an_independent_person(world: Complaints) -> None:
    filed = world.filed("secretariat", "")
    assert (seen_by(world, "sven"), seen_by(world, "ida")) == ([], [filed.reference])
    world.resolved("ida", filed)
    world.do(appeal, VISITOR, key=filed.key, text="no")
    assert (seen_by(world, "ida"), seen_by(world, "ivo")) == ([], [filed.reference])
    assert world.refused_to("sven", add_person, username="eve", role="independent") == "not_permitted"
    with world.store.in_use():
        add_person(OPERATOR, username="ivo", role="secretariat")
    assert seen_by(world, "ivo") == []


def test_a_complaint_about_a_decision_does_not_go_to_who_took_it(world: Complaints) -> None:
    audit = SmelterAudit(world)
    audit.through()
    certificate = audit.decided().certificate
    named = world.filed("decision", f"the certificate {certificate}")
    unnamed = world.filed("decision", "the one of October")
    assert (seen_by(world, "sven"), seen_by(world, "silke")) == ([], [named.reference])
    assert seen_by(world, "ida") == [unnamed.reference, named.reference]


def test_who_names_the_party_may_lose_the_complaint_by_it(world: Complaints) -> None:
    filed = world.filed(party="the factory by the river")
    assert seen_by(world, "sara") == [filed.reference]
    world.given_to("sara", filed)
    named: dict[str, Any] = {"reference": filed.reference}
    assert world.refused_to("sara", say, act="screened", text="x", **named) == "complaint_party_missing"
    wrong = {"kind": "organisation", "code": "NONE"}
    assert world.refused_to("sara", name_party, **named, **wrong) == "complaint_party_unknown"
    world.by("sara", name_party, kind="organisation", code="SMELT", **named)
    assert world.refused_to("sara", say, act="screened", text="x", **named) == "complaint_unknown"
    world.given_to("sven", filed)
    world.said("sven", filed, "screened")


def test_who_steps_back_is_out_for_good(world: Complaints) -> None:
    filed = world.filed()
    world.given_to("sven", filed)
    world.by("sven", recuse, reference=filed.reference, reason="my brother works there")
    assert seen_by(world, "sven") == []
    again = {"reference": filed.reference, "handler": "SVEN"}
    assert world.refused_to("silke", assign_complaint, **again) == "complaint_handler_refused"
    assert "brother" not in str(world.back(filed).events)


def test_only_the_handler_moves_a_complaint_and_only_as_the_table_says(world: Complaints) -> None:
    filed = world.filed()
    named: dict[str, Any] = {"reference": filed.reference, "text": "x"}
    assert world.refused_to("sven", say, act="screened", **named) == "complaint_not_yours"
    world.given_to("sven", filed)
    assert world.refused_to("silke", say, act="screened", **named) == "complaint_not_yours"
    for act in ("investigated", "resolved"):
        assert world.refused_to("sven", say, act=act, **named) == "complaint_move_not_allowed"
    for act in ("received", "appealed", "added", "party_answered", "shared", "assigned", "nonsense"):
        assert world.refused_to("sven", say, act=act, **named) == "word_unknown"
    world.said("sven", filed, "rejected")
    assert world.refused_to("sven", say, act="screened", **named) == "complaint_move_not_allowed"
    assert world.refused(add_words, VISITOR, key=filed.key, text="x") == "complaint_move_not_allowed"


def test_the_party_reads_what_the_handler_shares_and_nothing_else(world: Complaints) -> None:
    filed = world.filed(contact="Amal, +49 151 000", files=[incoming("well.txt", b"The well is red.")])
    assert world.by("mia", shared_complaints) == []
    world.given_to("sven", filed)
    early = {"reference": filed.reference, "act": "shared", "kind": "organisation", "code": "SMELT"}
    assert world.refused_to("sven", tell, text="x", **early) == "complaint_move_not_allowed"
    world.said("sven", filed, "screened")
    assert world.refused_to("sven", tell, text="x", **{**early, "code": "CUS"}) == "complaint_party_other"
    world.shared("sven", filed)
    (shared,) = world.by("mia", shared_complaints)
    assert [each.text for each in shared.events] == ["Somebody speaks of dust."]
    told = str(asdict(shared)) + str(world.by("mia", notices, organisation="SMELT"))
    assert not [each for each in (ARABIC, "Amal", filed.key, "well", "secretariat") if each in told]
    assert world.refused_to("carl", answer_shared, reference=filed.reference, text="x") == "complaint_unknown"
    assert world.refused_to("sven", answer_shared, reference=filed.reference, text="x") == "not_permitted"
    world.by("mia", answer_shared, reference=filed.reference, text="We water the road.")
    events = world.by("sven", complaint_view, reference=filed.reference).record.course.events
    assert (events[-1].text, events[-1].by) == ("We water the road.", "mia")
    assert "water the road" not in str(world.back(filed).events)
    assert world.by("carl", shared_complaints) == []


def test_files_are_looked_at_and_read_by_handlers_and_with_the_key_only(world: Complaints) -> None:
    photo = incoming("..\\well.txt", b"The well is red.")
    hostile = incoming("run.exe", b"MZ\x90\x00" + bytes(100))
    given = {"about": "organisation", "party": "SMELT", "topic": "remedy", "text": "x"}
    bad = WantedComplaint(files=[photo, hostile], **given)
    assert world.refused(file_complaint, VISITOR, wanted=bad) == "evidence_hostile"
    filed = world.filed(files=[incoming("..\\well.txt", b"The well is red.")])
    (file,) = world.back(filed).files
    assert file.name == "well.txt"
    _, content = world.do(own_file, VISITOR, key=filed.key, number=1)
    with content:
        assert content.read() == b"The well is red."
    _, content = world.by("sven", complaint_file, reference=filed.reference, number=1)
    content.close()
    assert (
        world.refused_to("sven", complaint_file, reference=filed.reference, number=2)
        == "complaint_file_unknown"
    )
    many = WantedComplaint(files=[incoming("a.txt", b"a")] * 6, **given)
    assert world.refused(file_complaint, VISITOR, wanted=many) == "complaint_files_too_many"
    assert world.store.run("check").json["clean"]
    (world.store.home / "files" / "evidence" / file.digest[:2] / file.digest).unlink()
    assert "evidence file missing" in world.store.run("check").out


def test_what_is_no_complaint_is_refused(world: Complaints) -> None:
    good: dict[str, Any] = {"about": "organisation", "party": "SMELT", "topic": "remedy", "text": "x"}
    for changed, code in (
        ({"about": "person"}, "word_unknown"),
        ({"topic": "money"}, "word_unknown"),
        ({"text": " \n"}, "complaint_text_invalid"),
        ({"text": "x" * 20_001}, "complaint_text_invalid"),
        ({"text": "a\0b"}, "complaint_text_invalid"),
        ({"text": "a\ud800b"}, "complaint_text_invalid"),
        ({"party": ""}, "complaint_text_invalid"),
        ({"contact": "x" * 501}, "complaint_text_invalid"),
        ({"language": "german!"}, "complaint_invalid"),
        ({"criterion": "9"}, "complaint_invalid"),
    ):
        wanted = WantedComplaint(**{**good, **changed})
        assert world.refused(file_complaint, VISITOR, wanted=wanted) == code
    untouched = "  \u200f\u05e9\u05dc\r\n\ttab "
    assert world.back(world.filed(text=untouched)).events[0].text == untouched


def test_an_address_cannot_flood_complaints_nor_guess_keys(world: Complaints) -> None:
    address, wanted = str(uuid4()), WantedComplaint(about="other", party="x", topic="remedy", text="x")
    with on_day("2025-03-03"):
        filed = world.do(file_complaint, VISITOR, wanted=wanted, address=address)
        for _ in range(ATTEMPTS_MAX[Attempt.FILING] - 1):
            filed = world.do(file_complaint, VISITOR, wanted=wanted, address=address)
        assert world.refused(file_complaint, VISITOR, wanted=wanted, address=address) == "attempts_too_many"
        for _ in range(ATTEMPTS_MAX[Attempt.KEY]):
            assert (
                world.refused(own_complaint, VISITOR, key=new_key(), address=address)
                == "complaint_key_unknown"
            )
        assert world.refused(own_complaint, VISITOR, key=filed.key, address=address) == "attempts_too_many"
        world.do(own_complaint, VISITOR, key=filed.key, address=str(uuid4()))
    with on_day("2025-03-03", "13:00"):
        world.do(own_complaint, VISITOR, key=filed.key, address=address)


def test_a_spoken_complaint_is_written_down_and_its_key_given_to_the_person(world: Complaints) -> None:
    wanted = WantedComplaint(
        about="facility", party="SMELT-1", topic="engagement", text="told in Sámi", language="se"
    )
    filed = world.by("sven", record_spoken, wanted=wanted)
    assert world.back(filed).record.given.is_spoken
    assert world.refused_to("mia", record_spoken, wanted=wanted) == "not_permitted"


def test_the_first_answer_and_the_end_are_due(world: Complaints) -> None:
    with on_day("2025-03-06"):  # a Thursday
        filed = world.filed()
        due = world.back(filed).due
    assert (due.first_answer, due.end) == (date(2025, 3, 14), date(2025, 6, 4))
    with on_day("2025-03-17"):
        world.given_to("sven", filed)
        world.said("sven", filed, "answered")
        due = world.back(filed).due
    assert (due.answered_on, due.is_answer_late(date(2025, 3, 17))) == (date(2025, 3, 17), True)
    assert not due.is_end_late(date(2025, 6, 4))
    assert due.is_end_late(date(2025, 6, 5))


def test_what_was_found_reaches_the_team_of_the_next_audit_only(world: Complaints) -> None:
    filed = world.filed()
    world.given_to("sven", filed)
    world.said("sven", filed, "screened", "investigated")
    named = {"reference": filed.reference, "act": "sent_to_audit", "kind": "organisation", "code": "SMELT"}
    world.by("sven", tell, text="Look at the dust of potline 2.", **named)
    audit = SmelterAudit(world)
    with audit.day(-50):
        found = world.by("lena", audit_inputs, audit=audit.reference)
        assert [(reference, each.text) for reference, each in found] == [
            (filed.reference, "Look at the dust of potline 2.")
        ]
        assert world.by("mia", audit_inputs, audit=audit.reference) == []
        assert world.by("sven", audit_inputs, audit=audit.reference) == []
        assert world.refused_to("carl", audit_inputs, audit=audit.reference) == "not_permitted"


def test_an_empty_store_has_nothing_to_count_and_few_complaints_are_not_counted_out(
    world: Complaints,
) -> None:
    assert world.do(complaint_counts, VISITOR)["year"].total == 0
    for _ in range(2):
        world.filed()
    assert world.do(complaint_counts, VISITOR)["state"].total is None
    for _ in range(3):
        world.filed(topic="engagement")
    counts = world.do(complaint_counts, VISITOR)
    assert (counts["state"].total, counts["state"].counts["received"]) == (5, 5)
    assert (counts["topic"].counts["remedy"], counts["topic"].counts["engagement"]) == (None, None)


def test_the_database_itself_refuses_to_change_a_complaint(world: Complaints) -> None:
    world.filed()
    with world.store.in_use(), connection.cursor() as cursor:
        for table, column in (
            ("complaint", "contact"),
            ("complaint_event", "text"),
            ("complaint_party", "code"),
        ):
            with pytest.raises(DatabaseError, match="append-only"):
                cursor.execute(f"UPDATE {table} SET {column} = 'x'")


def test_a_complaint_about_a_claim_does_not_go_to_who_approved_it(store: Store) -> None:
    claimant = Claimant(store)
    number = claimant.approved(claimant.label())
    wanted = WantedComplaint(
        about="claim", party=f"the coil with {number.lower()}", topic="improvement", text="x"
    )
    filed = claimant.do(file_complaint, VISITOR, wanted=wanted)
    other = replace(REVIEWER, name="sven")
    assert [each.reference for each in claimant.do(readable_complaints, other)] == [filed.reference]
    assert claimant.do(readable_complaints, REVIEWER) == []
    view = claimant.do(complaint_view, other, reference=filed.reference)
    assert view.organisations == ("ACME",)


def test_many_complaints_are_listed_and_counted_with_as_many_statements_as_few(
    world: Complaints,
) -> None:
    numbers = []
    for _ in range(2):
        for _ in range(4):
            filed = world.filed()
            world.given_to("sven", filed)
        actor = world.who("sven")
        numbers.append(world.store.asked(partial(readable_complaints, actor)))
        numbers.append(world.store.asked(partial(complaint_counts, VISITOR)))
    assert numbers[:2] == numbers[2:]
