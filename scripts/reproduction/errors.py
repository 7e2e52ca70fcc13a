"""Errors that are messages for the user; `status` is the program's exit status."""


class ReproductionError(Exception):
    """What is wrong and what to do."""

    status = 1


class UsageError(ReproductionError):
    """The command line asks for something that there is not."""

    status = 2
