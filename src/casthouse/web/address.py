"""Where a request comes from, for limits of an hour; it is never kept.

Behind proxies of our own each adds the address that it saw to a header; what stands before those was sent by whoever
called, and is not believed.
"""

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return the address that our outermost proxy saw, or the connection's own without proxies."""
    seen: str = request.META.get("REMOTE_ADDR") or "unknown"
    told = [each.strip() for each in request.headers.get("X-Forwarded-For", "").split(",") if each.strip()]
    proxies: int = settings.PROXIES
    return told[-proxies] if 0 < proxies <= len(told) else seen
