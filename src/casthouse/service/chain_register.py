"""What the accounts along a chain need of the register and of activity data, each read once however many ask.

One stands for one answer: it is made where the answer begins, and what is written later is not in it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from casthouse.custody.scope import Scope
from casthouse.footprint.measurement import Measurement
from casthouse.measure.period import Period
from casthouse.parties.disclosure import Disclosure
from casthouse.parties.facility import Facility
from casthouse.storage import disclosure as disclosure_store
from casthouse.storage import facility as facility_store
from casthouse.storage import measurement as measurement_store
from casthouse.storage import organisation as organisation_store
from casthouse.storage import scope as scope_store


@dataclass(frozen=True, kw_only=True)
class ChainRegister:
    """Organisations with their scopes, plants and what they disclose; read when first asked for, and kept."""

    _facilities: dict[str, list[Facility]] = field(default_factory=dict)
    _facility_ids: dict[str, dict[str, int]] = field(default_factory=dict)
    _measured: dict[tuple[str, Period], list[Measurement]] = field(default_factory=dict)

    @cached_property
    def organisations(self) -> Mapping[str, int]:
        """The identifiers of organisations, by code."""
        return organisation_store.organisation_ids()

    @cached_property
    def countries(self) -> Mapping[str, str]:
        """The countries of organisations, by code; empty where none is on record."""
        return {each.code: each.country for each in organisation_store.organisations()}

    @cached_property
    def countries_of_makers(self) -> Mapping[str, str]:
        """The countries of organisations that have a plant."""
        makers = {each.organisation for each in facility_store.facilities()}
        return {code: country for code, country in self.countries.items() if code in makers}

    @cached_property
    def scopes(self) -> Mapping[str, Sequence[Scope]]:
        """The scopes of each organisation."""
        every = scope_store.scopes()
        return {code: [each for each in every if each.organisation == code] for code in self.organisations}

    @cached_property
    def levels(self) -> Mapping[str, Disclosure]:
        """What each organisation discloses of itself."""
        parties = disclosure_store.disclosed_parties(self.organisations)
        return {code: party.level for code, party in parties.items()}

    def facilities(self, organisation: str) -> Sequence[Facility]:
        """Return the facilities of an organisation."""
        if organisation not in self._facilities:
            self._facilities[organisation] = facility_store.facilities(organisation)
        return self._facilities[organisation]

    def facility_ids(self, organisation: str) -> Mapping[str, int]:
        """Return the identifiers of the facilities of an organisation, by code."""
        if organisation not in self._facility_ids:
            self._facility_ids[organisation] = facility_store.facility_ids(organisation)
        return self._facility_ids[organisation]

    def measured(self, organisation: str, period: Period) -> Sequence[Measurement]:
        """Return what an organisation measured that covers some of the days."""
        key = (organisation, period)
        if key not in self._measured:
            self._measured[key] = measurement_store.measurements_between(
                period.start, period.last_day, organisations=[organisation]
            )
        return self._measured[key]
