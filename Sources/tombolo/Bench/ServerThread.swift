import Runtime

/// A thread of the closed loop: says when it is ready, ends when it is told to.
final class ServerThread: Sendable {
    private let name: String
    private let stop: Shutdown
    private let thread: NamedThread
    private let answers: Mailbox<Result<[String], BenchError>>
    private static let patience: Int32 = 10_000

    /// Starts `body`, which gets the wish to stop and a way to say that it is ready, with the
    /// endpoints it got.
    init(
        _ name: String,
        body: @escaping @Sendable (Shutdown, _ ready: @escaping ([String]) -> Void) throws -> Void
    ) {
        self.name = name
        let stop = Shutdown()
        let answers = Mailbox<Result<[String], BenchError>>(limit: 4, doorbell: Doorbell())
        self.stop = stop
        self.answers = answers
        thread = NamedThread(name, priority: .ordinary) {
            do {
                try body(stop) { answers.post(.success($0)) }
            } catch {
                answers.post(.failure(.ended(thread: name, reason: "\(error)")))
            }
        }
    }

    /// Waits until the thread is ready and returns its endpoints.
    func waitUntilReady() throws -> [String] {
        answers.doorbell.wait(milliseconds: Self.patience)
        var taken: [Result<[String], BenchError>] = []
        answers.takeAll(into: &taken)
        guard let answer = taken.first else {
            throw BenchError.silence(waitingFor: name, milliseconds: Int(Self.patience))
        }
        return try answer.get()
    }
    /// Tells the thread to end and waits for it.
    func end() {
        stop.request()
        thread.join()
    }
}
