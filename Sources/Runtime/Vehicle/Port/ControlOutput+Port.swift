import EdgeCore
import Failsafe
import Motion
import PortProtocol
import Timekeeping

extension PortCommand {
    /// The command of a control tick, made at `stamp` of `CLOCK_MONOTONIC`.
    init(_ output: ControlOutput, number: UInt64, stamp: Int64, epoch: UInt64) {
        let age = output.cloudPlanAge.map { UInt32(clamping: $0.wholeMicroseconds) }
        self.init(
            number: number, stamp: stamp,
            validity: UInt32(clamping: Limits.actuatorSilence.wholeMicroseconds),
            driver: PortDriver(output.driver), state: PortState(output.state),
            planAge: age ?? .max, standstills: output.standstills, epoch: epoch,
            values: PortCommand.values(of: output.command))
    }
    /// One value a channel, in the order of `MachineNeeds.channels`. What is not finite cannot come
    /// of checked plans; it is nothing that a machine may be told.
    private static func values(of command: MachineCommand) -> [Float] {
        let values =
            switch command {
            case .drive(let drive): [Float(drive.steeringAngle), Float(drive.acceleration)]
            case .actions(let actions): actions.channels.map { Float(actions[$0]) }
            }
        return values.allSatisfy(\.isFinite) ? values : []
    }
}

extension PortDriver {
    init(_ driver: Driver) {
        self =
            switch driver {
            case .nobody: .nobody
            case .cloudPlan: .cloudPlan
            case .heldPlan: .heldPlan
            case .localPolicy: .localPolicy
            case .stopping: .stopping
            case .standstill: .standstill
            }
    }
}

extension PortState {
    init(_ state: FailsafeState) {
        self =
            switch state {
            case .standby: .standby
            case .nominal: .nominal
            case .degraded: .degraded
            case .fallback: .fallback
            case .minimalRiskManoeuvre(.comfortable): .comfortableStop
            case .minimalRiskManoeuvre(.inLane): .inLaneStop
            case .minimalRiskManoeuvre(.emergency): .emergencyManoeuvre
            case .minimalRiskCondition: .minimalRiskCondition
            case .emergencyStop: .emergencyStop
            }
    }
}

extension OperatorCommand {
    /// What a machine's operator demands.
    init(_ demand: PortOperator) {
        self =
            switch demand.action {
            case .arm: .arm
            case .disarm: .disarm
            case .release:
                .release(Release(epoch: demand.epoch, standstill: demand.standstill))
            case .emergencyStop: .emergencyStop
            case .emergencyStopCleared: .emergencyStopCleared
            case .localReset: .localReset
            }
    }
}
