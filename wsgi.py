"""The WSGI application, for ``gunicorn wsgi:app``."""

import sys

from antrean import create_app
from antrean.errors import OperatorError

try:
    app = create_app()
except OperatorError as error:
    sys.exit(f"antrean: {error}")
