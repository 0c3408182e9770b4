/// Who drives, for people; the page uses the same words.
enum DriverName {
    /// The words for a drive log's `driver`.
    static func text(_ driver: String) -> String {
        switch driver {
        case "cloudPlan": "cloud plan"
        case "heldPlan": "held plan"
        case "localPolicy": "local policy"
        case "stopping": "stopping"
        case "standstill": "standstill"
        case "nobody": "not released"
        default: driver
        }
    }
    /// The order in which drivers are listed.
    static let order = [
        "cloudPlan", "heldPlan", "localPolicy", "stopping", "standstill", "nobody",
    ]
}
