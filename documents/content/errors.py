"""What the conversions refuse."""


class ContentRefused(Exception):
    """The input cannot be read or converted, whoever asks and however often.

    The message is one sentence that may be shown; it holds no content.
    """
