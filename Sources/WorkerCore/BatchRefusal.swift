/// Why a worker sends a batch back unrun.
public enum BatchRefusal: Hashable, Sendable, CaseIterable {
    /// One batch runs and one waits already.
    case busy
    /// It has more members than the worker said it takes.
    case tooLarge
    /// It is for a model that the worker did not register.
    case unknownModel
    /// Its payload parts are not those it describes.
    case wrongPayloads
}
