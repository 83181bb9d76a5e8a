"""Who answers a trace: the projection, or the store in its place."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.conf import settings

from tests.contract.store import Store

NEVER = 10**9


@contextmanager
def noted_answers() -> Iterator[list[bool]]:
    """Note of each question for what is up or down the chain, or in pools, whether the projection answered it."""
    from casthouse.service import projection  # noqa: PLC0415 - it needs Django, which a command sets up

    noted: list[bool] = []

    def noting(asked: Callable[..., Any]) -> Callable[..., Any]:
        def ask(*arguments: Any) -> Any:
            found = asked(*arguments)
            noted.append(found is not None)
            return found

        return ask

    @contextmanager
    def pools() -> Iterator[Any]:
        with asked_pools() as found:
            noted.append(found is not None)
            yield found

    asked_pools = projection.pools_up_to_date
    with (
        patch.object(projection, "pools_up_to_date", pools),
        patch.object(projection, "upstream_edges", noting(projection.upstream_edges)),
        patch.object(projection, "downstream_edges", noting(projection.downstream_edges)),
    ):
        yield noted


def both(store: Store, organisation: str, lot: str, *, by_store: bool = False) -> Any:
    """Return a trace from the projection, which is the same from the store, as is what the accounts attribute.

    An unknown lot is refused by both.

    Args:
        store: where the projection is asked, however few rows there are.
        organisation: whose lot it is.
        lot: what is traced.
        by_store: the projection is not to be had here: the store answers in its place.
    """
    told = ("--organisation", organisation)
    asked = [("trace", lot, *told), ("attribution", "trace", lot, *told)]
    answers = {}
    for words in asked:
        with noted_answers() as noted:
            answers[words] = store.run(*words)
        looks = (2 if words[0] == "trace" else 1) * (answers[words].code == 0)
        assert noted == [not by_store] * looks
        settings.PROJECTION_ROWS_MIN = NEVER
        with noted_answers() as noted:
            assert answers[words].json == store.run(*words).json
        assert noted == [False] * looks
        settings.PROJECTION_ROWS_MIN = 0
    return answers[asked[0]].json
