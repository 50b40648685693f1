"""Whether bytes are valid UTF-8, found at the speed at which they are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Letters", "is_utf8"]

_FIRST_BEYOND_ASCII = 0x80


class Letters:
    """Whether a text is the UTF-8 it was taken for, as far as it was seen.

    Attributes
    ----------
    valid
        Valid UTF-8 without zero bytes.
    ascii
        Nothing but ASCII.
    """

    def __init__(self) -> None:
        self.valid = True
        self.ascii = True

    def see(self, text: bytes | pa.Buffer) -> None:
        """Look at text that begins and ends with whole characters."""
        import numpy as np

        letters = np.frombuffer(text, dtype=np.uint8)
        if not self.valid or not len(letters):
            return
        self.ascii = self.ascii and bool(letters.max() < _FIRST_BEYOND_ASCII)
        self.valid = bool(letters.min() > 0) and (self.ascii or is_utf8(text))


def is_utf8(text: bytes | pa.Buffer) -> bool:
    """Whether bytes are valid UTF-8. Arrow checks them in place and much faster than Python would decode them.

    Examples
    --------
    >>> is_utf8("Zoë".encode()), is_utf8("Zoë".encode("cp1252"))
    (True, False)
    """
    import numpy as np
    import pyarrow as pa

    data = pa.py_buffer(text)
    offsets = pa.py_buffer(np.array([0, data.size], dtype=np.int64))
    try:
        pa.Array.from_buffers(pa.large_string(), 1, [None, offsets, data]).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True
