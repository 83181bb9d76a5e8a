"""The duty to renew a certificate of a recognised scheme before it runs out."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from casthouse.assurance.assurance_manual import AssuranceManual
from casthouse.assurance.scheme_certificate import SchemeCertificate
from casthouse.parties.duty import ENTERED, Duty, DutyKind


def scheme_certificate_duties(
    held: Iterable[SchemeCertificate], *, names: Mapping[str, str], manual: AssuranceManual
) -> Iterator[Duty]:
    """Yield a duty for each certificate that stands and that no other takes over from.

    Another takes over that is of the same organisation and scheme, covers at least the same facilities and is valid
    for longer. `names` has the name of each scheme.
    """
    standing = [each for each in held if each.stands]
    for each in standing:
        if not any(_takes_over(other, each) for other in standing):
            yield _duty(each, names[each.scheme], manual)


def _takes_over(later: SchemeCertificate, held: SchemeCertificate) -> bool:
    is_alike = (later.organisation, later.scheme) == (held.organisation, held.scheme)
    return is_alike and later.valid_to > held.valid_to and set(held.facilities) <= set(later.facilities)


def _duty(held: SchemeCertificate, name: str, manual: AssuranceManual) -> Duty:
    ahead = min(manual.duty.evidence_renew_days, (held.valid_to - date.min).days)
    return Duty(
        kind=DutyKind.SCHEME_CERTIFICATE,
        organisation=held.organisation,
        subject=f"{name} {held.certificate}",
        text="Record the renewed certificate, or withdraw this one",
        opens=held.valid_to - timedelta(days=ahead),
        due=held.valid_to,
        basis=ENTERED,
        missed="No rating may rest on it from the day after.",
        keys=(str(held.number),),
    )
