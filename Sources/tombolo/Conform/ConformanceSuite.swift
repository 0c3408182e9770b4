import Runtime
import Timekeeping
import Wire
import ZeroMQ

/// Cases, one after the other, against one endpoint.
struct ConformanceSuite {
    /// What is tested.
    let role: ConformanceRole
    /// The cases to run, in order.
    let cases: [ConformanceCase]
    /// What they share; the bundle is found out where it is not given.
    var setting: ConformanceSetting
    /// The sockets.
    let shell: ConformanceShell

    /// The bundle in place of one that nobody has, if the endpoint served none before.
    static let madeUpBundle = [UInt8](repeating: 0xC7, count: BundleID.byteCount)

    /// Finds out which bundle the coordinator serves: it names it where it refuses another
    /// (section 4.3). One that serves whatever its workers bring is brought a made-up one.
    mutating func findBundle() throws(ZeroMQError) -> Bool {
        let isWorkers = shell.hasWorkers
        let peer = isWorkers ? "worker" : "device"
        let patterns = ["refuse", "welcome"].map { message in
            FramePattern(
                message: message, fields: [:], payload: nil, name: "answer", isStrict: true)
        }
        setting.bundle = Self.madeUpBundle
        let timing = CaseTiming(
            within: ConformanceLimits.connect, strictly: ConformanceLimits.connect,
            notBefore: .zero)
        let question = ConformanceCase(
            id: "0", title: "which bundle is served", role: .coordinator, sentence: "",
            description: "", skip: ["heartbeat"],
            steps: [
                .connect(peer),
                .send(peer, ["message": .text(isWorkers ? "register" : "hello")]),
                .expect(peer, patterns, timing),
            ])
        guard let (result, variables) = try shell.run(question, setting),
            result.verdict == .ok
        else { return false }
        guard variables["answer.reason"] != nil else { return true }
        guard let digits = variables["answer.acceptedBundle"]?.text,
            let bundle = ControlInput.digits(digits)
        else { return false }
        setting.bundle = bundle
        return true
    }

    /// Runs every case and hands out each result as it comes; ends early if asked to stop.
    func run(_ take: (ConformanceResult) -> Void) throws(ZeroMQError) {
        for one in cases {
            if one.needsWorkers, !shell.hasWorkers {
                take(
                    ConformanceResult(
                        id: one.id, title: one.title, verdict: .skipped, elapsed: .zero,
                        sentence: one.sentence, remarks: ["give the workers' side: --workers"],
                        transcript: []))
                continue
            }
            guard let (result, _) = try shell.run(one, setting) else { return }
            take(result)
        }
    }
}
