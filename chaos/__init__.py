"""Breaks the service in every way that a machine does, for long, and looks whether anything was lost."""
