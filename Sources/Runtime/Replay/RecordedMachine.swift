import Cells
import EdgeCore
import Failsafe
import Foundation
import Randomness
import Timekeeping
import Wire

/// What a device's core was told once, as it lies in a recording.
struct RecordedMachine: Codable {
    let kind: String
    let machine: EdgeConfiguration
    /// The random stream's state: words, hexadecimal, since programs that read JSON lose digits.
    let random: [String]

    init(_ machine: EdgeConfiguration, random: RandomStream) {
        kind = "configuration"
        self.machine = machine
        self.random = random.state.map { String($0, radix: 16) }
    }

    /// The message; empty if the configuration cannot be written, which a replay then says.
    var line: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        guard let bytes = try? encoder.encode(self) else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What the message in `bytes` says.
    ///
    /// - Throws: `ReplayError.illegalConfiguration` if it is none, or none that a core takes.
    init(_ bytes: [UInt8]) throws(ReplayError) {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        do {
            self = try decoder.decode(Self.self, from: Data(bytes))
        } catch {
            throw .illegalConfiguration(reason: "it is of another version, or damaged")
        }
        if let reason = Self.fault(of: machine) { throw .illegalConfiguration(reason: reason) }
    }
    /// A core as it was at the start.
    func start() throws(ReplayError) -> EdgeMachine {
        let words = random.compactMap { UInt64($0, radix: 16) }
        guard let stream = RandomStream(state: words) else {
            throw .illegalConfiguration(reason: "its random stream is not four words")
        }
        return EdgeMachine(configuration: machine, random: stream)
    }

    /// What a core would trap on: those are our own mistakes there, and a file's here.
    private static func fault(of machine: EdgeConfiguration) -> String? {
        let plan = machine.planLimits
        let rates = machine.rate.rates
        let stops = [
            machine.failsafe.comfortableStop, machine.failsafe.inLaneStop,
            machine.failsafe.emergencyStop,
        ]
        let rules: [(isKept: Bool, reason: String)] = [
            (Wire.Limits.allowsName(machine.name), "its name"),
            (
                (1...Cells.Limits.homes).contains(machine.coordinators.count)
                    && Set(machine.coordinators).count == machine.coordinators.count,
                "its coordinators"
            ),
            (machine.capturePeriod > .zero && machine.tickPeriod > .zero, "its periods"),
            (
                machine.budget > .zero && machine.patience >= machine.budget,
                "its budget and patience"
            ),
            (machine.blendTicks >= 0 && machine.handoverTicks >= 0, "its blending"),
            (
                (1...EdgeCore.Limits.rates).contains(rates.count)
                    && zip(rates, rates.dropFirst()).allSatisfy { $0.multiplier < $1.multiplier },
                "its rates"
            ),
            (
                (1...EdgeCore.Limits.planChannels).contains(plan.channels.count)
                    && (2...EdgeCore.Limits.planSteps).contains(plan.stepCount)
                    && (0...EdgeCore.Limits.planBeliefs).contains(plan.beliefCount)
                    && plan.firstStep >= .zero && plan.step > .zero,
                "its plan limits"
            ),
            (areLegal(machine.meaning, of: plan), "its actions"),
            (
                machine.failsafe.degradedAge <= machine.failsafe.fallbackAge
                    && machine.failsafe.returnAge <= machine.failsafe.fallbackAge
                    && machine.failsafe.recoveryPlans > 0
                    && stops.allSatisfy { $0.deceleration > 0 && $0.jerk > 0 },
                "its failsafe"
            ),
        ]
        return rules.first { !$0.isKept }.map { "\($0.reason) cannot be" }
    }
    private static func areLegal(_ meaning: PlanMeaning, of plan: PlanLimits) -> Bool {
        guard case .actions(let actions) = meaning else { return true }
        return actions.channels.count == plan.channels.count
            && actions.channels.allSatisfy { channel in
                channel.maxRatePerSecond > 0 && channel.reduced.contains(channel.safe)
                    && channel.range.contains(channel.reduced.lowerBound)
                    && channel.range.contains(channel.reduced.upperBound)
            }
    }
}
