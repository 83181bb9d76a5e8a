"""Dry mass of bauxite and alumina: wet mass × (1 − moisture), in exact decimals (CoC accounts count dry mass)."""

from decimal import Context, Decimal, Inexact

_EXACT = Context(prec=400, traps=[Inexact])
_DIGITS_MAX = 150  # of either factor; far above any scale, and their product stays exact
_PERCENT = Decimal(100)


def dry_quantity(wet: str, moisture_percent: str) -> str | None:
    """Return the dry quantity as a decimal, in the unit of the wet one.

    Args:
        wet: the wet quantity, a decimal without sign.
        moisture_percent: the share of water in percent of the wet mass, a decimal from 0 to below 100.

    Returns:
        The exact decimal, or None where the moisture leaves nothing dry or a factor has hundreds of digits.
    """
    if len(wet) > _DIGITS_MAX or len(moisture_percent) > _DIGITS_MAX:
        return None
    dry_percent = _EXACT.subtract(_PERCENT, Decimal(moisture_percent))
    if dry_percent <= 0:
        return None
    dry = _EXACT.scaleb(_EXACT.multiply(Decimal(wet), dry_percent), -2)
    text = format(dry, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
