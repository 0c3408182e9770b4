public import Timekeeping

/// What may happen to a machine in a rehearsal.
public enum RehearsalAction: Hashable, Sendable {
    /// Plans of the cloud come, or do not.
    case link(isUp: Bool)
    /// They come so much older than 60 ms.
    case delay(Interval)
    /// They reach so far beyond their capture.
    case horizon(Interval)
    /// The motion since their captures is known, or not, so that nobody can follow them.
    case alignment(isKnown: Bool)
    /// They are sound, or refused as unsound.
    case plans(areSound: Bool)
    /// The cloud serves this machine's bundle, or another.
    case bundle(isOurs: Bool)
    /// The local policy's plans come, or do not.
    case policy(answers: Bool)
    /// The local policy works, or fails.
    case policyWorks(Bool)
    /// What is wrong with the camera from now on; nil for nothing.
    case camera(CameraFault?)
    /// The machine knows its own motion, or does not.
    case odometry(isKnown: Bool)
    /// The actuators take commands, or refuse them.
    case actuators(obey: Bool)
    /// Stops slow the machine down, or do not, as on a slope of ice.
    case brakes(hold: Bool)
    /// An operator wants motion, or does not.
    case armed(Bool)
    /// An operator's release, for the standstill and the session that are.
    case release
    /// Whether an operator or the hardware demands an emergency stop.
    case emergencyStop(Bool)
    /// The emergency stop is reset at the machine.
    case reset
    /// The rehearsal is over.
    case end

    /// What takes it back; nil where nothing does.
    var undoing: RehearsalAction? {
        switch self {
        case .link(let isUp): .link(isUp: !isUp)
        case .delay: .delay(.zero)
        case .horizon: .horizon(Rehearsal.horizon)
        case .alignment(isKnown: let can): .alignment(isKnown: !can)
        case .plans(areSound: let areSound): .plans(areSound: !areSound)
        case .bundle(let isOurs): .bundle(isOurs: !isOurs)
        case .policy(answers: let answers): .policy(answers: !answers)
        case .policyWorks(let works): .policyWorks(!works)
        case .camera: .camera(nil)
        case .odometry(let isKnown): .odometry(isKnown: !isKnown)
        case .actuators(let obey): .actuators(obey: !obey)
        case .brakes(let hold): .brakes(hold: !hold)
        case .armed(let isArmed): .armed(!isArmed)
        case .emergencyStop(let isDemanded): .emergencyStop(!isDemanded)
        case .release, .reset, .end: nil
        }
    }

    /// The words of a script for each action that takes no number.
    static let words: [(text: String, action: RehearsalAction)] = [
        ("link down", .link(isUp: false)), ("link up", .link(isUp: true)),
        ("plans lost", .alignment(isKnown: false)),
        ("plans found", .alignment(isKnown: true)),
        ("plans unsound", .plans(areSound: false)), ("plans sound", .plans(areSound: true)),
        ("bundle wrong", .bundle(isOurs: false)), ("bundle right", .bundle(isOurs: true)),
        ("policy silent", .policy(answers: false)), ("policy answers", .policy(answers: true)),
        ("policy fails", .policyWorks(false)), ("policy works", .policyWorks(true)),
        ("camera stalled", .camera(.stalled)), ("camera repeats", .camera(.repeats)),
        ("camera time-jumps", .camera(.timeJumps)), ("camera misshapen", .camera(.misshapen)),
        ("camera well", .camera(nil)),
        ("odometry lost", .odometry(isKnown: false)), ("odometry known", .odometry(isKnown: true)),
        ("actuators refuse", .actuators(obey: false)), ("actuators obey", .actuators(obey: true)),
        ("brakes fade", .brakes(hold: false)), ("brakes hold", .brakes(hold: true)),
        ("arm", .armed(true)), ("disarm", .armed(false)), ("release", .release),
        ("emergency-stop", .emergencyStop(true)), ("emergency-clear", .emergencyStop(false)),
        ("reset", .reset), ("end", .end),
    ]
    /// Every phrase that a script may use, for people.
    public static var phrases: [String] { words.map(\.text) + ["delay 300ms", "horizon 400ms"] }
}
