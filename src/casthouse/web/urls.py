"""Addresses of the web application: one table."""

from allauth.account import views as account
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, register_converter

from casthouse.web.api.application import api
from casthouse.web.day_converter import DayConverter
from casthouse.web.pages import home, movement, movement_file, position

register_converter(DayConverter, "day")


def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process serves."""
    return HttpResponse("ok", content_type="text/plain")


SIGN_IN = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("2fa/", include("allauth.mfa.urls")),
]

PAGES = [
    path("", home.show, name="home"),
    path("organisations/<organisation>/", home.show, name="organisation"),
    path("organisations/<organisation>/movements/", movement.show_list, name="movements"),
    path("organisations/<organisation>/movements/one/", movement.show, name="movement"),
    path("organisations/<organisation>/movements/new/", movement.enter, name="movement_new"),
    path("organisations/<organisation>/movements/reverse/", movement.take_back, name="movement_reverse"),
    path("organisations/<organisation>/imports/", movement_file.upload, name="import"),
    path("organisations/<organisation>/imports/<job>/", movement_file.show, name="import_job"),
    path("organisations/<organisation>/imports/<job>/post/", movement_file.post, name="import_post"),
    path(
        "organisations/<organisation>/imports/<job>/refused/",
        movement_file.refused_rows,
        name="import_refused",
    ),
    path("scopes/<scope>/position/", position.show, name="position"),
]

urlpatterns = [
    path("healthz", healthz),
    path("api/v1/", api.urls),
    path("account/", include(SIGN_IN)),
    *PAGES,
]
