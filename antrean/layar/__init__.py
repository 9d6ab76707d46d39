"""The screens: pages for people, in Indonesian, over the same services as the other doors.

A page is server-rendered and works without script; what little script there is keeps it up to date. Whoever opens one
is somebody (``akses``), each press of a button is one change at most (``tindakan``), and an open page asks ``kabar``
whether there is news.
"""
