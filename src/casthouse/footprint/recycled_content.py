"""Recycled content (ISO 14021): pre- and post-consumer apart, run-around scrap in neither numerator nor denominator.

What counts as the same process, whose scrap is run-around, is a declared boundary of each claim.
"""

from dataclasses import dataclass
from fractions import Fraction

from casthouse.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What went into a melt, in one unit of mass; `runaround` never counts. Yields are of the metal, fractions."""

    post_consumer: Fraction
    pre_consumer: Fraction
    primary: Fraction
    alloying: Fraction
    runaround: Fraction = Fraction(0)

    @property
    def counted(self) -> Fraction:
        """What the claim is about: everything but run-around scrap."""
        return self.post_consumer + self.pre_consumer + self.primary + self.alloying

    def after_melting(
        self, *, post: Fraction, pre: Fraction, primary: Fraction, alloying: Fraction
    ) -> "Charge":
        """Return the charge on an output basis: each part by its melt yield."""
        return Charge(
            post_consumer=self.post_consumer * post,
            pre_consumer=self.pre_consumer * pre,
            primary=self.primary * primary,
            alloying=self.alloying * alloying,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecycledContent:
    """Recycled content with its numerators and its denominator, so that it can be read again."""

    post_consumer: Fraction
    pre_consumer: Fraction
    whole: Fraction

    @property
    def post_share(self) -> Fraction:
        """The post-consumer part."""
        return self.post_consumer / self.whole

    @property
    def pre_share(self) -> Fraction:
        """The pre-consumer part."""
        return self.pre_consumer / self.whole

    @property
    def share(self) -> Fraction:
        """Both."""
        return self.post_share + self.pre_share


def recycled_content(charge: Charge) -> RecycledContent:
    """Return the recycled content of a charge; unspecified material belongs to `primary` (EN 45557).

    Raises:
        Refusal: `charge_invalid`: a negative mass, or nothing that counts.
    """
    parts = (charge.post_consumer, charge.pre_consumer, charge.primary, charge.alloying, charge.runaround)
    if any(part < 0 for part in parts) or not charge.counted:
        raise Refusal(
            "charge_invalid",
            found="a negative mass"
            if any(part < 0 for part in parts)
            else "a charge of run-around scrap only",
            expected="masses of 0 or more, and something that is no run-around scrap",
            todo="correct the charge; nothing over nothing has no recycled content",
        )
    return RecycledContent(
        post_consumer=charge.post_consumer, pre_consumer=charge.pre_consumer, whole=charge.counted
    )
