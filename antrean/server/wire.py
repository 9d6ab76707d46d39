"""What a client has sent so far, and where its request ends. gunicorn's parser, not this, says what it means."""

import re

HEAD_BYTES = 32 * 1024
# A request larger than this is handed on unfinished: it is more than any view takes.
REQUEST_BYTES = 4 * 1024 * 1024 + 2 * HEAD_BYTES

_LENGTH = re.compile(rb"\ncontent-length:[ \t]*([0-9]{1,18})[ \t]*\r")
_CHUNKED = re.compile(rb"\ntransfer-encoding:[^\r]*chunked")
_CONTINUE = re.compile(rb"\nexpect:[ \t]*100-continue[ \t]*\r")
_SIZE = re.compile(rb"[0-9a-f]{1,12}(?=[ \t;]|$)", re.IGNORECASE)

_HEAD, _BODY, _CHUNKS, _WHOLE = range(4)


class Wire:
    """The bytes of one connection that no thread has taken yet.

    Where a request cannot be understood it counts as whole: the parser then refuses it. A request that this takes for
    shorter or longer than the parser does is answered and the connection closed, so nothing can be smuggled through.
    """

    __slots__ = ("_at", "_bytes", "_end", "_state", "cut", "wants_continue")

    def __init__(self) -> None:
        self._bytes = bytearray()
        self._start()

    def _start(self) -> None:
        self._state = _HEAD
        self._at = self._end = 0
        self.cut = self.wants_continue = False

    def __len__(self) -> int:
        return len(self._bytes)

    @property
    def head_is_there(self) -> bool:
        """The end of the head was seen."""
        return self._state != _HEAD

    @property
    def head_is_too_large(self) -> bool:
        """There is as much as a head may have, and no end in it."""
        return self._state == _HEAD and len(self._bytes) >= HEAD_BYTES

    def add(self, more: bytes) -> bool:
        """Take more; whether a request is whole now.

        ``wants_continue`` is true from the head to the next call where the client waits for ``100 Continue``.
        """
        self._bytes += more
        self.wants_continue = False
        if self._state == _HEAD:
            self._read_head()
        if self._state == _CHUNKS:
            self._read_chunks()
        if self._state == _BODY and len(self._bytes) >= self._end:
            self._state = _WHOLE
        if self._state != _WHOLE and self._state != _HEAD and len(self._bytes) > REQUEST_BYTES:
            self.stop()
        if self._state == _WHOLE:
            self.wants_continue = False
            return True
        return False

    def stop(self) -> None:
        """Let what is there be the request: the client sends no more, or more than anybody takes."""
        self._state, self._end, self.cut = _WHOLE, len(self._bytes), True

    def take(self) -> bytes:
        """The whole request; what follows it stays for the next ``add``."""
        request = bytes(self._bytes[: self._end])
        del self._bytes[: self._end]
        self._start()
        return request

    def _read_head(self) -> None:
        found = self._bytes.find(b"\r\n\r\n", max(self._at - 3, 0), HEAD_BYTES)
        if found < 0:
            self._at = len(self._bytes)
            return
        head, self._at = bytes(self._bytes[: found + 2]).lower(), found + 4
        if _CHUNKED.search(head):
            self._state = _CHUNKS
        else:
            length = _LENGTH.search(head)
            self._state, self._end = _BODY, self._at + (int(length[1]) if length else 0)
            if self._end > REQUEST_BYTES:
                self.stop()
                return
        self.wants_continue = b"\nexpect:" in head and bool(_CONTINUE.search(head))

    def _read_chunks(self) -> None:
        """Go from chunk to chunk; ``_at`` is where the next one starts. The line of its size, and the trailers, may be
        as long as a head."""
        while (line := self._bytes.find(b"\r\n", self._at, self._at + HEAD_BYTES)) >= 0:
            size = _SIZE.match(self._bytes[self._at : line])
            if size is None:
                self.stop()
                return
            if not int(size[0], 16):
                # The trailers, none or some, end with an empty line.
                end = self._bytes.find(b"\r\n\r\n", line, line + HEAD_BYTES)
                if end >= 0:
                    self._state, self._end = _WHOLE, end + 4
                elif len(self._bytes) - line >= HEAD_BYTES:
                    self.stop()
                return
            self._at = line + 2 + int(size[0], 16) + 2
            if self._at > REQUEST_BYTES:
                self.stop()
                return
        if len(self._bytes) - self._at >= HEAD_BYTES:
            self.stop()
