"""Sockets for a session: one thread owns them, others may only wake it."""

import contextlib
import socket
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

import zmq

from tombolo import limits
from tombolo.session import Close, Input, Open, Output, Received, Transmit, Writable

_NANOSECONDS_PER_MS: Final = 1_000_000
_LONGEST_WAIT_MS: Final = 60_000
_PARTS: Final = limits.MESSAGE_PARTS
_FLUSH_MS: Final = 200  # how long a goodbye may take to leave

Connect = Callable[[zmq.Socket[bytes]], None]


class EndpointError(ValueError):
    """An endpoint that ZeroMQ cannot connect to."""


class Link:
    """The DEALER socket of a session and its poller; used by one thread, but for `wake`."""

    def __init__(self, endpoint: str, secure: Connect | None = None) -> None:
        """Prepare for `endpoint`; `secure` may set keys on each socket before it connects."""
        self._endpoint = endpoint
        self._secure = secure
        self._context: zmq.Context[zmq.Socket[bytes]] = zmq.Context()
        self._probe()
        self._poller = zmq.Poller()
        self._socket: zmq.Socket[bytes] | None = None
        self._connection = 0
        self._is_connecting = False
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self._poller.register(self._reader, zmq.POLLIN)

    def _probe(self) -> None:
        """Refuse a wrong endpoint here, in the thread of the caller whose mistake it is."""
        try:
            with self._context.socket(zmq.DEALER) as probe:
                probe.linger = 0
                probe.connect(self._endpoint)
        except zmq.ZMQError as error:
            self._context.term()
            text = f"endpoint {self._endpoint!r}: {error.strerror}; write it as tcp://host:port"
            raise EndpointError(text) from error

    def wake(self) -> None:
        """End the current or next wait; any thread may call it."""
        with contextlib.suppress(BlockingIOError, OSError):
            self._writer.send(b"\0")

    def wait(self, deadline: int | None) -> list[Input]:
        """Wait for messages, `wake`, or `deadline`; returns what came, at most a turn's worth."""
        timeout = _LONGEST_WAIT_MS
        if deadline is not None:
            # Rounded up: waking early would only come round again.
            left = -((time.monotonic_ns() - deadline) // _NANOSECONDS_PER_MS)
            timeout = min(max(left, 0), timeout)
        ready = dict(self._poller.poll(timeout))
        if self._reader.fileno() in ready:
            with contextlib.suppress(BlockingIOError):
                while self._reader.recv(4096):
                    pass
        if self._socket is None or self._socket not in ready:
            return []
        found: list[Input] = []
        if self._is_connecting and ready[self._socket] & zmq.POLLOUT:
            self._is_connecting = False
            self._poller.modify(self._socket, zmq.POLLIN)
            found.append(Writable(self._connection))
        return found + self._receive(self._socket)

    def _receive(self, source: zmq.Socket[bytes]) -> list[Input]:
        found: list[Input] = []
        for _ in range(limits.MESSAGES_PER_TURN):
            try:
                parts = [source.recv(zmq.NOBLOCK)]
                while source.getsockopt(zmq.RCVMORE):
                    part = source.recv()
                    if len(parts) <= _PARTS:  # one too many is kept, for it to be refused by
                        parts.append(part)
            except zmq.Again:
                break
            found.append(Received(self._connection, tuple(parts)))
        return found

    def carry_out(self, output: Output) -> bool:
        """Carry out `Open`, `Close` or `Transmit`; False if a message could not be sent."""
        if isinstance(output, Open):
            self._open(output.connection)
        elif isinstance(output, Close):
            if output.connection == self._connection:
                self._close(_FLUSH_MS)
        elif isinstance(output, Transmit):
            return self._send(output.parts) if output.connection == self._connection else False
        return True

    def _open(self, connection: int) -> None:
        self._close(0)
        made = self._context.socket(zmq.DEALER)
        made.linger = 0
        made.setsockopt(zmq.IMMEDIATE, 1)  # nothing queues for a coordinator that is away
        made.setsockopt(zmq.SNDHWM, limits.QUEUED_FRAMES)
        made.setsockopt(zmq.RCVHWM, limits.QUEUED_FRAMES)
        made.setsockopt(zmq.MAXMSGSIZE, limits.PART_BYTES)
        made.setsockopt(zmq.RECONNECT_IVL, 50)
        if self._secure is not None:
            self._secure(made)
        made.connect(self._endpoint)
        self._socket, self._connection, self._is_connecting = made, connection, True
        self._poller.register(made, zmq.POLLIN | zmq.POLLOUT)

    def _close(self, flush_ms: int) -> None:
        if self._socket is not None:
            self._poller.unregister(self._socket)
            self._socket.close(linger=flush_ms)
            self._socket = None

    def _send(self, parts: Sequence[bytes]) -> bool:
        if self._socket is None:
            return False
        try:
            self._socket.send_multipart(parts, zmq.NOBLOCK)
        except zmq.Again:
            return False
        return True

    def close(self) -> None:
        """Close everything; waits for a goodbye to leave, at most 0.2 s."""
        self._close(_FLUSH_MS)
        self._poller.unregister(self._reader)
        self._reader.close()
        self._writer.close()
        self._context.term()

    def __enter__(self) -> "Link":
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
