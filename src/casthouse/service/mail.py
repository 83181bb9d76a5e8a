"""Mail that goes out: plain text with the same in HTML, through the server that the settings name.

Without a server it is printed on standard error, so that standard output stays what a command answers.
"""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from smtplib import SMTPException
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.console import EmailBackend

from casthouse.refusal import Refusal


class PrintedMail(EmailBackend):
    """Prints mail on standard error."""

    def __init__(self, *args: Any, **given: Any) -> None:  # noqa: ANN401 - as Django has it
        """Print there whatever the caller says."""
        super().__init__(*args, **{**given, "stream": sys.stderr})


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One message; `subject` and the values of headers are one line each."""

    to: str
    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def send_mail(mail: Mail) -> None:
    """Hand a message over to the mail server.

    Raises:
        Refusal: `mail_not_sent`.
    """
    message = EmailMultiAlternatives(
        subject=" ".join(mail.subject.split()),
        body=mail.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.to],
        headers={name: " ".join(value.split()) for name, value in mail.headers.items()},
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    try:
        message.send()
    except (OSError, SMTPException) as error:
        raise Refusal(
            "mail_not_sent",
            found=f"the mail server: {' '.join(str(error).split())[:200] or type(error).__name__}",
            expected="a mail server that takes the message",
            todo="check the settings of mail and whether the server runs, then try again",
        ) from error


def public_address(path: str) -> str:
    """Return the whole address of a page, as it stands in mail and calendars."""
    return f"{settings.PUBLIC_URL}{path}"
