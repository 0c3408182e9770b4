import Foundation
import ModelBundle
import Testing

@Suite struct ManifestCheckTests {
    @Test(arguments: [
        "format", "name", "version", "files", "files.head", "files.local.path",
        "files.backbone.sha256", "files.head.bytes", "camera", "camera.rateHertz", "state",
        "state[1].unit", "tensors.head", "tensors.local.inputs",
        "tensors.backbone.outputs[0].layout",
        "latent.steps", "latent.rates", "latent.rates[1].planShift", "latent.width", "plan",
        "plan.stepMilliseconds",
        "plan.firstStepMilliseconds",
        "plan.stepCount", "plan.channels", "plan.channels[1].maximumRatePerSecond", "plan.beliefs",
        "cost.headMultiplyAccumulates",
    ])
    func `names a key that is absent`(key: String) throws {
        let fixture = try BundleFixture()
        #expect(
            failure { try fixture.load(setting: key, to: nil) }
                == .manifestMalformed(
                    manifest: "\(fixture.path)/bundle.json", key: key, problem: "absent"))
    }

    @Test(arguments: ["version", "camera.width", "plan.stepCount", "files.head.bytes"])
    func `refuses a fraction or a text where a whole number belongs`(key: String) throws {
        let fixture = try BundleFixture()
        let text = failure { try fixture.load(setting: key, to: "1") }
        guard case .manifestMalformed(_, key, _) = text else {
            Issue.record("\(String(describing: text))")
            return
        }
        let fraction = failure { try fixture.load(setting: key, to: 1.5) }
        guard case .manifestMalformed(_, _, let problem) = fraction else {
            Issue.record("\(String(describing: fraction))")
            return
        }
        #expect(problem.contains("a fraction"))
    }

    @Test(arguments: [
        ("name", ""), ("name", "Driving"), ("name", "a/b"),
        ("state[0].name", ""), ("state[0].unit", "m\n"),
        ("state[1].name", "speed"), ("plan.channels[1].name", "x"),
        ("tensors.backbone.batch", "static"),
    ])
    func `refuses a text that makes no sense`(key: String, value: String) throws {
        let fixture = try BundleFixture()
        expectInvalid(key, failure { try fixture.load(setting: key, to: value) })
    }

    @Test(arguments: [
        ("version", 0.0, 1.0), ("version", 4_294_967_296, 4_294_967_295),
        ("camera.rateHertz", 0, 1), ("camera.rateHertz", 1001, 1000),
        ("files.head.bytes", 0, nil), ("files.head.bytes", 536_870_913, nil),
        ("latent.steps[2]", 0, 1e-6), ("latent.steps[2]", -1, nil),
        ("latent.rates[0].multiplier", 0, 1), ("latent.rates[0].multiplier", 65_536, nil),
        ("latent.rates[1].multiplier", 256, 257), ("latent.rates[0].keyframeBytes", 0, 0.5),
        ("latent.rates[0].predictedBytes", 65_537, 65_536),
        ("latent.rates[1].planShift", 0.019, 0.02), ("latent.rates[0].planShift", -1, 0),
        ("plan.stepMilliseconds", 0, 1), ("plan.stepMilliseconds", 60_001, 60_000),
        ("plan.firstStepMilliseconds", 0, 1), ("plan.firstStepMilliseconds", 60_001, 60_000),
        ("plan.channels[0].maximumRatePerSecond", 0, 0.5),
        ("plan.channels[0].minimum", 45, 44.5),
        ("cost.headMultiplyAccumulates", 0, 1), ("cost.backboneMultiplyAccumulates", -1, 1),
        ("cost.localMultiplyAccumulates", 0, 1),
    ])
    func `holds each number to its limits`(key: String, bad: Double, good: Double?) throws {
        let fixture = try BundleFixture()
        expectInvalid(key, failure { try fixture.load(setting: key, to: bad) })
        if let good { _ = try fixture.load(setting: key, to: good) }
    }

    @Test func `tells the step count against the channel count`() throws {
        let fixture = try BundleFixture()
        #expect(
            failure { try fixture.load(setting: "latent.steps", to: [1, 2, 3]) }
                == .invalidValue(
                    manifest: "\(fixture.path)/bundle.json", key: "latent.steps",
                    expected: "one step for each of 4 channels", found: "3 steps"))
    }

    @Test(arguments: [
        ("tensors.head.inputs[0]", "tensors.head.inputs[0].shape", [1, 3, 2, 3]),
        ("tensors.head.outputs[0]", "tensors.head.outputs[0].shape", [1, 4, 1, 2]),
        ("tensors.local.inputs[1]", "tensors.local.inputs[1].shape", [1, 3]),
        ("tensors.backbone.outputs[0]", "tensors.backbone.outputs[0].shape", [1, 3, 3]),
        ("tensors.backbone.outputs[1]", "tensors.backbone.outputs[1].shape", [2, 1]),
    ])
    func `tells both shapes of a tensor that does not fit`(
        tensor: String, key: String, shape: [Int]
    ) throws {
        let fixture = try BundleFixture()
        let error = failure { try fixture.load(setting: key, to: shape) }
        expectInvalid(tensor, error)
        #expect(error?.description.contains("\(shape)") == true)
    }

    @Test(arguments: [
        ("tensors.head.inputs[0]", "type", "float32"), ("tensors.head.inputs[0]", "type", "bfloat"),
        ("tensors.head.inputs[0]", "layout", "NCHW"), ("tensors.local.inputs[0]", "name", "code"),
    ])
    func `refuses a tensor of another name, type or layout`(
        tensor: String, field: String, value: String
    ) throws {
        let fixture = try BundleFixture()
        expectInvalid(
            tensor, failure { try fixture.load(setting: "\(tensor).\(field)", to: value) })
    }

    @Test func `refuses a latent, state or plan that the tensors do not have`() throws {
        for (key, tensor) in [
            ("camera.width", "tensors.head.inputs[0]"),
            ("latent.height", "tensors.head.outputs[0]"),
            ("plan.stepCount", "tensors.local.outputs[0]"),
        ] {
            let fixture = try BundleFixture()
            expectInvalid(tensor, failure { try fixture.load(setting: key, to: 7) })
        }
        let fixture = try BundleFixture()
        expectInvalid(
            "tensors.local.inputs",
            failure { try fixture.load(setting: "tensors.local.inputs[1]", to: nil) })
    }

    @Test(arguments: [
        ("state", BundleLimits.quantities), ("plan.channels", BundleLimits.quantities),
        ("plan.beliefs", BundleLimits.quantities),
    ])
    func `holds each list to its limit`(key: String, limit: Int) throws {
        let entries: [[String: any Sendable]] = (0...limit).map { index in
            [
                "name": "q\(index)", "unit": "1", "minimum": 0, "maximum": 1,
                "maximumRatePerSecond": 1,
            ]
        }
        let fixture = try BundleFixture()
        expectInvalid(key, failure { try fixture.load(setting: key, to: entries) })
        expectInvalid(key, failure { try fixture.load(setting: key, to: [Int]()) })
        // At the limit the list itself is legal; only the tensors no longer fit.
        let error = failure { try fixture.load(setting: key, to: Array(entries.dropLast())) }
        guard case .invalidValue(_, let found, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(found.hasPrefix("tensors.local"))
    }

    @Test(arguments: [
        ("camera.width", BundleLimits.cameraExtent), ("camera.height", BundleLimits.cameraExtent),
        ("camera.channels", 4), ("latent.height", BundleLimits.latentExtent),
        ("latent.width", BundleLimits.latentExtent), ("plan.stepCount", BundleLimits.planSteps),
    ])
    func `holds each extent to its limit`(key: String, limit: Int) throws {
        let fixture = try BundleFixture()
        expectInvalid(key, failure { try fixture.load(setting: key, to: limit + 1) })
        expectInvalid(key, failure { try fixture.load(setting: key, to: 0) })
        let error = failure { try fixture.load(setting: key, to: limit) }
        guard case .invalidValue(_, let found, _, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(found.hasPrefix("tensors."))
    }

    @Test func `refuses a latent that may not fit a message with its state, naming both`() throws {
        // 4 channels of 1 row and 2 fields of state: 65,527 elements are the most.
        let fixture = try BundleFixture()
        _ = failure { try fixture.load(setting: "latent.height", to: 16) }
        let error = failure { try fixture.load(setting: "latent.width", to: 1_024) }
        #expect(
            error
                == .latentTooLarge(
                    manifest: "\(fixture.path)/bundle.json", elementCount: 65_536,
                    stateByteCount: 8, limit: 65_536))
        #expect(error?.description.contains("65536 elements") == true)
        // Just below, the tensors are what does not fit.
        expectInvalid(
            "tensors.head.outputs[0]",
            failure { try fixture.load(setting: "latent.width", to: 1_023) })
    }

    @Test func `holds the latent's channels and names to their limits`() throws {
        let fixture = try BundleFixture()
        let many = BundleLimits.latentChannels + 1
        expectInvalid(
            "latent.channels", failure { try fixture.load(setting: "latent.channels", to: many) })
        expectInvalid(
            "latent.steps", failure { try fixture.load(setting: "latent.channels", to: many - 1) })
        let other = try BundleFixture()
        let longest = String(repeating: "a", count: BundleLimits.nameByteCount)
        expectInvalid("name", failure { try other.load(setting: "name", to: longest + "a") })
        #expect(try other.load(setting: "name", to: longest).name == longest)
    }

    private func expectInvalid(
        _ key: String, _ error: BundleError?, at location: SourceLocation = #_sourceLocation
    ) {
        guard case .invalidValue(_, let found, let expected, _) = error else {
            Issue.record("\(String(describing: error))", sourceLocation: location)
            return
        }
        #expect(found == key, sourceLocation: location)
        #expect(!expected.isEmpty, sourceLocation: location)
    }
}
