"""An import that runs beside the request: preview first, then posting, with progress for the page that waits.

A job is kept in the cache under its person and its name, so nobody sees another's; its file lies in a folder of its
own until the job is two days old. The work is done in a thread of the web process with a connection of its own. When
that process ends before its time, the transaction is rolled back and the page says that nothing was posted.
"""

import logging
import secrets
import shutil
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from threading import BoundedSemaphore, Event, Thread

from django.conf import settings
from django.core.cache import cache
from django.db import connections

from casthouse.refusal import Refusal, RefusalText
from casthouse.service import clock
from casthouse.service.import_answer import ImportAnswer, RefusedRow
from casthouse.service.movement_file import FileImport, import_movements_file
from casthouse.service.permission import Actor
from casthouse.web.download import safe_name

KEPT = timedelta(days=2)
SILENT_MAX = timedelta(seconds=30)
BEAT_SECONDS = 0.5
REFUSED_SHOWN = 500
AT_ONCE = 2
_places = BoundedSemaphore(AT_ONCE)
_log = logging.getLogger(__name__)


class Phase(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"
    PREVIEWING = "previewing"
    PREVIEWED = "previewed"
    POSTING = "posting"
    POSTED = "posted"
    REFUSED = "refused"
    BROKEN = "broken"


ENDED = frozenset({Phase.PREVIEWED, Phase.POSTED, Phase.REFUSED, Phase.BROKEN})


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What came out: counts, the first refused rows, and how many there are of each code."""

    posted: int
    unchanged: int
    skipped: int
    refused: int
    profile: str
    shown: tuple[RefusedRow, ...]
    by_code: tuple[tuple[str, int], ...]
    refused_file: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportJob:
    """One import as its page knows it; `done` and `total` are bytes of the file."""

    name: str
    username: str
    organisation: str
    file: Path
    profile: str | None
    phase: Phase
    beat: datetime
    done: int = 0
    total: int = 0
    result: ImportResult | None = None
    refusal: RefusalText | None = None

    @property
    def is_running(self) -> bool:
        """Say whether the page should ask again."""
        return self.phase not in ENDED

    @property
    def percent(self) -> int:
        """How much of the file is read."""
        return min(100, 100 * self.done // self.total) if self.total else 0


def new_job(
    *, username: str, organisation: str, file_name: str, chunks: Iterable[bytes], profile: str | None
) -> ImportJob:
    """Keep an uploaded file and return its job, not yet started."""
    name = secrets.token_urlsafe(12)
    folder = _jobs_folder() / name
    folder.mkdir(mode=0o700)
    file = folder / safe_name(file_name, fallback="movements.csv")
    with file.open("wb") as target:
        for chunk in chunks:
            target.write(chunk)
    job = ImportJob(
        name=name,
        username=username,
        organisation=organisation,
        file=file,
        profile=profile,
        phase=Phase.WAITING,
        beat=clock.now(),
    )
    _keep(job)
    return job


def _jobs_folder() -> Path:
    """Return the folder of all jobs, with what is too old removed."""
    folder: Path = settings.FILES_FOLDER / "imports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    oldest = (clock.now() - KEPT).timestamp()
    for each in folder.iterdir():
        if each.stat().st_mtime < oldest:
            shutil.rmtree(each, ignore_errors=True)
    return folder


def _key(username: str, name: str) -> str:
    return f"import-job:{username}:{name}"


def _keep(job: ImportJob) -> None:
    cache.set(_key(job.username, job.name), job, timeout=int(KEPT.total_seconds()))


def job_of(*, username: str, organisation: str, name: str) -> ImportJob:
    """Return a person's own job; one that fell silent is broken.

    Raises:
        Refusal: `import_unknown`.
    """
    job: ImportJob | None = cache.get(_key(username, name))
    if job is None or job.organisation != organisation or not job.file.is_file():
        raise Refusal(
            "import_unknown",
            found="no import of yours under this address",
            expected="an import that you began in the last two days",
            todo="upload the file again; rows that are posted stay posted and come out unchanged",
        )
    if job.is_running and clock.now() - job.beat > SILENT_MAX:
        return replace(job, phase=Phase.BROKEN)
    return job


def preview(job: ImportJob, actor: Actor) -> None:
    """Start reading the file and checking every row, without posting."""
    _start(replace(job, phase=Phase.PREVIEWING), actor, partial=True, dry_run=True)


def post(job: ImportJob, actor: Actor, *, partial: bool) -> None:
    """Start posting: all rows or none, or with `partial` the good ones."""
    fresh = replace(job, phase=Phase.POSTING, done=0, total=0, result=None, refusal=None)
    _start(fresh, actor, partial=partial, dry_run=False)


def _start(job: ImportJob, actor: Actor, *, partial: bool, dry_run: bool) -> None:
    job = replace(job, beat=clock.now())
    _keep(job)
    work = Thread(target=_work, args=(_Running(job), actor), kwargs={"partial": partial, "dry_run": dry_run})
    work.start()


class _Running:
    """A job in work: what its thread tells, and a beat that writes it down now and then."""

    def __init__(self, job: ImportJob) -> None:
        self.job = job
        self.ended = Event()

    def note(self, done: int, total: int) -> None:
        """Note how much of the file is read."""
        self.job = replace(self.job, done=done, total=total)

    def beat(self) -> None:
        """Write the job down until it has ended."""
        while not self.ended.wait(BEAT_SECONDS):
            _keep(replace(self.job, beat=clock.now()))

    def end(self, job: ImportJob, heart: Thread) -> None:
        """Stop the beat, then write down how it ended."""
        self.ended.set()
        heart.join()
        _keep(replace(job, beat=clock.now()))


def _work(running: _Running, actor: Actor, *, partial: bool, dry_run: bool) -> None:
    heart = Thread(target=running.beat, daemon=True)
    heart.start()
    try:
        with _places:
            ended = _imported(running, actor, partial=partial, dry_run=dry_run)
    except Refusal as refusal:
        ended = replace(running.job, phase=Phase.REFUSED, refusal=refusal.text)
    except Exception:  # noqa: BLE001 - whatever broke, the page must hear that it did
        _log.exception("import %s broke", running.job.name)
        ended = replace(running.job, phase=Phase.BROKEN)
    finally:
        connections.close_all()
    running.end(ended, heart)


def _imported(running: _Running, actor: Actor, *, partial: bool, dry_run: bool) -> ImportJob:
    job = running.job
    done = import_movements_file(
        actor,
        organisation=job.organisation,
        path=job.file,
        source=job.file.name,
        profile=job.profile,
        partial=partial,
        dry_run=dry_run,
        progress=running.note,
    )
    phase = Phase.PREVIEWED if dry_run else Phase.POSTED
    return replace(running.job, phase=phase, result=_result(done, job.file))


def _result(done: FileImport, file: Path) -> ImportResult:
    answer: ImportAnswer = done.answer
    refused_file = None
    if answer.refused:
        refused_file = file.parent / f"refused-{file.name}"
        done.write_refused(refused_file)
    counted = Counter(each.code.value for each in answer.refused)
    return ImportResult(
        posted=answer.posted,
        unchanged=answer.unchanged,
        skipped=answer.skipped,
        refused=len(answer.refused),
        profile=answer.profile,
        shown=answer.refused[:REFUSED_SHOWN],
        by_code=tuple(counted.most_common()),
        refused_file=refused_file,
    )
