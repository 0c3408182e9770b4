public import Timekeeping

/// Devices whose links are alike: they share what is learned of how long a plan takes to arrive.
///
/// Class c is for links whose usual time one way is up to 2^c ms, the last for all that is slower.
public struct NetworkClass: Hashable, Sendable {
    /// Counts classes from zero.
    public let index: Int

    /// How many there are: up to 1, 2, 4, 8, 16, 32, 64 ms, and more.
    public static let count = 8

    /// A class from its index, 0 to 7.
    public init(_ index: Int) {
        precondition((0..<Self.count).contains(index), "a network class is 0 to 7")
        self.index = index
    }
    /// The class of links whose usual time one way is `oneWay`.
    public init(oneWay: Interval) {
        // Rounded up, without a sum that the longest of spans would overflow.
        let milliseconds = (max(oneWay.nanoseconds, 1) - 1) / 1_000_000 + 1
        let bits = Int64.bitWidth - (milliseconds - 1).leadingZeroBitCount
        index = min(max(bits, 0), Self.count - 1)
    }
    /// The longest usual time one way in the class; of the last, twice that of the one before.
    public var scale: Interval { .milliseconds(1 << Int64(index)) }
}
