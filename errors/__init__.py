"""The one base class of errors that a person reads."""


class SentenceError(Exception):
    """``str()`` is one sentence for the user: what, what was found, what was expected, what to do next.

    A command prints it instead of a traceback. Every room may import it and derive its own errors from it.
    """
