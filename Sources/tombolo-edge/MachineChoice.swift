import ArgumentParser

/// Which machine is driven, as a command line says it.
enum MachineChoice: ExpressibleByArgument, Hashable {
    /// The simulated car.
    case world
    /// Another process, over this socket.
    case port(String)
    /// Pictures and states from this folder, and commands that only the log sees.
    case frames(String)
    /// Raw pictures from this pipe; nil is standard input.
    case pipe(String?)

    init?(argument: String) {
        if argument == "world" {
            self = .world
        } else if argument.hasPrefix("ipc://") {
            self = .port(argument)
        } else if let folder = argument.rest(behind: "frames:") {
            self = .frames(folder)
        } else if let path = argument.rest(behind: "pipe:") {
            self = .pipe(path == "-" ? nil : path)
        } else {
            return nil
        }
    }

    /// Whether it is armed from the start: what moves nothing, and the simulated car. A machine
    /// that moves waits for its operator.
    var armsItself: Bool {
        switch self {
        case .world, .frames: true
        case .port, .pipe: false
        }
    }

    /// As the command line has it.
    var description: String {
        switch self {
        case .world: "world"
        case .port(let endpoint): endpoint
        case .frames(let folder): "frames:\(folder)"
        case .pipe(let path): "pipe:\(path ?? "-")"
        }
    }
}

extension String {
    /// What is behind `prefix`, if anything is.
    fileprivate func rest(behind prefix: String) -> String? {
        guard hasPrefix(prefix), count > prefix.count else { return nil }
        return String(dropFirst(prefix.count))
    }
}
