/// What a whole cell cannot be made of; the batcher alone can.
public enum WholeCellProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// More models than a coordinator serves.
    case models(Int, limit: Int)
    /// Larger batches than a message carries.
    case batchLimit(model: String, Int, limit: Int)
    /// More workers than a coordinator takes.
    case workers(Int, limit: Int)
    /// More devices than a coordinator takes.
    case devices(Int, limit: Int)
    /// More tenants than a coordinator tells apart.
    case tenants(Int, limit: Int)
    /// A worker that runs no model.
    case idleWorkers
    /// Another period than a device may say.
    case period(group: String)
    /// The coordinator is to be told other delays than it measures.
    case networkBelief(Int)

    /// What is wrong, and what to do.
    public var description: String {
        switch self {
        case .models(let count, let limit):
            "a coordinator serves \(limit) models, the scenario has \(count): "
                + "leave some out, or simulate the batcher alone"
        case .batchLimit(let model, let count, let limit):
            "a message carries a batch of \(limit), the profile of \(model) goes to \(count): "
                + "end it at \(limit), or simulate the batcher alone"
        case .workers(let count, let limit):
            "a coordinator takes \(limit) workers, the cell has \(count): divide it into more cells"
        case .devices(let count, let limit):
            "a coordinator takes \(limit) devices, the cell has \(count): divide it into more cells"
        case .tenants(let count, let limit):
            "a coordinator tells \(limit) tenants apart, the scenario has \(count): "
                + "leave some out, or simulate the batcher alone"
        case .idleWorkers: "some workers run no model: give them one, or leave them out"
        case .period(let group):
            "devices of \(group) cannot say their period: it is from 1 ms to 60 s"
        case .networkBelief(let belief):
            "the coordinator measures its links itself, so it cannot be made to believe "
                + "\(belief) thousandths of their delays: leave networkBeliefPermille out, or "
                + "simulate the batcher alone"
        }
    }
}
