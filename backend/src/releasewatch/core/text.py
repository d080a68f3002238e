"""Long text made short: nobody reads a megabyte in a row, and everybody would have to load it."""


def shorten(text: str, most: int) -> str:
    """The text itself, or its first `most` characters and how many there are in all."""
    return text if len(text) <= most else f"{text[:most].rstrip()}… ({len(text):,} characters)"
