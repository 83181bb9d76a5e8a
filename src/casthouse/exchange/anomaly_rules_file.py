"""The anomaly rules inside the package."""

from functools import cache
from importlib.resources import files

from casthouse.provenance.anomaly_rules import AnomalyRules, anomaly_rules_from_text


@cache
def built_in_anomaly_rules() -> AnomalyRules:
    """Return the numbers from where on the accounts of the chain look unusual."""
    path = files("casthouse.provenance").joinpath("rules", "anomalies-2026.toml")
    return anomaly_rules_from_text(path.read_text(encoding="utf-8"))
