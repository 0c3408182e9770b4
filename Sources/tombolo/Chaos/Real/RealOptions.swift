import ArgumentParser

/// What `tombolo chaos --real` is told beside the seeds.
struct RealOptions: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Drive real processes over real sockets, one case after the other.",
            discussion: """
                Coordinator, worker and car are processes of their own, with a relay on each link. \
                In each case one of them is killed, paused, left without disk, log or clock, or one \
                link is cut, stalled, reset, half open, thin, lossy, or meddles with messages; then \
                it is mended, and half a minute later the next car drives. Judged by the \
                recordings, by what the processes count at their end, and by how they end.
                """))
    var real = false
    @Option(
        help: "With --real: a folder for recordings and logs of the cases with findings.")
    var output: String?
    @Option(help: "With --real: the folder of the bundle that is driven by.")
    var bundle = "Deploy/models/driving"
    @Option(help: "With --real: the device's program, the one beside this program if not given.")
    var edge: String?
    @Flag(help: "With --real: list the faults and the seeds that draw them.")
    var list = false
}
