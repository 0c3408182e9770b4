import Timekeeping

/// A field whose value has a range, for errors and counters.
public enum WireField: String, Hashable, Sendable, CaseIterable {
    /// Bytes of a control part after its header.
    case bodyByteCount
    /// Bytes of all payload parts together.
    case payloadByteCount
    /// Bytes of a peer's name.
    case nameByteCount
    /// A peer's name.
    case name
    /// Time between captures.
    case capturePeriod
    /// Heartbeat period.
    case heartbeatPeriod
    /// Silence that ends a session.
    case silenceLimit
    /// Which devices go first.
    case requestClass
    /// Messages in flight.
    case credit
    /// Why a peer is refused.
    case refuseReason
    /// Whether a refusal names a bundle.
    case bundlePresent
    /// The time between captures with which a device would be admitted.
    case offeredPeriod
    /// How a latent ended.
    case outcomeFate
    /// Why it ended so.
    case outcomeCause
    /// Why a session ends.
    case goodbyeReason
    /// The latent codec.
    case codec
    /// Rate control of one latent.
    case multiplier
    /// Elements of a latent.
    case elementCount
    /// Bytes of a compressed latent.
    case latentByteCount
    /// Bytes of a state vector.
    case stateByteCount
    /// Time between two steps of a plan.
    case planStep
    /// Steps of a plan.
    case stepCount
    /// Channels of a plan's step.
    case channelCount
    /// Beliefs that come with a plan.
    case beliefCount
    /// Models of a register.
    case modelCount
    /// Bytes of one registered model's entry.
    case modelByteCount
    /// The registered model that a batch is for.
    case model
    /// The largest batch of a worker's model.
    case batchLimit
    /// Service times of a registered model.
    case serviceTimeCount
    /// The batch size of a service time; sizes grow from entry to entry.
    case serviceTimeBatch
    /// Members of a batch.
    case memberCount
    /// Latents of a capture.
    case latentCount
    /// Bytes of one latent's entry.
    case latentEntryByteCount
    /// Which sensor a latent comes from; sensors grow from entry to entry.
    case sensor
    /// Groups of a plan's channels.
    case groupCount
    /// Bytes of one group's entry.
    case groupByteCount
    /// Bytes of one member's entry.
    case memberByteCount
    /// Why a device is asked for another pace.
    case paceReason
    /// Messages that a batch's member was predicted from.
    case linkCount
    /// Bytes of one link's entry.
    case linkByteCount
    /// The sequence of a link; grows up to its member's.
    case linkSequence
    /// Whether a latent is held as a reference.
    case referenceStatus
    /// What a machine may do.
    case reportedState
    /// How hard a machine is being stopped.
    case reportedStopLevel
    /// Why a machine's failsafe changed its state.
    case reportedCause
    /// How serious a machine's state is.
    case severity
    /// Why a device is sent to another coordinator.
    case rehomeReason
    /// Bytes of an endpoint.
    case endpointByteCount
    /// Bytes of a rehome's token.
    case tokenByteCount
    /// The identifier of a trace.
    case traceID
    /// The identifier of the sender's span.
    case traceParent
    /// What became of a member.
    case resultStatus
    /// Bytes of one member's payload part.
    case memberPayloadByteCount
    /// The checksum of a payload part that is empty.
    case memberPayloadChecksum

    /// Throws unless `value` is in `range`.
    func check(_ value: some FixedWidthInteger, in range: ClosedRange<Int>) throws(DecodeError) {
        guard let exact = Int(exactly: value), range.contains(exact) else {
            throw .outOfRange(
                self, value: UInt64(clamping: value), lowest: UInt64(clamping: range.lowerBound),
                highest: UInt64(clamping: range.upperBound))
        }
    }
    /// Throws unless `interval`, in whole microseconds as it is sent, is in `range`.
    func check(_ interval: Interval, in range: ClosedRange<Interval>) throws(DecodeError) {
        let lowest = Int(clamping: range.lowerBound.wholeMicroseconds)
        let highest = Int(clamping: range.upperBound.wholeMicroseconds)
        try check(interval.wholeMicroseconds, in: lowest...highest)
    }
}
