"""How a device obeys the coordinator's `pace` (message 13), as values without a clock."""

from dataclasses import dataclass

from tombolo import limits, wire

_MICROSECOND = 1_000


@dataclass(frozen=True, slots=True)
class AgreedPace:
    """What a device makes of a pace: captures are due at `due` and each `period` after it.

    Both are nanoseconds, `due` and `begin`, when the pace came, on the device's monotonic clock. A
    `due` in front of `begin` is overdue. `is_exceeded` says that a slower pace was asked for than
    the device takes.
    """

    period: int
    due: int
    begin: int
    credit: int
    is_exceeded: bool = False

    @staticmethod
    def of(pace: wire.Pace, own: int, slowest: int, newest: int, now: int) -> "AgreedPace":
        """Bring `pace`, received at `now`, between the device's `own` period and its `slowest`.

        Its origin counts modulo the period that is kept, so that a fleet stays spread; and paces
        that follow each other do not put off the capture after the one of `newest` for ever: at
        last the moment before the next one is overdue.
        """
        asked = pace.capture_period_us * _MICROSECOND
        period = min(max(asked, own), slowest)
        due = now + (pace.origin - now) % period
        if due > newest + limits.PACE_GAP * slowest:
            due -= period
        return AgreedPace(period, due, now, pace.credit, asked > slowest)

    def keeps_moments(self, other: "AgreedPace") -> bool:
        """Whether captures are due at the same moments as under `other`."""
        return other.period == self.period and (other.due - self.due) % self.period == 0


class CapturePace:
    """Which captures of one stream are used under a pace: for each due instant the nearest one.

    None serves two due instants, so that never more are used than were due; and due instants do not
    move with what is used, so that a camera whose own grid does not fit meets each of them all the
    same. The tolerance is half a sensor's period, a quarter while captures come late: with one
    alone, jitter around the middle between two due instants would space captures unevenly.
    """

    def __init__(self, pace: AgreedPace, sensor_period: int) -> None:
        """Begin with `pace`, for a sensor that offers a capture each `sensor_period`."""
        self._pace = pace
        self._due = pace.due
        self._tolerance = min(sensor_period, pace.period) // 2
        self._is_late = False

    def uses(self, stamp: int) -> bool:
        """Whether the capture of `stamp` is used; stamps do not decrease."""
        tolerance = self._tolerance // 2 if self._is_late else self._tolerance
        if stamp < self._due and stamp < max(self._pace.begin, self._due - tolerance):
            return False
        late = stamp - self._due
        self._is_late = late > 0
        self._due += (max(late, 0) // self._pace.period + 1) * self._pace.period
        return True
