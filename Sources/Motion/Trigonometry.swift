/// Trigonometry from IEEE basic operations alone: bit-identical on every machine, which a system
/// mathematics library is not. Absolute error below 1e-12 for angles below 1e6 radians.
public enum Trigonometry {
    /// Half a turn, in radians.
    public static let pi = Double.pi

    /// The sine and cosine of `angle` radians; NaN for an angle that is not finite.
    public static func sinCos(_ angle: Double) -> (sine: Double, cosine: Double) {
        guard angle.isFinite else { return (.nan, .nan) }
        let quadrant = (angle / (pi / 2)).rounded()
        // Cody-Waite: half pi as a short and a long part, so the product with `quadrant` is exact.
        let rest = (angle - quadrant * 0x1.921f_b544p+0) - quadrant * 0x1.0b46_11a6_2633_1p-34
        let square = rest * rest
        let sine = rest + rest * square * Series.sine(square)
        let cosine = 1 + square * Series.cosine(square)
        switch Int(quadrant.truncatingRemainder(dividingBy: 4)) {
        case 0: return (sine, cosine)
        case 1, -3: return (cosine, -sine)
        case 2, -2: return (-sine, -cosine)
        default: return (-cosine, sine)
        }
    }
    /// The sine of `angle` radians.
    public static func sine(_ angle: Double) -> Double { sinCos(angle).sine }
    /// The cosine of `angle` radians.
    public static func cosine(_ angle: Double) -> Double { sinCos(angle).cosine }
    /// The tangent of `angle` radians.
    public static func tangent(_ angle: Double) -> Double {
        let (sine, cosine) = sinCos(angle)
        return sine / cosine
    }
    /// The angle of the point (x, y), in [-pi, pi]; zero at the origin.
    public static func angle(y: Double, x: Double) -> Double {
        guard x != 0 || y != 0 else { return 0 }
        let steep = abs(y) > abs(x)
        let ratio = steep ? x / y : y / x
        var angle = arcTangentOfUnit(ratio)
        if steep { angle = (ratio < 0 ? -pi / 2 : pi / 2) - angle }
        if x < 0, !steep { angle += y < 0 ? -pi : pi }
        if steep, y < 0, ratio >= 0 { angle -= pi }
        if steep, y > 0, ratio < 0 { angle += pi }
        return angle
    }
    /// The arc tangent of `slope`, in [-pi/2, pi/2].
    public static func arcTangent(_ slope: Double) -> Double { angle(y: slope, x: 1) }
    /// `angle` brought into [-pi, pi].
    public static func wrapped(_ angle: Double) -> Double {
        guard angle > pi || angle < -pi else { return angle }
        return angle - 2 * pi * (angle / (2 * pi)).rounded()
    }

    /// For |ratio| <= 1: two half-angle steps bring it below 0.199, then the Gregory series.
    private static func arcTangentOfUnit(_ ratio: Double) -> Double {
        var reduced = ratio
        for _ in 0..<2 { reduced /= 1 + (1 + reduced * reduced).squareRoot() }
        let square = reduced * reduced
        var sum = 0.0
        for index in stride(from: 17, through: 0, by: -1) {
            let term = 1 / Double(2 * index + 1)
            sum = (index.isMultiple(of: 2) ? term : -term) + square * sum
        }
        return 4 * reduced * sum
    }

    /// Taylor series about zero in the square of the angle, for |angle| <= pi/4: the next term is
    /// below 1e-17.
    private enum Series {
        static func sine(_ square: Double) -> Double {
            let high = 1 / 6227020800.0 - square / 1307674368000.0
            let middle = 1 / 362880.0 + square * (-1 / 39916800.0 + square * high)
            return -1 / 6.0 + square * (1 / 120.0 + square * (-1 / 5040.0 + square * middle))
        }
        static func cosine(_ square: Double) -> Double {
            let high = 1 / 479001600.0 - square / 87178291200.0
            let middle = 1 / 40320.0 + square * (-1 / 3628800.0 + square * high)
            return -1 / 2.0 + square * (1 / 24.0 + square * (-1 / 720.0 + square * middle))
        }
    }
}
