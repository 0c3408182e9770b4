import Glibc
import LocatedJSON

/// Where a relay takes orders while it runs: a listener, and its clients.
struct ControlDesk {
    /// The tokens of its descriptors: the first is the listener's.
    static let tokens: ClosedRange<UInt64> = 1 << 63...(1 << 63) + (1 << 32)
    /// Where it listens, as a client is to be told.
    let endpoint: String
    private let listener: Int32
    private let path: String?
    private var clients: [UInt64: ControlClient] = [:]
    private var nextToken = tokens.lowerBound + 1

    /// Listens at `text`: `tcp://HOST:PORT` or `unix:PATH`.
    init(_ text: String) throws(RelayError) {
        let address = try SocketAddress(text)
        path = address.isTCP ? nil : String(text.dropFirst(5))
        // A socket that a relay before this one left; a file that is none stays.
        if let path { Self.removeSocket(at: path) }
        listener = try StreamSocket.listen(address, text)
        endpoint = address.isTCP ? SocketAddress(of: listener)?.text ?? text : text
    }

    func begin(_ watch: Watch) {
        watch.add(listener, .read, token: Self.tokens.lowerBound)
    }
    func end() {
        for client in clients.values { close(client.descriptor) }
        close(listener)
        if let path { Self.removeSocket(at: path) }
    }
    /// Serves one of its descriptors; `carryOut` does what was ordered, if anything was.
    mutating func serve(
        _ token: UInt64, _ readiness: Watch.Readiness, _ watch: Watch,
        _ carryOut: (RelayOrder?) -> RelayCounts
    ) {
        guard token != Self.tokens.lowerBound else { return accept(watch) }
        guard var client = clients[token] else { return }
        let had = client.hasAnswers
        if readiness.contains(.write) { client.write() }
        // Who does not read its answers is not listened to.
        if !client.hasAnswers, !readiness.isDisjoint(with: [.read, .failure, .hangUp]) {
            client.read { Self.answer($0, carryOut) }
        }
        guard !client.isOver else {
            close(client.descriptor)
            clients[token] = nil
            return
        }
        if had != client.hasAnswers {
            watch.change(client.descriptor, client.hasAnswers ? .write : .read, token: token)
        }
        clients[token] = client
    }

    private mutating func accept(_ watch: Watch) {
        guard case .success(let descriptor) = StreamSocket.accept(from: listener) else { return }
        let token = nextToken
        guard clients.count < Limits.controlClients, Self.tokens.contains(token),
            watch.add(descriptor, .read, token: token)
        else {
            close(descriptor)
            return
        }
        nextToken += 1
        clients[token] = ControlClient(descriptor)
    }
    private static func answer(
        _ line: [UInt8], _ carryOut: (RelayOrder?) -> RelayCounts
    ) -> String {
        do throws(FieldProblem) {
            switch try ControlLine.read(line) {
            case .order(let order): return ControlAnswer.done(carryOut(order))
            case .counts: return ControlAnswer.done(carryOut(nil))
            }
        } catch {
            return ControlAnswer.refused(error)
        }
    }
    private static func removeSocket(at path: String) {
        var status = stat()
        guard unsafe lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return }
        unsafe unlink(path)
    }
}
