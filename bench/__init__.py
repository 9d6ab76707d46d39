"""Measurements of the running service, ``make bench``. docs/performance.md says how to read them."""
