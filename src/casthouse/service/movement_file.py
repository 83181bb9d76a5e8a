"""Importing a movements file: read it through a profile, post its rows, and give the refused ones back."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from casthouse.exchange.file_limits import FileLimits
from casthouse.exchange.movements_file import MovementsFile, read_movements_file
from casthouse.exchange.profile_form import row_forms
from casthouse.exchange.refused_file import write_refused_file
from casthouse.exchange.text_blocks import Progress
from casthouse.service.import_answer import ImportAnswer
from casthouse.service.lookup import found_organisation
from casthouse.service.movement import Batch, post_movements
from casthouse.service.permission import Act, Actor, authorise
from casthouse.service.profile import known_profiles

PLAIN_SIGNS = str.maketrans({"“": '"', "”": '"', "–": "-", "…": "..."})
"""An ERP's file may be in an encoding without the signs that pages print."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFile:
    """A movements file as it was read, and its rows as they are posted."""

    file: MovementsFile
    batch: Batch


@dataclass(frozen=True, slots=True, kw_only=True)
class FileImport:
    """The answer to an import, and the file as it was read, so that refused rows can be given back."""

    answer: ImportAnswer
    file: MovementsFile

    def write_refused(self, target: Path) -> None:
        """Write the refused rows in the user's own layout, with a column that says what is wrong."""
        messages = {
            each.row: f"{each.code.value}: {each.message}".translate(PLAIN_SIGNS)
            for each in self.answer.refused
        }
        write_refused_file(self.file, messages, target)


def import_movements_file(
    actor: Actor,
    *,
    organisation: str,
    path: Path,
    source: str = "",
    profile: str | None = None,
    partial: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> FileImport:
    """Read a movements file and post its rows.

    Args:
        actor: who imports.
        organisation: code of the organisation whose movements they are.
        path: the file, CSV or XLSX.
        source: the file's name as the user knows it; the path's name when empty.
        profile: name or text of the mapping profile; None chooses the one that fits.
        partial: post the good rows although others are refused.
        dry_run: answer the same and write nothing.
        progress: called with bytes read and bytes in all.

    Raises:
        Refusal: of the whole file (`file_unreadable`, `file_empty`, `profile_unknown` …), `organisation_unknown`,
            `not_permitted`.
    """
    read = batch_of_file(
        actor, organisation=organisation, path=path, source=source, profile=profile, progress=progress
    )
    answer = post_movements(
        actor, organisation=organisation, batch=read.batch, partial=partial, dry_run=dry_run
    )
    return FileImport(answer=answer, file=read.file)


def batch_of_file(
    actor: Actor,
    *,
    organisation: str,
    path: Path,
    source: str = "",
    profile: str | None = None,
    progress: Progress | None = None,
) -> ReadFile:
    """Read a movements file, outside every transaction; nobody who may not post has a file read.

    Args and refusals are those of `import_movements_file`; nothing is posted.
    """
    authorise(actor, Act.MOVEMENT_POST, organisation)
    found_organisation(organisation)
    limits = FileLimits(file_bytes=settings.UPLOAD_SIZE_MAX)
    file = read_movements_file(
        path, profiles=known_profiles(organisation), profile=profile, progress=progress, limits=limits
    )
    batch = Batch(
        rows=file.rows,
        source=source or path.name,
        digest=file.digest,
        profile=file.profile.name,
        skipped=file.skipped,
        form=row_forms(file.profile),
    )
    return ReadFile(file=file, batch=batch)
