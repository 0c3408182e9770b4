/// What a payload is, in place of its bytes: the capture that it was made of.
struct PayloadTag: Hashable, Sendable {
    /// The place of its device.
    var device: UInt32
    /// When the capture was taken, in nanoseconds of simulated time: no device takes two at once.
    var capture: UInt64

    /// A payload part without bytes.
    static let empty = PayloadTag(device: .max, capture: 0)
}
