"""What the WSGI server calls."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "procurement.settings")

application = get_wsgi_application()

from core import triggers  # noqa: E402 -- Django must be set up before
from core.processes import dumps  # noqa: E402 -- as above
from core.signing import services as signing  # noqa: E402 -- as above
from core.uptime import beating  # noqa: E402 -- as above

dumps.leave_none()
triggers.require_at_start()
signing.begin_at_start()
connections.close_all()
beating.begin()
