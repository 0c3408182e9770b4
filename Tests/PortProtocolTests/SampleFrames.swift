@testable import PortProtocol

/// A frame of every kind, by the name of its golden bytes in `Protocol/port-vectors/valid`.
enum SampleFrames {
    static let state = [
        PortQuantity("speed", "m/s"), PortQuantity("yaw rate", "rad/s"),
        PortQuantity("steering angle", "rad"), PortQuantity("acceleration", "m/s2"),
    ]
    static let channels = [
        PortQuantity("steering angle", "rad"), PortQuantity("acceleration", "m/s2"),
    ]
    private static let session: UInt64 = 0x0123_4567_89AB_CDEF

    private static let toAgent: [(name: String, message: MachineMessage)] = [
        (
            "hello",
            .hello(
                PortHello(
                    name: "car",
                    camera: PortCamera(
                        width: 192, height: 96, channels: 3, rateHertz: 10, isTriggered: true),
                    hasOdometry: true, state: state, channels: channels))
        ),
        (
            "hello-without-camera",
            .hello(
                PortHello(
                    name: "Größe", camera: nil, hasOdometry: false, state: state, channels: []))
        ),
        (
            "capture",
            .capture(
                PortCapture(
                    sequence: 7, exposure: 123_456_789_012, pictureByteCount: 55_296,
                    state: [1.5, -0.25, 0.125, 0]))
        ),
        (
            "odometry",
            .odometry(
                PortOdometry(stamp: 123_456_789_012, speed: 3.5, yawRate: -0.5, state: []))
        ),
        (
            "odometry-with-state",
            .odometry(
                PortOdometry(stamp: -1, speed: .infinity, yawRate: 0, state: [1, 2, 3, 4]))
        ),
        ("operator-arm", .operatorDemand(PortOperator(.arm))),
        (
            "operator-release",
            .operatorDemand(PortOperator(.release, standstill: 3, epoch: 0xFEDC_BA98_7654_3210))
        ),
        (
            "machine-status",
            .machineStatus(
                PortMachineStatus(
                    watchdogTrips: 1, lateCommands: 2, droppedCaptures: 3, hindrance: .none,
                    obeyed: 0))
        ),
        (
            "machine-status-hindered",
            .machineStatus(
                PortMachineStatus(
                    watchdogTrips: 0, lateCommands: 0, droppedCaptures: 0, hindrance: .interlock,
                    obeyed: 0x0102_0304_0506_0708))
        ),
    ]
    private static let toMachine: [(name: String, message: MachineMessage)] = [
        (
            "welcome",
            .welcome(
                PortWelcome(
                    agent: "car-1", bundle: "driving", bundleVersion: 4, controlPeriod: 20_000,
                    commandValidity: 200_000, capturePeriod: 100_000, odometryLimit: 100_000,
                    silenceLimit: 500_000, channels: channels))
        ),
        ("refuse", .refuse(PortRefuse(.taken, "the machine car is connected; stop it first"))),
        (
            "command",
            .command(
                PortCommand(
                    number: 9, stamp: 123_456_789_012, validity: 200_000, driver: .cloudPlan,
                    state: .nominal, planAge: 85_000, standstills: 2, epoch: 77,
                    values: [0.125, -1.5]))
        ),
        (
            "command-without-plan",
            .command(
                PortCommand(
                    number: 1, stamp: 0, validity: 1, driver: .nobody, state: .standby,
                    planAge: .max, standstills: 0, epoch: 0, values: []))
        ),
        ("pace", .pace(PortPace(next: 123_456_789_012, period: 200_000))),
        (
            "agent-status",
            .agentStatus(
                PortAgentStatus(
                    captures: 100, skipped: 2, rejected: 3, rejection: .beforeEarlier,
                    rejectedOdometry: 4, malformed: 5))
        ),
        ("goodbye", .goodbye),
    ]
    /// All of them.
    static let all: [(name: String, frame: PortFrame)] = (toAgent + toMachine).map {
        ($0.name, PortFrame(session: session, $0.message))
    }
    private static var hindered: PortFrame { PortFrame(session: session, toAgent[8].message) }
    /// Bytes of earlier minor versions, with what they say, in `Protocol/port-vectors/earlier`.
    static var earlier: [(name: String, bytes: [UInt8], frame: PortFrame)] {
        let said = PortFrame(
            session: session,
            .machineStatus(
                PortMachineStatus(
                    watchdogTrips: 1, lateCommands: 2, droppedCaptures: 3, hindrance: .none,
                    obeyed: 0)))
        let bytes = Array(said.encoded().dropLast(9))
        return [("machine-status.1.0", changed(bytes, [5: 0, 16: 12]), said)]
    }
    /// Bytes that are refused, with why.
    static var illegal: [(name: String, bytes: [UInt8], error: PortDecodeError)] {
        let goodbye = PortFrame(session: session, .goodbye).encoded()
        let pace = PortFrame(session: session, .pace(PortPace(next: 1, period: 1))).encoded()
        let hello = all[0].frame.encoded()
        let command = PortFrame(session: session, toMachine[2].message).encoded()
        let status = hindered.encoded()
        return [
            ("empty", [], .truncated(needed: 24, found: 0)),
            ("another-protocol", changed(goodbye, [0: 0x00]), .wrongMagic(0x5450_4D00)),
            ("another-major", changed(goodbye, [4: 2]), .wrongMajor(2)),
            ("unknown-kind", changed(goodbye, [6: 12]), .unknownKind(12)),
            ("flags", changed(goodbye, [7: 1]), .reservedNotZero),
            ("reserved", changed(goodbye, [20: 1]), .reservedNotZero),
            (
                "no-session", changed(goodbye, [8, 9, 10, 11, 12, 13, 14, 15].map { ($0, 0) }),
                .noSession
            ),
            ("body-cut", Array(pace.dropLast()), .bodyMismatch(announced: 12, found: 11)),
            ("body-longer", goodbye + [0], .bodyMismatch(announced: 0, found: 1)),
            ("trailing", changed(goodbye, [16: 1]) + [0], .trailingBytes(1)),
            (
                "field-cut", changed(Array(pace.dropLast()), [16: 11]),
                .truncated(needed: 4, found: 3)
            ),
            ("pace-without-period", changed(pace, [32: 0]), .illegal(.period)),
            ("name-empty", changed(hello, [24: 0]), .notText(.name)),
            ("name-with-escape", changed(hello, [25: 0x1B]), .notText(.name)),
            ("name-not-utf8", changed(hello, [25: 0xFF]), .notText(.name)),
            ("hello-flags", changed(hello, [28: 15]), .illegal(.flags)),
            ("camera-without-width", changed(hello, [29: 0]), .illegal(.camera)),
            ("camera-without-rate", changed(hello, [34: 0]), .illegal(.rate)),
            ("camera-denied", changed(hello, [28: 0]), .illegal(.camera)),
            (
                "command-not-finite",
                changed(command, [command.count - 1: 0x7F, command.count - 2: 0x80]),
                .illegal(.value)
            ),
            (
                "machine-status-cut", changed(Array(status.dropLast()), [16: 20]),
                .truncated(needed: 8, found: 7)
            ),
            // What version 1.1 has more, from one that says it is 1.0.
            ("machine-status-early", changed(status, [5: 0]), .trailingBytes(9)),
            ("command-reserved", changed(command, [24 + 22: 1]), .reservedNotZero),
        ]
    }
    private static func changed(_ bytes: [UInt8], _ changes: [Int: UInt8]) -> [UInt8] {
        changed(bytes, changes.map { ($0.key, $0.value) })
    }
    private static func changed(_ bytes: [UInt8], _ changes: [(Int, UInt8)]) -> [UInt8] {
        var bytes = bytes
        for (place, byte) in changes { bytes[place] = byte }
        return bytes
    }
}
