"""What whoever installs and runs the program is told in a sentence."""


class OperatorError(Exception):
    """A sentence for whoever installs and runs the program: what is wrong, where, and what to do."""


class SettingsError(OperatorError):
    """A process setting is missing or unusable; the sentence names it."""


class FileError(OperatorError):
    """A file that cannot be imported; the sentence names line, column and value. Nothing was changed."""
