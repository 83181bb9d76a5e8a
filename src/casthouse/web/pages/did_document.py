"""Documents of did:web: which keys speak for whom. For everybody, and kept for a minute by whoever reads them."""

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from casthouse.passport.canonical import canonical
from casthouse.passport.key_owner import LOG, SECRETARIAT, firm_owner, organisation_owner
from casthouse.service.did_document import did_document
from casthouse.service.key_succession import succession_document
from casthouse.web.api.did_document import DidDocument
from casthouse.web.page_request import PageRequest
from casthouse.web.public_page import public_page

TYPE, STATEMENT_TYPE = "application/did+json", "application/vc+ld+json"


@public_page
def show_installation(request: PageRequest) -> HttpResponseBase:
    """Show the document of the installation itself, for which the secretariat speaks.

    It lies at `/.well-known/did.json`, and at `did.json` where the installation has a path of its host only.
    """
    return _shown(request, SECRETARIAT.text)


@public_page
def show_log(request: PageRequest) -> HttpResponseBase:
    """Show the document of the log."""
    return _shown(request, LOG.text)


@public_page
def show_organisation(request: PageRequest, code: str) -> HttpResponseBase:
    """Show the document of an organisation."""
    return _shown(request, organisation_owner(code).text)


@public_page
def show_firm(request: PageRequest, code: str) -> HttpResponseBase:
    """Show the document of an audit firm."""
    return _shown(request, firm_owner(code).text)


@public_page
def show_succession(request: PageRequest, key: str) -> HttpResponseBase:
    """Show the signed statement that a key follows another one, as the bytes that were signed have it."""
    response = HttpResponse(
        canonical(succession_document(request.actor, key=key)), content_type=STATEMENT_TYPE
    )
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _shown(request: PageRequest, owner: str) -> HttpResponse:
    document = DidDocument.model_validate(did_document(request.actor, owner=owner))
    text = document.model_dump_json(by_alias=True, exclude_none=True)
    response = HttpResponse(text, content_type=TYPE)
    response["Access-Control-Allow-Origin"] = "*"  # a verifier in a browser reads it from elsewhere
    return response
