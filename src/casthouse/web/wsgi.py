"""The WSGI application that gunicorn serves."""

import django
from django.core.wsgi import get_wsgi_application

django.setup()
application = get_wsgi_application()
