"""The API put together: its nouns, who may call, how it says no, and what its description says."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.openapi.docs import Swagger
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation
from pydantic import BaseModel

from casthouse.refusal import Refusal
from casthouse.web.api import (
    accreditation,
    attribution,
    audit,
    boundary,
    certificate,
    certificate_transfer,
    chain_anomaly,
    chain_picture,
    chain_recovery,
    claim,
    complaint,
    contractor,
    decision,
    document,
    document_receipt,
    edition,
    finding_file,
    footprint,
    gln,
    joint_venture,
    journal,
    ledger_audit,
    ledger_sample,
    log,
    lot,
    measurement,
    membership,
    movement,
    non_conformance,
    notice,
    organisation_archive,
    period,
    period_binding,
    person,
    picture,
    plan,
    position,
    profile,
    public_register,
    public_statistics,
    reconciliation,
    recovery,
    register,
    reminder,
    reopening,
    report,
    reported_quantity,
    reservation,
    rule_pack,
    scheme_certificate,
    secretary,
    self_assessment,
    signing_key,
    statement,
    supplier,
    token,
    tolling,
    trusted_installation,
    what_if,
    worklist,
)
from casthouse.web.api.body import StrictParser
from casthouse.web.api.once import HEADER, REPLAYED
from casthouse.web.api.problem import PROBLEM_JSON, answer_problems, problem_of_refusal
from casthouse.web.api.reach import within_reach
from casthouse.web.api.shape import Shown
from casthouse.web.api.sign_in import SIGN_IN

NOUNS = (
    register,
    movement,
    profile,
    position,
    picture,
    chain_picture,
    chain_recovery,
    what_if,
    log,
    plan,
    reservation,
    document,
    document_receipt,
    statement,
    organisation_archive,
    period,
    period_binding,
    reopening,
    report,
    supplier,
    contractor,
    lot,
    attribution,
    measurement,
    tolling,
    reconciliation,
    recovery,
    reported_quantity,
    edition,
    scheme_certificate,
    secretary,
    signing_key,
    trusted_installation,
    self_assessment,
    rule_pack,
    accreditation,
    audit,
    ledger_audit,
    finding_file,
    footprint,
    gln,
    ledger_sample,
    non_conformance,
    decision,
    boundary,
    joint_venture,
    chain_anomaly,
    certificate_transfer,  # before the certificates, whose numbers may hold any sign
    certificate,
    public_register,
    claim,
    public_statistics,
    membership,
    complaint,
    notice,
    person,
    journal,
    worklist,
    reminder,
    token,
)
DESCRIPTION = (
    "Chain of custody for aluminium. Sign in, or send a token as `Authorization: Bearer …`. Masses are whole grams, "
    "shares exact as “a/b”. A POST may carry `Idempotency-Key`: sent again under the same key it takes effect once. "
    "What is refused is answered as problem details (RFC 9457) with the refusal's code."
)


class Problem(Shown):
    """Problem details (RFC 9457) that carry a refusal: its code, what was found, expected, and what to do."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    found: str
    expected: str
    todo: str


class CasthouseApi(NinjaAPI):
    """The API with a description that says how every operation says no."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Return the noun and the verb."""
        return f"{operation.view_func.__module__.rpartition('.')[2]}_{operation.view_func.__name__}"

    def get_openapi_schema(self, **given: Any) -> OpenAPISchema:  # noqa: ANN401 - as ninja has it
        """Return the description."""
        schema = super().get_openapi_schema(**given)
        schema["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        for operations in schema["paths"].values():
            for method, operation in operations.items():
                _describe(method, operation)
        return schema


def _describe(method: str, operation: dict[str, Any]) -> None:
    """Add to an operation what all have in common."""
    content = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    operation["summary"] = operation["description"].split(";")[0].split(":")[0].strip().rstrip(".")
    operation["responses"]["default"] = {"description": "Refused", "content": content}
    if method != "post":
        return
    operation["parameters"].append(
        {
            "in": "header",
            "name": HEADER,
            "required": False,
            "schema": {"type": "string", "minLength": 1, "maxLength": 200},
            "description": f"A repetition has no further effect and is answered the same, with `{REPLAYED}: true`.",
        }
    )


def only_known_parameters(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse parameters that an operation does not have: a `dryrun` for `dry_run` must not post."""
    operation: Operation = run.__self__  # type: ignore[attr-defined]  # ninja hands the operation's own method
    known = {name for model in operation.models for name in _parameters(model)}

    @wraps(run)
    def checked(request: HttpRequest, **path: str) -> HttpResponse:
        unknown = sorted(set(request.GET) - known)
        if unknown:
            refusal = Refusal(
                "parameter_not_known",
                found=f"the parameter “{unknown[0][:60]}”",
                expected=", ".join(sorted(known)) or "no parameter",
                todo="correct its name",
            )
            return problem_of_refusal(request, refusal)
        return run(request, **path)

    return checked


def _parameters(model: type[BaseModel]) -> list[str]:
    if getattr(model, "__ninja_param_source__", "") != "query":
        return []
    return list(model.__ninja_flatten_map__)  # type: ignore[attr-defined]  # what ninja keeps of a query


api = CasthouseApi(
    title="Casthouse",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    auth=SIGN_IN,
    parser=StrictParser(),
    docs=Swagger(settings={"validatorUrl": None, "defaultModelsExpandDepth": 0}),
)
api.add_decorator(only_known_parameters, mode="view")
api.add_decorator(within_reach)
answer_problems(api)
for noun in NOUNS:
    api.add_router("", noun.router)
