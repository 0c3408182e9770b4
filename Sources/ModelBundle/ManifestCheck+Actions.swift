/// What a manifest says of plans that are actions.
extension ManifestCheck {
    /// The rules of the actuators' channels; nil for a trajectory, which is what a plan is where
    /// `plan.kind` is absent.
    func actions(_ plan: Manifest.Plan) throws(BundleError) -> ActionSpecification? {
        switch plan.kind {
        case nil, "trajectory": return nil
        case "actions": break
        case let other?: throw invalid("plan.kind", "trajectory or actions", other)
        }
        guard let interpolation = ActionInterpolation(rawValue: plan.interpolation ?? "hold")
        else { throw invalid("plan.interpolation", "hold or linear", plan.interpolation ?? "") }
        var channels: [ActionRules] = []
        for (index, channel) in plan.channels.enumerated() {
            channels.append(try rules(channel, key: "plan.channels[\(index)]"))
        }
        return ActionSpecification(interpolation: interpolation, channels: channels)
    }

    private func rules(
        _ channel: Manifest.Channel, key: String
    ) throws(BundleError) -> ActionRules {
        let lowest = channel.reducedMinimum ?? channel.minimum
        let highest = channel.reducedMaximum ?? channel.maximum
        guard lowest >= channel.minimum, lowest <= channel.maximum else {
            throw invalid(
                "\(key).reducedMinimum", "\(channel.minimum)...\(channel.maximum)", lowest)
        }
        guard highest >= lowest, highest <= channel.maximum else {
            throw invalid("\(key).reducedMaximum", "\(lowest)...\(channel.maximum)", highest)
        }
        guard let safe = channel.safe else {
            throw invalid(
                "\(key).safe", "the value that stops or holds the machine", "no such key")
        }
        guard safe >= lowest, safe <= highest else {
            throw invalid("\(key).safe", "\(lowest)...\(highest), the reduced envelope", safe)
        }
        return ActionRules(
            safe: safe, reduced: lowest...highest, stopsAlongPlan: channel.stopsAlongPlan ?? false)
    }
}
