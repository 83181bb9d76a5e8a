"""Everything that an organisation has, as one archive of open files."""

from django.http.response import HttpResponseBase
from ninja import Router

from casthouse.web.api.sign_in import ApiRequest
from casthouse.web.download import archive_answer

router = Router(tags=["organisations"])


@router.get("/organisations/{organisation}/archive", response=bytes)
def fetch_archive(request: ApiRequest, organisation: str) -> HttpResponseBase:
    """Fetch movements, documents, statements, evidence and public keys: a ZIP that verifies from itself."""
    return archive_answer(request.auth, organisation)
