/// Exponential and logarithm from IEEE basic operations, the same on every machine; good to about
/// twelve digits, for tables.
enum Exponential {
    static func exp(_ exponent: Double) -> Double {
        // A small part by Taylor's series, squared ten times.
        let part = exponent / 1_024
        var (term, sum) = (1.0, 1.0)
        for power in 1...8 {
            term *= part / Double(power)
            sum += term
        }
        for _ in 0..<10 { sum *= sum }
        return sum
    }
    /// The logarithm of a number from 1 on, by Newton's method.
    static func log(_ number: Double) -> Double {
        var guess = 0.0
        for _ in 0..<64 {
            let step = 2 * (number - exp(guess)) / (number + exp(guess))
            guess += step
            if step.magnitude < 1e-14 { break }
        }
        return guess
    }
}
