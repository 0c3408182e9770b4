import LinkFiles
import NetworkModel
import Runtime
import Simulation
import Timekeeping

/// One row of an experiment: a link, begun well.
struct ExperimentLink {
    let name: String
    let about: String
    /// What it does once it has begun, for `tombolo relay` too.
    let scenario: LinkScenario

    /// The rows that are driven unless others are named: the shipped profiles, from good to bad.
    static let usual = LinkProfile.all.map(\.name)
    /// What every link is like until it begins.
    static let before = LinkProfile.perfect

    /// The links in `list`, names or files separated by commas; each once.
    static func load(_ list: String) throws(ProcessFailure) -> [ExperimentLink] {
        var links: [ExperimentLink] = []
        for name in list.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
            let link = try ExperimentLink(name)
            guard !links.contains(where: { $0.name == link.name }) else {
                throw ProcessFailure(.usage, "the link '\(link.name)' is named twice")
            }
            links.append(link)
        }
        return links
    }

    private init(_ name: String) throws(ProcessFailure) {
        do throws(LinkChoiceError) {
            scenario = try LinkChoice.load(name, seed: nil, duration: nil)
        } catch {
            throw ProcessFailure(.usage, error.description)
        }
        self.name = scenario.name
        about = scenario.profile.name == scenario.name ? scenario.profile.about : scenario.about
    }

    /// What it does in a drive, in which it begins at `onset`.
    func course(from onset: Interval) -> LinkCourse {
        scenario.course.beginning(at: onset, after: Self.before.conditions)
    }
}
