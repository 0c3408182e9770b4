/// Who drives in one drive of an evaluation.
enum EvaluationWay: String, CaseIterable, Codable, Sendable {
    /// The expert that is told the scene, straight at the wheel: the bound of the world itself.
    case expert
    /// The expert's own future as the cloud's plan: the bound of what any model can reach.
    case expertPlans = "expert plans"
    /// The backbone's plans over a good link.
    case cloud = "cloud plans"
    /// The local policy, the link being down from the moment the car is released.
    case local = "local policy"
    /// The command at the moment of the cut, held to the end: a car without a failsafe.
    case held = "last command held"

    /// What it is called on a command line.
    var option: String {
        switch self {
        case .expert: "expert"
        case .expertPlans: "expert-plans"
        case .cloud: "cloud"
        case .local: "local"
        case .held: "held"
        }
    }
    /// Whether a bundle's models drive.
    var needsModels: Bool {
        switch self {
        case .expert, .expertPlans: false
        case .cloud, .local, .held: true
        }
    }
}
