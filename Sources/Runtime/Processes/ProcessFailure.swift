public import Inference
public import ModelBundle
public import Wire
public import ZeroMQ

/// Why a program ends in failure: one line that says what to do, and an exit status a script can
/// tell apart (the numbers are those of sysexits(3)).
public struct ProcessFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    public enum Kind: Int32, Hashable, Sendable, CaseIterable {
        /// An option's value makes no sense.
        case usage = 64
        /// The bundle cannot be read or its models do not run.
        case bundle = 65
        /// A file that is to be read is not there, or not what it should be.
        case noInput = 66
        /// An endpoint is taken or not to be had.
        case endpoint = 69
        /// A part of the program failed that should not.
        case software = 70
        /// A file cannot be written.
        case file = 73
        /// The other side speaks another version.
        case version = 76
        /// The other side serves another bundle.
        case otherBundle = 78
    }
    /// What kind of failure it is.
    public let kind: Kind
    /// What happened and what to do.
    public let description: String

    /// A failure from its parts.
    public init(_ kind: Kind, _ description: String) {
        self.kind = kind
        self.description = description
    }
    /// A bundle that was refused.
    public init(_ error: BundleError) { self.init(.bundle, error.description) }
    /// Models that do not run.
    public init(_ error: ModelLoadError) { self.init(.bundle, error.description) }
    /// An inference library that does not start.
    public init(_ error: InferenceError) { self.init(.bundle, error.description) }
    /// A transport that failed.
    public init(_ error: ZeroMQError) {
        switch error {
        case .addressInUse, .addressUnavailable, .invalidEndpoint, .optionRefused, .tooManyOpen:
            self.init(.endpoint, error.description)
        case .contextShutDown, .callFailed: self.init(.software, error.description)
        }
    }
    /// A refusal for good by the coordinator at `endpoint`; `bundles` are what was offered.
    public init(_ refuse: Refuse, endpoint: String, bundles: [BundleID]) {
        switch refuse.reason {
        case .wrongVersion:
            self.init(
                .version,
                "the coordinator at \(endpoint) speaks protocol "
                    + "\(refuse.acceptedMajor).\(refuse.acceptedMinor), this program "
                    + "\(FrameVersion.major).\(FrameVersion.minor); update the older of the two")
        case .wrongBundle:
            let served = refuse.acceptedBundle.map { "\($0)".prefix(12) } ?? "another bundle"
            let mine = bundles.map { "\($0)".prefix(12) }.joined(separator: " and ")
            self.init(
                .otherBundle,
                "the coordinator at \(endpoint) serves bundle \(served), this is "
                    + "\(mine); start both with the same --bundle")
        case .full, .unknownSession, .draining, .malformed, .unattainable:
            self.init(
                .software, "the coordinator at \(endpoint) refused (\(refuse.reason)); try again")
        }
    }
}
