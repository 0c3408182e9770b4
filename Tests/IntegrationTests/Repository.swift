import Foundation

/// Where the tests find what was built and what the repository holds.
enum Repository {
    /// The repository's root.
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The shipped bundle.
    static let bundle = root.appendingPathComponent("Deploy/models/driving")

    /// An executable of the package: it lies beside the tests' own.
    static func executable(_ name: String) throws -> URL {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent(name)
    }
}
