import Inference
import Runtime
import Timekeeping

/// An inference backend whose models say zero after the time they are told to take: a base, and
/// some for each member of the batch.
final class PacedBackend: InferenceBackend {
    private let base: Interval
    private let member: Interval

    init(base: Interval, member: Interval) {
        self.base = base
        self.member = member
    }

    private final class Model: InferenceModel {
        let interface: ModelInterface
        let base: Interval
        let member: Interval

        init(_ interface: ModelInterface, base: Interval, member: Interval) {
            self.interface = interface
            self.base = base
            self.member = member
        }
        func run(
            batch: Int, inputs: [TensorBuffer], outputs: [TensorBuffer]
        ) throws(InferenceError) {
            var clock = MonotonicClock()
            let end = clock.now() + base + member * Int64(batch)
            try interface.check(batch: batch, inputs: inputs, outputs: outputs)
            MonotonicClock.sleep(until: end)
        }
    }

    func load(
        modelAt path: String, interface: ModelInterface
    ) throws(InferenceError) -> any InferenceModel {
        Model(interface, base: base, member: member)
    }
}
