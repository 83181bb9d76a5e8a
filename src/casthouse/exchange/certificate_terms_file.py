"""The lengths of the certificates' calendar, read once from the file inside the package."""

from functools import cache
from importlib.resources import files

from casthouse.assurance.certificate_terms import CertificateTerms, terms_from_text


@cache
def certificate_terms() -> CertificateTerms:
    """Return the lengths."""
    text = files("casthouse.assurance").joinpath("certificate_terms.toml").read_text(encoding="utf-8")
    return terms_from_text(text)
