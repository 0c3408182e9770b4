import ArgumentParser
import Emulator
import Glibc
import LinkFiles
import Randomness
import Runtime
import Timekeeping

/// `tombolo emulate`: runs a command in a network whose only way out is a bad link.
struct EmulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "emulate",
        abstract: "Run a program in a network whose only way out is a bad link (Linux, root).",
        discussion: """
            The program sees a network of its own: a loopback device, and a link to this machine \
            that does what the model says to each packet of any protocol: the kernel's own TCP \
            meets loss, queues and outages, and a SYN can be lost, which 'tombolo relay' cannot do.

              sudo tombolo emulate --link lte-driving --seed 7 -- ./my-robot --server 10.77.0.1
              sudo tombolo emulate --link 3g -- sudo -u $USER bash

            It says on standard error where both ends are:

              ready device=10.77.0.2 host=10.77.0.1 link=3g seed=1 namespace=/proc/4711/fd/5

            and ends with the program's status. Without a program it stays until it is told to \
            end (Ctrl-C), and others may join: 'nsenter --net=/proc/4711/fd/5 ping 10.77.0.1'. \
            Nothing is left behind. Servers on this machine are reached at host=; further out only \
            if this machine forwards packets. Resets and half-open connections of a scenario are \
            left out: packets know no connections.
            """)

    @Option(help: "A ready-made profile or scenario (`tombolo link list`), or a file with one.")
    var link: String
    @Option(help: "The seed; without it the scenario's, or 1.")
    var seed: UInt64?
    @Option(help: "Seconds between two lines of counts on standard error, 0.1 to 86400.")
    var status: Double?
    @Argument(parsing: .postTerminator, help: "The program to run, and its arguments, behind --.")
    var command: [String] = []

    /// How long a program that was asked to end has before it is made to, milliseconds.
    private static let patienceMilliseconds: Int32 = 5_000

    func validate() throws {
        guard (0.1...86_400).contains(status ?? 1) else {
            throw ValidationError("--status is 0.1 to 86400 seconds")
        }
    }
    func run() throws {
        var ended: Int32 = 0
        try CommandRun.run("emulate") { () throws(ProcessFailure) in ended = try emulate() }
        if ended != 0 { throw ExitCode(ended) }
    }

    private func emulate() throws(ProcessFailure) -> Int32 {
        let shutdown = Shutdown()
        shutdown.listenToSignals()
        let scenario = try scenario()
        do throws(EmulatorError) {
            var configuration = EmulatorConfiguration(
                scenario: scenario, far: try NetworkNamespace.current())
            if let status {
                configuration.reportPeriod = .nanoseconds(Int64(status * 1e9))
                configuration.report = { Console.complain("emulate \(Self.words($0))") }
            }
            let emulator = try LinkEmulator(configuration)
            Console.complain(
                "ready device=\(emulator.nearAddress) host=\(emulator.farAddress) "
                    + "link=\(scenario.name) seed=\(scenario.seed.value) "
                    + "namespace=\(emulator.near.path)")
            let ended = try wait(for: shutdown, in: emulator)
            Console.complain("ended \(Self.words(emulator.close()))")
            return ended
        } catch {
            throw ProcessFailure(.endpoint, error.description)
        }
    }
    private func scenario() throws(ProcessFailure) -> LinkScenario {
        do throws(LinkChoiceError) {
            return try LinkChoice.load(link, seed: seed, duration: nil)
        } catch {
            throw ProcessFailure(.usage, error.description)
        }
    }
    /// Until the program has ended, or until somebody asks for it; the status of both.
    private func wait(
        for shutdown: Shutdown, in emulator: LinkEmulator
    ) throws(EmulatorError) -> Int32 {
        guard !command.isEmpty else {
            while !shutdown.isRequested { shutdown.doorbell.wait(milliseconds: -1) }
            return 0
        }
        let process = try NamespaceProcess(command, in: emulator.near)
        let done = Doorbell()
        let watcher = NamedThread("emulated", priority: .ordinary) {
            process.watchEnd()
            done.ring()
        }
        var entries = [shutdown.doorbell, done].map {
            pollfd(fd: $0.fileDescriptor, events: Int16(POLLIN), revents: 0)
        }
        _ = unsafe poll(&entries, 2, -1)
        if shutdown.isRequested {
            process.send(signal: SIGTERM)
            done.wait(milliseconds: Self.patienceMilliseconds)
            process.send(signal: SIGKILL)
        }
        watcher.join()
        return process.wait()
    }
    private static func words(_ counts: EmulatorCounts) -> String {
        counts.fields.map { "\($0.name)=\($0.text)" }.joined(separator: " ")
    }
}
