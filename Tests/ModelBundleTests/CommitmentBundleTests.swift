import Foundation
import ModelBundle
import Tensors
import Testing

/// Bundles whose backbone takes what a device has committed to.
@Suite struct CommitmentBundleTests {
    private static func tensor(_ name: String, _ shape: [Int], _ layout: String) -> [String:
        any Sendable]
    {
        ["name": name, "type": "float32", "shape": shape, "layout": layout]
    }
    private static let policy = [
        tensor("latent", [1, 4, 1, 1], "NCHW"), tensor("state", [1, 2], "NC"),
    ]
    private static let committed = [
        tensor("prefix", [1, 3, 2], "NTC"), tensor("prefixLength", [1], "N"),
        tensor("expectedDelay", [1], "N"),
    ]

    @Test func `a backbone takes prefix and length, and the delay if it wants`() throws {
        let fixture = try BundleFixture()
        #expect(try !ModelBundle(directory: fixture.folder.path).takesCommitment)
        for count in 2...3 {
            let bundle = try fixture.load(
                setting: "tensors.backbone.inputs", to: Self.policy + Self.committed.prefix(count))
            #expect(bundle.takesCommitment)
            let names = ["latent", "state", "prefix", "prefixLength", "expectedDelay"]
            #expect(bundle.backbone.inputs.map(\.name) == Array(names.prefix(2 + count)))
        }
    }

    @Test func `a prefix without its length, of another shape, or of the local policy is refused`()
        throws
    {
        let short = Self.policy + [Self.committed[0]]
        let wide = Self.policy + [Self.tensor("prefix", [1, 3, 3], "NTC"), Self.committed[1]]
        let more = Self.policy + Self.committed + [Self.tensor("more", [1], "N")]
        for (key, inputs) in [
            ("tensors.backbone.inputs", short), ("tensors.backbone.inputs[2]", wide),
            ("tensors.backbone.inputs", more),
        ] {
            let fixture = try BundleFixture()
            expectInvalid(key) { try fixture.load(setting: "tensors.backbone.inputs", to: inputs) }
        }
        let fixture = try BundleFixture()
        expectInvalid("tensors.local.inputs") {
            try fixture.load(
                setting: "tensors.local.inputs", to: Self.policy + Self.committed.prefix(2))
        }
    }

    private func expectInvalid(_ key: String, _ load: () throws -> ModelBundle) {
        do {
            _ = try load()
            Issue.record("\(key) was taken")
        } catch {
            guard case .invalidValue(_, key, _, _)? = error as? BundleError else {
                Issue.record("\(error) instead of \(key)")
                return
            }
        }
    }
}
