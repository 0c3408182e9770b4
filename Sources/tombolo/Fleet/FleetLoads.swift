import ArgumentParser

/// Loads on the command line: `0.5,0.7,1`.
struct FleetLoads: ExpressibleByArgument {
    let loads: [Double]

    init?(argument: String) {
        var loads: [Double] = []
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            guard let load = Double(part), (0.001...FleetFileLimits.load).contains(load) else {
                return nil
            }
            loads.append(load)
        }
        guard (1...FleetFileLimits.sweepLoads).contains(loads.count) else { return nil }
        self.loads = loads.sorted()
    }
}
