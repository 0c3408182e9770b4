public import Recording

/// The channels of a recorded drive (Docs/RECORDING.md): one a kind of line, and the core's own
/// inputs.
public enum DriveChannel: Int, CaseIterable, Sendable {
    /// What is driven, and by which times; the first message.
    case drive
    /// The simulated road and what stands and moves on it.
    case road
    /// See above.
    case actor
    /// See above.
    case actors
    /// What the core was told once: configuration and random stream.
    case configuration
    /// Every capture.
    case captures
    /// What the encoder made of one.
    case latents
    /// The frames with a latent that the transport took.
    case sent
    /// The cloud's plans that were followed.
    case plans
    /// All steps of these plans.
    case trajectories
    /// The command of every control tick.
    case commands
    /// The odometry of every control tick.
    case odometry
    /// Every fifth tick with where a simulated car is, for the report.
    case ticks
    /// The failsafe's transitions.
    case failsafe
    /// What is wrong with the camera or the actuators, when it begins and ends.
    case faults
    /// Sessions that began, ended, were refused, fell silent or moved.
    case session
    /// Connections that opened and closed.
    case connections
    /// The coordinator's paces.
    case pace
    /// Plans that were not taken.
    case rejections
    /// What became of each capture.
    case fates
    /// Some of the pictures.
    case camera
    /// What the recorder itself lost.
    case recorder
    /// The drive in numbers; the last message.
    case summary
    /// What a demo did to the link, in a file of its own.
    case link
    /// What the core wanted done upon each input.
    case decisions
    /// Every input of the core.
    case inputs

    /// The channel of this topic; nil for one of another program.
    public init?(topic: String) {
        guard let found = Self.allCases.first(where: { $0.topic == topic }) else { return nil }
        self = found
    }

    /// Its name in the file, for example `/commands`.
    public var topic: String { "/\(self)" }
    /// Whether its messages are written again at the start of each file of a recording.
    var isStanding: Bool {
        switch self {
        case .drive, .road, .actor, .configuration: true
        case .actors, .captures, .latents, .sent, .plans, .trajectories, .commands, .odometry,
            .ticks, .failsafe, .faults, .session, .connections, .pace, .rejections, .fates, .camera,
            .recorder, .summary,
            .link, .decisions, .inputs:
            false
        }
    }
    /// Whether the page of a drive draws it.
    public var isDrawn: Bool {
        switch self {
        case .drive, .road, .actor, .actors, .latents, .sent, .plans, .ticks, .failsafe, .faults,
            .session, .pace, .rejections, .camera, .summary, .link:
            true
        case .configuration, .captures, .trajectories, .commands, .odometry, .connections, .fates,
            .recorder,
            .decisions, .inputs:
            false
        }
    }
    /// The encoding of `inputs` messages, of this program's own.
    static let inputEncoding = "tombolo.inputs.1"

    /// What the file says of it.
    public var channel: RecordedChannel {
        guard self != .inputs else {
            return RecordedChannel(topic: topic, encoding: Self.inputEncoding, schema: nil)
        }
        return RecordedChannel(
            topic: topic, encoding: "json",
            schema: RecordedChannel.Schema(
                name: schemaName, encoding: "jsonschema", text: ChannelField.schema(fields)))
    }
    private var schemaName: String {
        // The name under which viewers know pictures.
        self == .camera ? "foxglove.CompressedImage" : "tombolo.\(self)"
    }
}
