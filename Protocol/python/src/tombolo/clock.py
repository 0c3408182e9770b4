"""Round trip and clock offset from the four stamps of heartbeats."""

from collections import deque

from tombolo import limits


class ClockEstimate:
    """Round trip and clock offset from heartbeats, by the fastest of the last round trips.

    The offset is coordinator minus own clock; it is off by at most half the round trip. Use it for
    logs and schedules, never for deciding whether a plan is fresh.
    """

    def __init__(self) -> None:
        """Begin with nothing known."""
        self._samples: deque[tuple[int, int]] = deque(maxlen=limits.CLOCK_SAMPLES)

    def add(self, origin: int, receive: int, transmit: int, arrival: int) -> bool:
        """Take the four stamps of one exchange, in ns; False if they contradict each other."""
        held, whole = transmit - receive, arrival - origin
        if origin == 0 or held < 0 or whole < held:
            return False
        self._samples.append((whole - held, ((receive - origin) + (transmit - arrival)) // 2))
        return True

    @property
    def round_trip(self) -> int | None:
        """The shortest recent round trip in nanoseconds."""
        return min(self._samples)[0] if self._samples else None

    @property
    def offset(self) -> int | None:
        """The coordinator's clock minus ours in nanoseconds, by the shortest round trip."""
        return min(self._samples)[1] if self._samples else None
