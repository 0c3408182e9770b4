public import Motion
public import Timekeeping

/// Where the machine was, by integrating odometry: what re-anchors a plan by the motion since its
/// capture.
///
/// A ring of the last `Limits.reckonedPoses` poses. Poses are relative to where reckoning began;
/// only differences are meaningful, and over the age of a plan (below a second) their drift is
/// below a centimetre.
public struct DeadReckoning: Hashable, Sendable {
    private struct Sample: Hashable, Sendable {
        var instant: Instant
        var pose: Pose
    }
    private var ring: [Sample] = []
    private var newest = 0
    private var odometry = Odometry(speed: 0, yawRate: 0)

    /// Reckoning that knows nothing yet.
    public init() { ring.reserveCapacity(Limits.reckonedPoses) }

    /// How many poses are known.
    public var count: Int { ring.count }

    /// Integrates from the last reading to `now`, taking the mean of both readings (midpoint
    /// rule). An unsound reading, or a gap above `Limits.odometryGap`, makes the past unknown.
    public mutating func advance(_ reading: Odometry, at now: Instant) {
        guard reading.isSound else { return forget() }
        guard !ring.isEmpty else {
            odometry = reading
            return start(at: now)
        }
        let last = ring[newest]
        guard now > last.instant else { return }
        guard now - last.instant <= Limits.odometryGap else {
            odometry = reading
            return start(at: now)
        }
        let seconds = (now - last.instant).seconds
        let speed = (odometry.speed + reading.speed) / 2
        let turn = (odometry.yawRate + reading.yawRate) / 2 * seconds
        let (sine, cosine) = Trigonometry.sinCos(last.pose.heading + turn / 2)
        let pose = Pose(
            x: last.pose.x + speed * cosine * seconds, y: last.pose.y + speed * sine * seconds,
            heading: Trigonometry.wrapped(last.pose.heading + turn))
        odometry = reading
        append(Sample(instant: now, pose: pose))
    }

    /// Makes the past unknown: no plan of an earlier capture can be aligned any more.
    public mutating func forget() {
        ring.removeAll(keepingCapacity: true)
        newest = 0
    }

    /// The pose now (at the latest reading) in the frame of the machine at `instant`, or nil if
    /// that is before what is known. An instant after the latest reading is no motion at all.
    public func motion(since instant: Instant) -> Pose? {
        guard !ring.isEmpty else { return nil }
        let latest = ring[newest]
        guard instant < latest.instant else { return .identity }
        var later = latest
        for offset in 1..<max(ring.count, 1) {
            let sample = ring[(newest - offset + ring.count) % ring.count]
            if sample.instant <= instant {
                return between(sample, later, at: instant).relative(latest.pose)
            }
            later = sample
        }
        return nil
    }

    private mutating func start(at now: Instant) {
        forget()
        append(Sample(instant: now, pose: .identity))
    }
    private mutating func append(_ sample: Sample) {
        if ring.count < Limits.reckonedPoses {
            ring.append(sample)
            newest = ring.count - 1
        } else {
            newest = (newest + 1) % Limits.reckonedPoses
            ring[newest] = sample
        }
    }
    private func between(_ earlier: Sample, _ later: Sample, at instant: Instant) -> Pose {
        let span = (later.instant - earlier.instant).seconds
        guard span > 0 else { return earlier.pose }
        let part = (instant - earlier.instant).seconds / span
        let turn = Trigonometry.wrapped(later.pose.heading - earlier.pose.heading)
        return Pose(
            x: earlier.pose.x + part * (later.pose.x - earlier.pose.x),
            y: earlier.pose.y + part * (later.pose.y - earlier.pose.y),
            heading: Trigonometry.wrapped(earlier.pose.heading + part * turn))
    }
}
