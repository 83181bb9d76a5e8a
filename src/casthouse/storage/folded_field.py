"""A column that holds other columns of its row as people search them; written with the row, never by anybody else."""

from collections.abc import Sequence
from typing import Any

from django.db import models

from casthouse.parties.search_text import folded


class FoldedField(models.TextField):  # type: ignore[type-arg]  # its type arguments exist in stubs only
    """The words of some columns, folded."""

    def __init__(self, *args: Any, sources: Sequence[str] = (), **more: Any) -> None:  # noqa: ANN401 - as Django has it
        self.sources = tuple(sources)
        super().__init__(*args, **{"default": "", "editable": False, **more})

    def deconstruct(self) -> Any:  # noqa: ANN401 - as Django has it
        """Return what makes the field again in a migration."""
        name, path, args, more = super().deconstruct()
        return name, path, args, {**more, "sources": self.sources}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: ARG002, FBT001 - as Django calls it
        """Fold the sources as they are about to be stored."""
        value = folded(*(str(getattr(model_instance, source)) for source in self.sources))
        setattr(model_instance, self.attname, value)
        return value
