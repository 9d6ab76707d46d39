"""The WSGI application, for ``gunicorn wsgi:app``."""

import sys

from antrean import create_app
from antrean.errors import OperatorError

try:
    app = create_app()
except OperatorError as error:
    print(f"antrean: {error}", file=sys.stderr)
    # What gunicorn calls an application that fails to load: it stops too, instead of trying for ever.
    sys.exit(4)
