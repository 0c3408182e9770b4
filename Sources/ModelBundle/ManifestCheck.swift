import Tensors

/// Turns the parts of a manifest into specifications, or says which value is wrong.
struct ManifestCheck {
    let manifest: Manifest
    let path: String

    func name() throws(BundleError) -> String {
        let isPlain = manifest.name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "-")
        }
        guard isPlain, (1...BundleLimits.nameByteCount).contains(manifest.name.utf8.count) else {
            throw invalid(
                "name", "1...\(BundleLimits.nameByteCount) of a-z, 0-9 and -", manifest.name)
        }
        return manifest.name
    }

    func version() throws(BundleError) -> UInt32 {
        guard let version = UInt32(exactly: manifest.version), version >= 1 else {
            throw invalid("version", "1...\(UInt32.max)", manifest.version)
        }
        return version
    }

    func camera() throws(BundleError) -> CameraSpecification {
        let camera = manifest.camera
        try check("camera.width", camera.width, 1...BundleLimits.cameraExtent)
        try check("camera.height", camera.height, 1...BundleLimits.cameraExtent)
        try check("camera.channels", camera.channels, 1...4)
        try check("camera.rateHertz", camera.rateHertz, 1...BundleLimits.cameraRateHertz)
        return CameraSpecification(
            width: camera.width, height: camera.height, channels: camera.channels,
            rateHertz: camera.rateHertz)
    }

    func state() throws(BundleError) -> [Quantity] {
        try quantities("state", manifest.state)
    }

    func latent() throws(BundleError) -> LatentSpecification {
        let latent = manifest.latent
        try check("latent.channels", latent.channels, 1...BundleLimits.latentChannels)
        try check("latent.height", latent.height, 1...BundleLimits.latentExtent)
        try check("latent.width", latent.width, 1...BundleLimits.latentExtent)
        guard latent.steps.count == latent.channels else {
            throw invalid(
                "latent.steps", "one step for each of \(latent.channels) channels",
                "\(latent.steps.count) steps")
        }
        for (index, step) in latent.steps.enumerated() where !(step.isFinite && step > 0) {
            throw invalid("latent.steps[\(index)]", "a finite number above 0", step)
        }
        guard let quantisation = QuantisationParameters(steps: latent.steps) else {
            throw invalid("latent.steps", "finite numbers above 0", latent.steps)
        }
        return LatentSpecification(
            channels: latent.channels, height: latent.height, width: latent.width,
            quantisation: quantisation, rates: try rates(latent))
    }

    private func rates(_ latent: Manifest.Latent) throws(BundleError) -> [RateSpecification] {
        guard (1...BundleLimits.rates).contains(latent.rates.count) else {
            throw invalid(
                "latent.rates", "1...\(BundleLimits.rates) entries", "\(latent.rates.count) entries"
            )
        }
        var rates: [RateSpecification] = []
        for (index, rate) in latent.rates.enumerated() {
            let key = "latent.rates[\(index)]"
            let lowest = rates.last.map { Int($0.multiplier) + 1 } ?? 1
            try check("\(key).multiplier", rate.multiplier, min(lowest, 65_535)...65_535)
            for (name, count) in [
                ("keyframeBytes", rate.keyframeBytes), ("predictedBytes", rate.predictedBytes),
            ] where !(count > 0 && count <= Double(BundleLimits.payloadByteCount)) {
                throw invalid(
                    "\(key).\(name)", "above 0, at most \(BundleLimits.payloadByteCount)", count)
            }
            let shift = rates.last?.planShift ?? 0
            guard rate.planShift.isFinite, rate.planShift >= shift else {
                throw invalid(
                    "\(key).planShift", "a finite number from \(shift) on", rate.planShift)
            }
            guard rate.errorGrowth.isFinite else {
                throw invalid("\(key).errorGrowth", "a finite number", rate.errorGrowth)
            }
            rates.append(
                RateSpecification(
                    multiplier: UInt16(clamping: rate.multiplier),
                    keyframeByteCount: rate.keyframeBytes, predictedByteCount: rate.predictedBytes,
                    planShift: rate.planShift, errorGrowth: rate.errorGrowth))
        }
        return rates
    }

    /// That a latent fits one message with the state, however badly it compresses.
    func payload(
        _ latent: LatentSpecification, _ state: [Quantity], _ plan: PlanSpecification
    ) throws(BundleError) {
        let isCommitted = manifest.tensors.backbone.inputs.count > 2
        let committed = isCommitted ? 1 + plan.stepCount * plan.channels.count : 0
        let stateByteCount = 4 * (state.count + committed)
        guard latent.elementCount + 1 + stateByteCount <= BundleLimits.payloadByteCount else {
            throw .latentTooLarge(
                manifest: path, elementCount: latent.elementCount, stateByteCount: stateByteCount,
                limit: BundleLimits.payloadByteCount)
        }
    }

    func plan() throws(BundleError) -> PlanSpecification {
        let plan = manifest.plan
        let times = 1...BundleLimits.stepMilliseconds
        try check("plan.stepMilliseconds", plan.stepMilliseconds, times)
        try check("plan.firstStepMilliseconds", plan.firstStepMilliseconds, times)
        try check("plan.stepCount", plan.stepCount, 2...BundleLimits.planSteps)
        _ = try quantities(
            "plan.channels", plan.channels.map { .init(name: $0.name, unit: $0.unit) })
        for (index, channel) in plan.channels.enumerated() {
            let key = "plan.channels[\(index)]"
            guard channel.minimum.isFinite, channel.maximum.isFinite,
                channel.minimum < channel.maximum
            else {
                throw invalid(
                    "\(key).minimum", "a finite number below the maximum \(channel.maximum)",
                    channel.minimum)
            }
            guard channel.maximumRatePerSecond.isFinite, channel.maximumRatePerSecond > 0 else {
                throw invalid(
                    "\(key).maximumRatePerSecond", "a finite number above 0",
                    channel.maximumRatePerSecond)
            }
        }
        return PlanSpecification(
            firstStepMilliseconds: plan.firstStepMilliseconds,
            stepMilliseconds: plan.stepMilliseconds, stepCount: plan.stepCount,
            channels: plan.channels.map {
                PlanChannel(
                    name: $0.name, unit: $0.unit, minimum: $0.minimum, maximum: $0.maximum,
                    maximumRatePerSecond: $0.maximumRatePerSecond)
            },
            actions: try actions(plan),
            beliefs: try quantities("plan.beliefs", plan.beliefs))
    }

    func cost(of role: BundledModel.Role) throws(BundleError) -> Int {
        let count =
            switch role {
            case .head: manifest.cost.headMultiplyAccumulates
            case .local: manifest.cost.localMultiplyAccumulates
            case .backbone: manifest.cost.backboneMultiplyAccumulates
            }
        try check("cost.\(role.rawValue)MultiplyAccumulates", count, 1...Int.max)
        return count
    }

    /// Whether the model takes batches; anything but `"dynamic"` or nothing is an error.
    func hasDynamicBatch(_ role: BundledModel.Role) throws(BundleError) -> Bool {
        guard let batch = manifest.tensors[role].batch else { return false }
        guard batch == "dynamic" else {
            throw invalid("tensors.\(role.rawValue).batch", "\"dynamic\" or no such key", batch)
        }
        return true
    }

    func invalid(_ key: String, _ expected: String, _ found: some Any) -> BundleError {
        .invalidValue(
            manifest: path, key: key, expected: expected,
            found: String(String(describing: found).prefix(200)))
    }

    private func check(
        _ key: String, _ value: Int, _ range: ClosedRange<Int>
    ) throws(BundleError) {
        guard range.contains(value) else {
            throw invalid(key, "\(range.lowerBound)...\(range.upperBound)", value)
        }
    }

    private func quantities(
        _ key: String, _ list: [Manifest.NamedUnit]
    ) throws(BundleError) -> [Quantity] {
        guard (1...BundleLimits.quantities).contains(list.count) else {
            throw invalid(key, "1...\(BundleLimits.quantities) entries", "\(list.count) entries")
        }
        for (index, entry) in list.enumerated() {
            for (field, text) in [("name", entry.name), ("unit", entry.unit)] {
                guard (1...BundleLimits.nameByteCount).contains(text.utf8.count),
                    text.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 })
                else {
                    throw invalid(
                        "\(key)[\(index)].\(field)",
                        "1...\(BundleLimits.nameByteCount) printable bytes", text)
                }
            }
            guard !list[..<index].contains(where: { $0.name == entry.name }) else {
                throw invalid("\(key)[\(index)].name", "a name not used before", entry.name)
            }
        }
        return list.map { Quantity(name: $0.name, unit: $0.unit) }
    }
}
