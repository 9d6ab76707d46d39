"""A password that a command asks for."""

import sys

import click

from antrean.errors import OperatorError

PASSWORD_TERPENDEK = 8

password_option = click.option(
    "--password-stdin", "--stdin", "password_stdin", is_flag=True, help="Read the password from standard input."
)


def ask_password(from_stdin: bool, untuk: str) -> str:
    """A new password, from a line of standard input or asked for twice.

    Args:
        untuk: whose it is, for the question.

    Raises:
        OperatorError: it is too short, or nothing that can be typed.
    """
    if from_stdin:
        try:
            password = sys.stdin.readline().rstrip("\r\n")
        except UnicodeDecodeError:
            raise OperatorError("The password on standard input is not UTF-8.") from None
    else:
        password = click.prompt(f"Password for {untuk}", hide_input=True, confirmation_prompt=True)
    if len(password) < PASSWORD_TERPENDEK:
        raise OperatorError(f"The password has {len(password)} characters; it needs at least {PASSWORD_TERPENDEK}.")
    if not password.isprintable() or password != password.strip():
        raise OperatorError(
            "The password has a control character, or a space at an end, which no HTTP header carries. Choose another."
        )
    return str(password)
