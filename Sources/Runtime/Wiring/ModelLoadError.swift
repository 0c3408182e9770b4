public import Inference

/// Why the models of a bundle cannot be used here.
public enum ModelLoadError: Error, Hashable, Sendable {
    /// The inference library refused a model.
    case inference(InferenceError)
    /// The codec refused the bundle's latent; the text says why.
    case codec(String)
}

extension ModelLoadError: CustomStringConvertible {
    /// What happened, and what to do.
    public var description: String {
        switch self {
        case .inference(let error): error.description
        case .codec(let reason): reason
        }
    }
}
