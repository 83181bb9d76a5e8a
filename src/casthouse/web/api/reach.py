"""The reach of a caller, asked before every operation of the API."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from casthouse.web.api.sign_in import ApiRequest
from casthouse.web.reach import require_reach

View = Callable[..., Any]


def within_reach(view: View) -> View:
    """Refuse an address whose organisation or scope is none of the caller's."""

    @wraps(view)
    def reached(request: ApiRequest, **named: Any) -> Any:  # noqa: ANN401 - as ninja calls a view
        require_reach(request.auth, named)
        return view(request, **named)

    return reached
