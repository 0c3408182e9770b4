import ArgumentParser
import Worlds

/// The scenarios called by a name on the command line; `all` is every one of them.
func scenarios(called name: String) throws -> [Scenario] {
    if name == "all" { return Scenario.all }
    guard let scenario = Scenario.named(name) else {
        let names = Scenario.all.map(\.name).joined(separator: ", ")
        throw ValidationError("there is no scenario '\(name)'; choose one of: \(names), all")
    }
    return [scenario]
}
