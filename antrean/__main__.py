"""``python -m antrean``: the command line where the package is not installed, as on a platform."""

from antrean.cli import main

main()
