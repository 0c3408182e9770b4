import Batching
import SansIO
import Session
import Timekeeping
import Wire

/// Streams as the batcher knows them, what is learned of their links, and what they are asked.
extension CoordinatorCore {
    func stream(_ index: Int, of slot: Int) -> StreamSlot {
        StreamSlot(slot * Limits.streamsPerDevice + index)
    }
    func isOpen(_ index: Int, of slot: Int) -> Bool {
        devices.peers[slot].opened >> UInt8(index) & 1 == 1
    }
    /// Tells the batcher of a stream, or what changed of it.
    mutating func openStream(_ index: Int, of slot: Int, at now: Instant) {
        guard let device = devices[slot] else { return }
        let profile = StreamProfile(
            model: ModelSlot(device.model), requestClass: device.requestClass,
            network: device.network, tenant: device.tenant,
            // One stream speaks for its device: two would ask for two rhythms.
            period: index == 0 && configuration.isPacing ? device.period : nil)
        devices.peers[slot].opened |= 1 << UInt8(index)
        schedule(.streamOpened(stream(index, of: slot), profile), at: now)
    }
    /// A heartbeat said how long one of ours took to the device.
    mutating func measureLink(of slot: Int, at now: Instant) {
        let clock = devices.peers[slot].link.session.clock
        devices.peers[slot].roundTrip = max(clock.roundTrip ?? .zero, .zero)
        devices.peers[slot].clockOffset = clock.offset
        guard let time = clock.latestOneWay, let usual = clock.usualRoundTrip else { return }
        let network = NetworkClass(oneWay: usual / 2)
        schedule(.downlinkMeasured(network, time), at: now)
        guard network != devices.peers[slot].network else { return }
        devices.peers[slot].network = network
        for index in 0..<Limits.streamsPerDevice where isOpen(index, of: slot) {
            openStream(index, of: slot, at: now)
        }
    }

    /// Asks the device whose latent is being taken in for other captures.
    mutating func pace(_ stream: StreamSlot, _ pacing: Pacing, at now: Instant) {
        guard let arriving, self.stream(arriving.stream, of: arriving.device) == stream else {
            return
        }
        tally.paces += 1
        let reason: PaceReason =
            switch pacing.reason {
            case .phase: .phaseAssigned
            case .slower: .overload
            case .faster: .relieved
            }
        // On the device's own clock, as its stamps are.
        let shift = pacing.next - arriving.capture
        let origin = Instant(nanoseconds: arriving.header.captureStamp) + shift
        // Twice the longest period that a hello may say is more than a pace may.
        let period = min(pacing.period, Wire.Limits.capturePeriod.upperBound)
        let pace = Pace(
            capturePeriod: period, credit: UInt16(clamping: configuration.deviceCredit),
            reason: reason, origin: origin.nanoseconds)
        sendToDevice(arriving.device, .pace(pace), payloads: [], at: now)
    }
}
