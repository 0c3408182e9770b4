/// The loops over the elements of one channel.
///
/// Without branches, calls or checked conversions, so that the compiler makes vectors of them on
/// every machine; `QuantiserTests` compare them with the plain arithmetic. The subscripts are
/// unchecked because a check an element would undo that: each function first makes sure that its
/// range lies in all spans.
enum QuantiserKernel {
    /// 2^23: a float32 from 0 to 2^22 plus this has no bits behind the point.
    private static let wholes: Float = 8_388_608

    /// Whether each of `elements` is finite.
    static func areFinite(_ elements: Span<Float>) -> Bool {
        let exponent: UInt32 = 0x7F80_0000
        var found: UInt32 = 0
        for index in elements.indices {
            // An exponent of all ones carries into the sign's place: a comparison, of which the
            // compiler would make a branch, is not needed.
            let bits = unsafe elements[unchecked: index].bitPattern
            found |= (bits & exponent) &+ 0x0080_0000
        }
        return found & 0x8000_0000 == 0
    }
    /// Each element over `scale`, rounded with halves away from zero, clamped.
    static func quantise(
        _ range: Range<Int>, of elements: Span<Float>, scale: Float,
        into integers: inout MutableSpan<Int8>
    ) {
        check(range, elements.count, integers.count)
        for index in range {
            unsafe integers[unchecked: index] = rounded(
                elements[unchecked: index] / scale, half: 0.5)
        }
    }
    /// Each element less its reference, over `scale`, rounded with the dead zone; whether all
    /// results are in [-127, 127].
    static func quantise(
        _ range: Range<Int>, of elements: Span<Float>, reference: Span<Float>, scale: Float,
        into integers: inout MutableSpan<Int8>
    ) -> Bool {
        check(range, elements.count, min(reference.count, integers.count))
        let half = 0.5 + Quantiser.deadZone
        let bound = 127 * scale
        var beyond: UInt32 = 0
        for index in range {
            let element = unsafe clamped(elements[unchecked: index], bound)
            let steps = unsafe (element - reference[unchecked: index]) / scale
            beyond |= abs(steps) < 127.5 ? 0 : 1
            unsafe integers[unchecked: index] = rounded(steps, half: half)
        }
        return beyond == 0
    }
    /// All of `elements`.
    static func copy(_ elements: Span<Float>, to copy: inout MutableSpan<Float>) {
        check(0..<elements.count, elements.count, copy.count)
        for index in elements.indices {
            unsafe copy[unchecked: index] = elements[unchecked: index]
        }
    }
    /// Each integer times `scale`.
    static func dequantise(
        _ range: Range<Int>, of integers: Span<Int8>, scale: Float,
        into elements: inout MutableSpan<Float>
    ) {
        check(range, elements.count, integers.count)
        for index in range {
            unsafe elements[unchecked: index] = Float(integers[unchecked: index]) * scale
        }
    }
    /// Each element plus its integer times `scale`, clamped to what an integer alone can say: the
    /// product and the sum are rounded one after the other, never fused.
    static func update(
        _ range: Range<Int>, of elements: inout MutableSpan<Float>, by integers: Span<Int8>,
        scale: Float
    ) {
        check(range, elements.count, integers.count)
        let bound = 127 * scale
        for index in range {
            let step = unsafe Float(integers[unchecked: index]) * scale
            unsafe elements[unchecked: index] = clamped(elements[unchecked: index] + step, bound)
        }
    }
    /// The sum of the magnitudes of `integers`: which of two spellings is the shorter.
    static func magnitude(_ integers: Span<Int8>) -> UInt32 {
        var sum: UInt32 = 0
        for index in integers.indices {
            unsafe sum &+= UInt32(integers[unchecked: index].magnitude)
        }
        return sum
    }

    /// `number` rounded to the next integer: up in magnitude from `half` behind the point (0.5 to
    /// 1) on, clamped to [-127, 127].
    @inline(__always)
    private static func rounded(_ number: Float, half: Float) -> Int8 {
        let magnitude = min(abs(number), 127)
        // To the nearest, halves to the even one; then corrected by what that added or took away.
        var whole = (magnitude + wholes) - wholes
        let rest = magnitude - whole
        whole += rest >= half ? 1 : 0
        whole -= rest < half - 1 ? 1 : 0
        let integer = Int8(truncatingIfNeeded: (whole + wholes).bitPattern & 0x7F)
        return number < 0 ? 0 &- integer : integer
    }
    private static func check(_ range: Range<Int>, _ first: Int, _ second: Int) {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= min(first, second),
            "a channel lies in its latent")
    }
    @inline(__always)
    private static func clamped(_ number: Float, _ bound: Float) -> Float {
        max(min(number, bound), -bound)
    }
}
