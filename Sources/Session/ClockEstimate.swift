public import Timekeeping
import Wire

/// Round-trip time and clock offset from heartbeats: the four stamps of NTP (RFC 5905, section 8)
/// with its minimum-delay filter over a bounded window.
///
/// For scheduling, logs and video. No decision about motion reads it.
public struct ClockEstimate: Hashable, Sendable {
    // Inlined into the cores: asked for each latent, a call would copy the whole estimate.
    @usableFromInline struct Sample: Hashable, Sendable {
        @usableFromInline var roundTrip: Interval
        @usableFromInline var offset: Interval

        init(roundTrip: Interval, offset: Interval) {
            self.roundTrip = roundTrip
            self.offset = offset
        }
    }
    @usableFromInline var samples: [Sample] = []
    private var latest = IntervalWindow(limit: Limits.usualSamples)
    private var next = 0
    /// The place of the first sample with the smallest round trip.
    @usableFromInline var best = 0
    // The latest arrival there less its sending here: the time one way and the offset.
    private var latestOutward: Interval?
    private var lastStamp: UInt64 = 0
    private var lastArrival = Instant.origin

    /// An estimate without samples.
    public init() {}

    /// The smallest round trip in the window, without the other side's holding time.
    @inlinable public var roundTrip: Interval? { samples.isEmpty ? nil : samples[best].roundTrip }
    /// The other side's clock minus this one, by the exchange with the smallest round trip; wrong
    /// by at most half of that.
    @inlinable public var offset: Interval? { samples.isEmpty ? nil : samples[best].offset }
    /// What three of four of the latest exchanges do not exceed, without the other side's holding
    /// time: how long a small message there and back has to be allowed for.
    public var usualRoundTrip: Interval? { latest.upperQuartile }
    /// How long the latest of our heartbeats that came back took to the other side, by the offset
    /// as it is known; nil before the first, and below zero where that is wrong.
    public var latestOneWay: Interval? {
        guard let offset, let latestOutward else { return nil }
        return latestOutward - offset
    }
    /// Exchanges in the window.
    public var sampleCount: Int { samples.count }

    /// Takes in a heartbeat that arrived at `now`. A stamp that cannot be true is passed over.
    mutating func take(_ heartbeat: Heartbeat, at now: Instant) {
        lastStamp = heartbeat.transmit
        lastArrival = now
        let sent = Instant(nanoseconds: heartbeat.origin)
        let received = Instant(nanoseconds: heartbeat.receive)
        let answered = Instant(nanoseconds: heartbeat.transmit)
        guard heartbeat.origin != 0, sent <= now, now - sent <= Limits.echoAge,
            received <= answered, answered - received <= now - sent
        else { return }
        let half = (received - sent) / 2 + (answered - now) / 2
        let sample = Sample(roundTrip: (now - sent) - (answered - received), offset: half)
        latest.add(sample.roundTrip)
        latestOutward = received - sent
        if samples.count < Limits.clockSamples {
            samples.append(sample)
            noteChange(samples.count - 1)
        } else {
            samples[next] = sample
            noteChange(next)
            next = (next + 1) % Limits.clockSamples
        }
    }
    /// The sample at `place` is new. Only where it took the best one's place all are looked at.
    private mutating func noteChange(_ place: Int) {
        if place == best {
            for other in samples.indices { prefer(other) }
        } else {
            prefer(place)
        }
    }
    private mutating func prefer(_ place: Int) {
        let (mine, others) = (samples[place].roundTrip, samples[best].roundTrip)
        if mine < others || (mine == others && place < best) { best = place }
    }
    /// The heartbeat to send at `now`.
    func heartbeat(at now: Instant) -> Heartbeat {
        Heartbeat(
            origin: lastStamp, receive: lastStamp == 0 ? 0 : lastArrival.nanoseconds,
            transmit: now.nanoseconds)
    }
}
