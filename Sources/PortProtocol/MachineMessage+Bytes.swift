/// The bodies, field by field: each writer beside its reader.
extension MachineMessage {
    func write(to body: inout PortWriter) {
        switch self {
        case .hello(let hello): hello.write(to: &body)
        case .welcome(let welcome): welcome.write(to: &body)
        case .refuse(let refuse):
            body.number(refuse.reason.rawValue)
            body.text(refuse.text)
        case .capture(let capture):
            body.number(capture.sequence)
            body.number(capture.exposure)
            body.number(capture.pictureByteCount)
            body.floats(capture.state)
        case .odometry(let odometry):
            body.number(odometry.stamp)
            body.number(odometry.speed.bitPattern)
            body.number(odometry.yawRate.bitPattern)
            body.floats(odometry.state)
        case .operatorDemand(let demand):
            body.number(demand.action.rawValue)
            body.number(demand.standstill)
            body.number(demand.epoch)
        case .command(let command): command.write(to: &body)
        case .pace(let pace):
            body.number(pace.next)
            body.number(pace.period)
        case .machineStatus(let status): status.write(to: &body)
        case .agentStatus(let status): status.write(to: &body)
        case .goodbye: break
        }
    }

    /// Reads the body of a `kind`, written by a peer of version 1.`minor`.
    init(_ kind: Kind, minor: UInt8, from body: inout PortReader) throws(PortDecodeError) {
        switch kind {
        case .hello: self = .hello(try PortHello(from: &body))
        case .welcome: self = .welcome(try PortWelcome(from: &body))
        case .refuse:
            let reason = PortRefusal(rawValue: try body.number(UInt8.self))
            guard reason.rawValue > 0 else { throw .illegal(.reason) }
            self = .refuse(PortRefuse(reason, try body.text(limit: Limits.textByteCount, .text)))
        case .capture: self = .capture(try PortCapture(from: &body))
        case .odometry:
            let stamp = try body.number(Int64.self)
            let speed = try body.float()
            let yawRate = try body.float()
            let state = try body.floats(limit: Limits.stateFields, .stateCount)
            self = .odometry(
                PortOdometry(stamp: stamp, speed: speed, yawRate: yawRate, state: state))
        case .operatorDemand: self = .operatorDemand(try PortOperator(from: &body))
        case .command: self = .command(try PortCommand(from: &body))
        case .pace:
            let pace = PortPace(
                next: try body.number(Int64.self), period: try body.number(UInt32.self))
            guard pace.period > 0 else { throw .illegal(.period) }
            self = .pace(pace)
        case .machineStatus:
            self = .machineStatus(try PortMachineStatus(minor: minor, from: &body))
        case .agentStatus: self = .agentStatus(try PortAgentStatus(from: &body))
        case .goodbye: self = .goodbye
        }
    }
}

extension PortHello {
    private static let hasCamera: UInt8 = 1
    private static let isTriggered: UInt8 = 2
    private static let hasNoOdometry: UInt8 = 4

    func write(to body: inout PortWriter) {
        body.name(name)
        var flags: UInt8 = camera == nil ? 0 : PortHello.hasCamera
        if camera?.isTriggered == true { flags |= PortHello.isTriggered }
        if !hasOdometry { flags |= PortHello.hasNoOdometry }
        body.number(flags)
        body.number(camera?.width ?? 0)
        body.number(camera?.height ?? 0)
        body.number(camera?.channels ?? 0)
        body.number(camera?.rateHertz ?? 0)
        body.quantities(state)
        body.quantities(channels)
    }
    init(from body: inout PortReader) throws(PortDecodeError) {
        name = try body.name(.name)
        let flags = try body.number(UInt8.self)
        guard flags < 2 * PortHello.hasNoOdometry else { throw .illegal(.flags) }
        hasOdometry = flags & PortHello.hasNoOdometry == 0
        let width = try body.number(UInt16.self)
        let height = try body.number(UInt16.self)
        let depth = try body.number(UInt8.self)
        let rate = try body.number(UInt16.self)
        let found = PortCamera(
            width: width, height: height, channels: depth, rateHertz: rate,
            isTriggered: flags & PortHello.isTriggered != 0)
        if flags & PortHello.hasCamera != 0 {
            guard found.isLegal else { throw .illegal(.camera) }
            guard (1...Limits.rateHertz).contains(Int(rate)) else { throw .illegal(.rate) }
            camera = found
        } else {
            guard flags & PortHello.isTriggered == 0, width == 0, height == 0, depth == 0, rate == 0
            else {
                throw .illegal(.camera)
            }
            camera = nil
        }
        state = try body.quantities(limit: Limits.stateFields, .stateCount)
        channels = try body.quantities(limit: Limits.commandChannels, .channelCount)
    }
}

