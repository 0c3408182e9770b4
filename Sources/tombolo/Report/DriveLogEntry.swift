/// One line of a drive log, as far as the demo and the report's summary read it; the page reads
/// the lines themselves.
struct DriveLogEntry: Decodable {
    /// What the line is about; readers skip what they do not know.
    let kind: String
    /// Seconds since the drive began.
    let t: Double?
    /// Metres per second.
    let speed: Double?
    let driver: String?
    let state: String?
    let ageMs: Double?
    /// Whether a session stands.
    let link: Bool?
    let collisions: Int?
    /// How long a corner was off the road so far, seconds.
    let offRoadS: Double?
    let bytes: Int?
    let event: String?
    let cause: String?
}
