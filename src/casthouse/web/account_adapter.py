"""Sign-in without open sign-up: people are added by their organisation or the operator."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse

from casthouse.service.person import password_chosen


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Nobody makes an account for themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse open sign-up."""
        return False

    def set_password(self, user: User, password: str) -> None:
        """Replace the password by one that its holder chose."""
        super().set_password(user, password)
        password_chosen(user)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Lead on to where the work is."""
        return reverse("home")
