"""The Django application that holds templates and static files."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Pages and the API."""

    name = "casthouse.web"
    label = "web"
