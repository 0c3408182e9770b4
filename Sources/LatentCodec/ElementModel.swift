/// The chances of the adaptive layout: what encoder and decoder both know of the next element.
///
/// A learnt latent tells little about an element's value but much about its size: where the
/// elements around it are large, it is. So the magnitudes around an element name one of eight
/// contexts, and each holds two chances: of not being zero, and of each further step in magnitude.
/// They adapt while a latent is coded and start anew with the next: nothing outlives a latent.
struct ElementModel {
    /// Chances of a one, in 1/65536: of not being zero by context, of a further step by context, of
    /// a minus by the sign of the element before, and by that of the reference; then even ones, up
    /// to as many as five bits say.
    var chances: InlineArray<32, UInt16> = Self.initial

    /// Measured on five held-out drives of the shipped bundle at three multipliers, with and
    /// without reference, in 1/256. A latent of another kind costs some bytes until they adapted.
    private static let initial: InlineArray<32, UInt16> = [
        20 << 8, 37 << 8, 77 << 8, 131 << 8, 183 << 8, 215 << 8, 235 << 8, 247 << 8,
        29 << 8, 31 << 8, 47 << 8, 83 << 8, 135 << 8, 179 << 8, 217 << 8, 233 << 8,
        187 << 8, 124 << 8, 83 << 8, 79 << 8, 126 << 8, 184 << 8,
        even, even, even, even, even, even, even, even, even, even,
    ]
    /// The chance of a plain bit, which does not adapt, and where it is.
    static let even: UInt16 = 0x8000
    static let evenOffset = 22
    /// Where the chances of a further step, and of a minus, begin.
    static let furtherOffset = 8
    static let signOffset = 16
    static let predictedSignOffset = 19
    /// A magnitude from here on is this many steps and the rest in `plainBits`.
    static let escapedMagnitude = 15
    static let plainBits = 7

    /// Zeros that have to lie before the first magnitude.
    static func padding(elementsPerChannel: Int) -> Int { max(2 * elementsPerChannel, 2) }

    /// The context of an element: the bits, at most seven, in the weighted sum of the two
    /// magnitudes before it, three around its place in the two channels before, and its
    /// reference's.
    @inline(__always)
    static func context(
        before: UInt8, twoBefore: UInt8, below: UInt8, belowNext: UInt8, twoBelow: UInt8,
        reference: Int8
    ) -> Int {
        var sum = UInt32(before) << 1
        sum &+= UInt32(twoBefore)
        sum &+= UInt32(below)
        sum &+= UInt32(belowNext)
        sum &+= UInt32(twoBelow)
        sum &+= UInt32(reference.magnitude)
        return min(UInt32.bitWidth &- sum.leadingZeroBitCount, 7)
    }
    /// Which chance of a minus stands for an element.
    @inline(__always)
    static func signChance(isPredicted: Bool, before: Int8, reference: Int8) -> Int {
        isPredicted
            ? predictedSignOffset + 1 + Int(reference.signum())
            : signOffset + 1 + Int(before.signum())
    }
}