extension PortWelcome {
    func write(to body: inout PortWriter) {
        body.name(agent)
        body.name(bundle)
        for value in [
            bundleVersion, controlPeriod, commandValidity, capturePeriod, odometryLimit,
            silenceLimit,
        ] { body.number(value) }
        body.quantities(channels)
    }
    init(from body: inout PortReader) throws(PortDecodeError) {
        agent = try body.name(.name)
        bundle = try body.name(.name)
        bundleVersion = try body.number(UInt32.self)
        controlPeriod = try body.number(UInt32.self)
        commandValidity = try body.number(UInt32.self)
        capturePeriod = try body.number(UInt32.self)
        odometryLimit = try body.number(UInt32.self)
        silenceLimit = try body.number(UInt32.self)
        guard controlPeriod > 0, commandValidity > 0, capturePeriod > 0, silenceLimit > 0 else {
            throw .illegal(.period)
        }
        channels = try body.quantities(limit: Limits.commandChannels, .channelCount)
    }
}

extension PortCapture {
    init(from body: inout PortReader) throws(PortDecodeError) {
        sequence = try body.number(UInt64.self)
        exposure = try body.number(Int64.self)
        pictureByteCount = try body.number(UInt32.self)
        guard (1...Limits.pictureByteCount).contains(Int(pictureByteCount)) else {
            throw .illegal(.pictureByteCount)
        }
        state = try body.floats(limit: Limits.stateFields, .stateCount)
    }
}

extension PortOperator {
    init(from body: inout PortReader) throws(PortDecodeError) {
        guard let action = PortAction(rawValue: try body.number(UInt8.self)) else {
            throw .illegal(.action)
        }
        self.action = action
        standstill = try body.number(UInt64.self)
        epoch = try body.number(UInt64.self)
        guard action == .release || (standstill == 0 && epoch == 0) else {
            throw .reservedNotZero
        }
    }
}

extension PortCommand {
    func write(to body: inout PortWriter) {
        body.number(number)
        body.number(stamp)
        body.number(validity)
        body.number(driver.rawValue)
        body.number(state.rawValue)
        body.number(UInt16(0))
        body.number(planAge)
        body.number(standstills)
        body.number(epoch)
        body.floats(values)
    }
    init(from body: inout PortReader) throws(PortDecodeError) {
        number = try body.number(UInt64.self)
        stamp = try body.number(Int64.self)
        validity = try body.number(UInt32.self)
        guard validity > 0 else { throw .illegal(.period) }
        driver = PortDriver(rawValue: try body.number(UInt8.self))
        state = PortState(rawValue: try body.number(UInt8.self))
        try body.zeros(2)
        planAge = try body.number(UInt32.self)
        standstills = try body.number(UInt64.self)
        epoch = try body.number(UInt64.self)
        values = try body.floats(limit: Limits.commandChannels, .channelCount)
        guard values.allSatisfy(\.isFinite) else { throw .illegal(.value) }
    }
}

extension PortMachineStatus {
    func write(to body: inout PortWriter) {
        body.number(watchdogTrips)
        body.number(lateCommands)
        body.number(droppedCaptures)
        body.number(hindrance.rawValue)
        body.number(obeyed)
    }
    init(minor: UInt8, from body: inout PortReader) throws(PortDecodeError) {
        watchdogTrips = try body.number(UInt32.self)
        lateCommands = try body.number(UInt32.self)
        droppedCaptures = try body.number(UInt32.self)
        // A machine of version 1.0 knew no way to refuse a command, nor to confirm one.
        let isTold = minor >= 1
        hindrance = PortHindrance(rawValue: isTold ? try body.number(UInt8.self) : 0)
        obeyed = isTold ? try body.number(UInt64.self) : 0
    }
}

extension PortAgentStatus {
    func write(to body: inout PortWriter) {
        body.number(captures)
        body.number(skipped)
        body.number(rejected)
        body.number(rejectedOdometry)
        body.number(malformed)
        body.number(rejection.rawValue)
    }
    init(from body: inout PortReader) throws(PortDecodeError) {
        captures = try body.number(UInt64.self)
        skipped = try body.number(UInt64.self)
        rejected = try body.number(UInt64.self)
        rejectedOdometry = try body.number(UInt64.self)
        malformed = try body.number(UInt64.self)
        rejection = PortRejection(rawValue: try body.number(UInt8.self))
    }
}
