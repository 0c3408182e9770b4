import ModelBundle

/// The round trip of a latent beside the same bytes over bare sockets.
struct RoundTripContest {
    private let loop: LoopbackLoop
    private let echo: RawPath
    private let relay: RawPath

    init(_ bundle: ModelBundle, _ frames: WireFrames) throws {
        echo = try RawPath.echo(frames)
        relay = try RawPath.relay(frames)
        loop = try LoopbackLoop(bundle, frames)
    }

    /// Tombolo, the bare relay with the same hops, and the bare echo.
    var contest: Contest {
        let echoName = "bare echo: dealer, router"
        let relayName = "bare relay: dealer, router, router, dealer"
        return Contest(
            title: "Latent there, plan back over TCP loopback; backbone idle, one at a time",
            contestants: [
                contestant(echoName, [], echo.roundTrip),
                contestant(relayName, [echoName], relay.roundTrip),
                contestant(
                    "Tombolo: device, coordinator, worker", [relayName, echoName],
                    loop.roundTrip),
            ])
    }
    /// The middle times the plans reported: at the coordinator and beyond, and of the worker's
    /// compute, which the former leaves out.
    var reported: (queue: Double, compute: Double) {
        (Quantiles(loop.queueTimes)[0.5], Quantiles(loop.computeTimes)[0.5])
    }
    /// Ends all threads.
    func end() {
        loop.end()
        relay.end()
        echo.end()
    }

    private func contestant(
        _ name: String, _ baselines: [String], _ body: @escaping () throws -> Void
    ) -> Contestant {
        Contestant(
            name: name, baselines: baselines, calls: 1, members: 1, note: "", body: body)
    }
}
