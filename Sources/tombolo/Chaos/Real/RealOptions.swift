import ArgumentParser

/// What `tombolo chaos --real` is told beside the seeds.
struct RealOptions: ParsableArguments {
    @Flag(
        help: ArgumentHelp(
            "Drive real processes over real sockets, one case after the other.",
            discussion: """
                Coordinator, worker and car are processes of their own, with a relay on each link. \
                In each case one of them is killed, paused, left without disk, log or clock, or a \
                link is cut, stalled, reset, half open, thin, lossy, or meddles with messages. \
                Then it is mended, the cloud has to drive again, and another car has to be driven. \
                Judged by the recordings, by what the processes count at their end, and by how \
                they end. Seeds in a row draw each fault at each place in turn (--list).
                """))
    var real = false
    @Option(
        help: "With --real: a folder for recordings and logs of the cases with findings.")
    var output: String?
    @Option(help: "With --real: the folder of the bundle that is driven by.")
    var bundle = "Deploy/models/driving"
    @Option(help: "With --real: the device's program, the one beside this program if not given.")
    var edge: String?
    @Flag(help: "With --real: list the cases instead of driving them.")
    var list = false
    @Flag(
        help: ArgumentHelp(
            "End when standard input ends, as it does when a parent process is gone.",
            visibility: .hidden))
    var untilInputEnds = false
}
