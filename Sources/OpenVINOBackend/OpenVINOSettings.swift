/// How OpenVINO computes on this machine.
public struct OpenVINOSettings: Hashable, Sendable {
    /// Threads of one model's inference, at least 1.
    ///
    /// On a device 1: the control loop keeps the other cores. At a worker the cores it is given.
    public let threadCount: Int

    /// Settings; requires `threadCount` in 1...1024.
    public init(threadCount: Int) {
        precondition((1...1024).contains(threadCount), "thread count out of range")
        self.threadCount = threadCount
    }

    /// The properties a model is compiled with, as OpenVINO spells them.
    var properties: [(key: String, value: String)] {
        [
            // One stream: a plan is worth what its age leaves of it, so latency comes first.
            ("PERFORMANCE_HINT", "LATENCY"),
            ("INFERENCE_NUM_THREADS", String(threadCount)),
            // Some processors would compute in bfloat16; device, worker and training must agree.
            ("INFERENCE_PRECISION_HINT", "f32"),
            // Several processes share a machine in the demo; pinning would stack them on one core.
            ("ENABLE_CPU_PINNING", "NO"),
        ]
    }
}
