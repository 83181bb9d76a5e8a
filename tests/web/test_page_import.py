"""Importing on the pages: preview, refused rows and their file, posting; whose job it is; what is too large.

The work runs in a thread with a connection of its own, so each test has a store of its own.
"""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from pytest_django import Settings

from casthouse.service import clock
from casthouse.service.movement_list import movement_page
from casthouse.service.permission import OPERATOR
from casthouse.web import import_job
from casthouse.web.import_job import ImportJob, Phase
from tests.contract.conftest import new_store, opened, store
from tests.contract.movement_rows import file_text, other_receipt
from tests.contract.store import Store
from tests.web.api_world import make_world
from tests.web.page_visit import Page, Visitor

__all__ = ["new_store", "opened", "store"]  # fixtures

IMPORT = "/organisations/ACME/imports/"
GOOD = [other_receipt("F-1"), other_receipt("F-2")]
BAD = [other_receipt("F-3", facility="NONE"), other_receipt("F-4", quantity="much")]
SECONDS_MAX = 60


@pytest.fixture(autouse=True)
def _world(store: Store, settings: Settings) -> Iterator[None]:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    before = connections.databases["default"]["NAME"]
    connections.databases["default"]["NAME"] = store.database  # for the threads that work
    with store.in_use():
        make_world()
        yield
    connections.databases["default"]["NAME"] = before
    cache.clear()


def upload(visitor: Visitor, text: str | bytes, name: str = "march.csv", **more: str) -> Page:
    content = text.encode() if isinstance(text, str) else text
    return visitor.post(IMPORT, {"file": SimpleUploadedFile(name, content), **more})


def ended(visitor: Visitor, address: str) -> Page:
    """Return the page of a job when it has ended."""
    for _ in range(SECONDS_MAX * 10):
        page = visitor.get(address)
        if "hx-trigger" not in page.text.partition('id="job"')[2].partition(">")[0]:
            return page
        time.sleep(0.1)
    raise AssertionError("the job did not end")


def posted() -> set[str]:
    return {each.reference for each in movement_page(OPERATOR, organisation="ACME", size=100).movements}


def test_a_good_file_is_previewed_and_posted() -> None:
    clerk = Visitor("clerk")
    sent = upload(clerk, file_text([*GOOD]))
    assert re.fullmatch(re.escape(IMPORT) + r"[\w-]{16}/", sent.address)
    preview = ended(clerk, sent.address)
    assert "Good and new 2" in preview.words
    assert "Read through the profile casthouse" in preview.words
    assert not {"F-1", "F-2"} & posted()
    done = ended(clerk, clerk.post(sent.address + "post/", {"rows": "all"}).address)
    assert "2 movements posted." in done.words
    assert {"F-1", "F-2"} <= posted()
    assert "march.csv" in clerk.get(IMPORT).words


def test_refused_rows_are_shown_and_given_back() -> None:
    clerk = Visitor("clerk")
    address = upload(clerk, file_text([*GOOD, *BAD])).address
    preview = ended(clerk, address)
    assert "Good and new 2" in preview.words
    assert "Refused 2" in preview.words
    assert "4 F-3 facility_unknown" in preview.words
    assert "5 F-4 quantity_invalid" in preview.words
    answer = clerk.client.get(address + "refused/")
    lines = b"".join(answer).decode().splitlines()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="refused-march.csv"'
    assert [line.partition(",")[0].strip('"') for line in lines] == ["reference", "F-3", "F-4"]
    assert "facility_unknown" in lines[1]
    done = ended(clerk, clerk.post(address + "post/", {"rows": "good"}).address)
    assert "2 movements posted." in done.words
    assert "2 rows are still to be mended" in done.words
    assert posted() >= {"F-1", "F-2"}
    assert not {"F-3", "F-4"} & posted()


def test_all_or_none_when_all_was_asked_for() -> None:
    clerk = Visitor("clerk")
    address = upload(clerk, file_text([*GOOD, *BAD])).address
    ended(clerk, address)
    done = ended(clerk, clerk.post(address + "post/", {"rows": "all"}).address)
    assert "Nothing new to post." in done.words
    assert not {"F-1", "F-2"} & posted()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("no,such,headings\n1,2,3\n", "profile_unknown"),
        ("", "file_empty"),
        (b"\x00\x01\x02\x03" * 50, ""),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(content: str | bytes, code: str) -> None:
    clerk = Visitor("clerk")
    page = upload(clerk, content)
    if "This field" in page.words or "submitted file is empty" in page.words:
        assert page.status == 422
        return
    page = ended(clerk, page.address)
    assert page.refusal
    assert not code or page.refusal == code or page.refusal.startswith(("profile_", "file_"))


def test_nobody_else_sees_a_job() -> None:
    address = upload(Visitor("clerk"), file_text([*GOOD])).address
    ended(Visitor("clerk"), address)
    assert Visitor("manager").get(address).refusal == "import_unknown"
    assert Visitor("stranger").get(address).refusal == "not_permitted"
    assert Visitor("auditor").get(address).refusal == "not_permitted"
    elsewhere = address.replace("/ACME/", "/SUP/")
    assert Visitor("clerk").get(elsewhere).refusal == "not_permitted"


def test_a_name_leads_out_of_no_folder(settings: Settings) -> None:
    for name in (
        "../../evil.csv",
        "..\\evil.csv",
        "/etc/passwd",
        ".hidden",
        "a\x00b.csv",
        "x" * 300 + ".csv",
    ):
        ended(Visitor("clerk"), upload(Visitor("clerk"), file_text([*GOOD]), name=name).address)
    kept = [each for each in settings.FILES_FOLDER.rglob("*") if each.is_file()]
    assert len(kept) == 6
    for file in kept:
        assert file.parent.parent == settings.FILES_FOLDER / "imports"
        assert not file.name.startswith(".")
        assert len(file.name) <= 120


def test_what_is_too_large_is_not_kept(settings: Settings) -> None:
    settings.UPLOAD_SIZE_MAX = 1000
    page = upload(Visitor("clerk"), file_text([*GOOD]) + "x" * (2 << 20))
    assert (page.status, page.refusal) == (413, "file_too_large")
    assert not (settings.FILES_FOLDER / "imports").exists()


def job_in(phase: Phase, **changes: object) -> ImportJob:
    """Keep a job in some phase as the clerk's, and return it."""
    job = import_job.new_job(
        username="clerk", organisation="ACME", file_name="a.csv", chunks=[b"reference\n"], profile=None
    )
    job = replace(job, phase=phase, **changes)  # type: ignore[arg-type]  # whatever a job has
    cache.set(f"import-job:clerk:{job.name}", job)
    return job


def test_a_job_that_fell_silent_is_said_to_be_broken() -> None:
    silent = job_in(Phase.POSTING, beat=clock.now() - timedelta(minutes=2))
    page = Visitor("clerk").get(f"{IMPORT}{silent.name}/")
    assert "The import was cut short. Nothing of it was posted." in page.words
    running = job_in(Phase.POSTING, done=40, total=100)
    page = Visitor("clerk").get(f"{IMPORT}{running.name}/")
    assert "40 % of the file is read." in page.words
    assert 'value="40"' in page.text


def test_only_a_preview_can_be_posted() -> None:
    for phase in (Phase.PREVIEWING, Phase.POSTING, Phase.POSTED, Phase.REFUSED, Phase.BROKEN):
        job = job_in(phase)
        Visitor("clerk").client.post(f"{IMPORT}{job.name}/post/", {"rows": "all"})
        kept = import_job.job_of(username="clerk", organisation="ACME", name=job.name)
        assert kept.phase is phase
