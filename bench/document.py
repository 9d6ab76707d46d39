"""A run as Markdown, and its place in docs/performance.md: nothing is copied by hand."""

from typing import Any

from bench.tables import markdown, tables

BEGIN, END = "<!-- measured: begin (python -m bench table --into …) -->", "<!-- measured: end -->"


def render(results: dict[str, Any]) -> str:
    """All tables of a run."""
    return "\n\n".join(markdown(table) for table in tables(results))


def put(page: str, text: str, name: str) -> str:
    """The page with the text between its two marks, instead of what was there.

    Raises:
        RuntimeError: a mark is missing.
    """
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise RuntimeError(f"{name} has no place for the figures: a line {BEGIN!r}, and after it a line {END!r}.")
    return f"{before}{BEGIN}\n\n{text}\n\n{END}{after}"
