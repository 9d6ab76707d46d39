"""BPJS's acceptance test (UAT) of the hospital's web services, against any implementation of them.

It knows nothing of how this program answers: what is expected stands here as the form and the catalogue word it.
"""
