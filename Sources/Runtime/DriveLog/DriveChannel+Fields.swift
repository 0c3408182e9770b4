extension DriveChannel {
    /// The fields of its messages beside `kind`, which names the line for the report's page.
    var fields: [ChannelField] {
        switch self {
        case .drive: DriveChannelFields.drive
        case .road: DriveChannelFields.road
        case .actor: DriveChannelFields.actor
        case .actors: DriveChannelFields.actors
        case .configuration: DriveChannelFields.configuration
        case .captures: DriveChannelFields.captures
        case .latents: DriveChannelFields.latents
        case .sent: DriveChannelFields.sent
        case .plans: DriveChannelFields.plans
        case .trajectories: DriveChannelFields.trajectories
        case .commands: DriveChannelFields.commands
        case .odometry: DriveChannelFields.odometry
        case .ticks: DriveChannelFields.ticks
        case .failsafe: DriveChannelFields.failsafe
        case .faults: DriveChannelFields.faults
        case .session: DriveChannelFields.session
        case .connections: DriveChannelFields.connections
        case .pace: DriveChannelFields.pace
        case .rejections: DriveChannelFields.rejections
        case .fates: DriveChannelFields.fates
        case .camera: DriveChannelFields.camera
        case .recorder: DriveChannelFields.recorder
        case .summary: DriveChannelFields.summary
        case .link: DriveChannelFields.link
        case .decisions: DriveChannelFields.decisions
        // Bytes, which no schema describes.
        case .inputs: []
        }
    }
}
