public import Inference

/// Why the models of a bundle cannot be used here.
public enum ModelLoadError: Error, Hashable, Sendable {
    /// The inference library refused a model.
    case inference(InferenceError)
    /// The codec refused the bundle's latent; the text says why.
    case codec(String)
    /// The plans of the bundle are not a car's: their channels are `found`.
    case notForCars(found: [String])
}

extension ModelLoadError: CustomStringConvertible {
    /// What happened, and what to do.
    public var description: String {
        switch self {
        case .inference(let error): error.description
        case .codec(let reason): reason
        case .notForCars(let found):
            "plan.channels are \(found.joined(separator: ", ")), but a car follows trajectories of "
                + "x, y, heading, speed; give the bundle of a car, or of a machine of actions "
                + "(plan.kind) to its own agent"
        }
    }
}
