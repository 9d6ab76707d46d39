"""A password that a command asks for."""

import sys

import click

from antrean.errors import OperatorError
from antrean.services.sandi import periksa_sandi

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
    periksa_sandi(password)
    return str(password)
