import ArgumentParser

/// A count of bytes, as a command line says it: `512MB`, `2GB`, `4000000`.
struct ByteSize: ExpressibleByArgument, Equatable {
    let bytes: UInt64

    init(bytes: UInt64) { self.bytes = bytes }
    init?(argument: String) {
        let digits = argument.prefix { $0.isASCII && $0.isNumber }
        guard let number = UInt64(digits), let unit = Self.units[argument.dropFirst(digits.count)]
        else { return nil }
        let (bytes, overflow) = number.multipliedReportingOverflow(by: unit)
        guard !overflow else { return nil }
        self.bytes = bytes
    }

    /// As it would be typed.
    var defaultValueDescription: String {
        let largest = Self.units.filter { bytes > 0 && bytes.isMultiple(of: $0.value) }
            .max { $0.value < $1.value }
        return largest.map { "\(bytes / $0.value)\($0.key)" } ?? "\(bytes)"
    }
    private static let units: [Substring: UInt64] = [
        "": 1, "kB": 1_000, "MB": 1_000_000, "GB": 1_000_000_000,
    ]
}
