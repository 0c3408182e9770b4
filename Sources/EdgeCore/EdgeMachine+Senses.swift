import Failsafe
import SansIO
import Session
import Timekeeping
import Wire

/// The machine itself: its tick, what its camera gives, whether its actuators obey, and what the
/// cloud is told of its failsafe.
extension EdgeMachine {
    mutating func tick(_ reading: Odometry?, at now: Instant) {
        if !control.isSound(reading) {
            counts.unsoundOdometry += 1
            report(.odometryUnsound)
        }
        let before = control.camera.fault
        let (output, decision) = control.tick(
            reading, cameraPeriod: offload.pacing.cameraPeriod, epoch: session.epoch, at: now)
        reportCamera(since: before)
        if decision.needs != needs {
            needs = decision.needs
            report(.standbyNeeds(needs))
        }
        if decision.releaseRefused { report(.releaseRefused) }
        for transition in decision.transitions { report(.failsafe(transition)) }
        outputs.append(.command(output))
        reporter.note(decision, at: now)
    }
    /// The last that an input leads to: neither a command nor a latent waits behind it.
    mutating func reportSafety(at now: Instant) {
        guard session.isLinked,
            let report = reporter.next(planAge: control.cloud.age(at: now), at: now),
            let envelope = session.stamp(.failsafeReport(report), at: now)
        else { return }
        outputs.append(.transmit(envelope, payload: nil, connection: session.connection))
    }

    mutating func captured(
        _ id: CaptureID, exposedAt exposure: Instant, at now: Instant
    ) {
        let before = control.camera.fault
        if let rejection = offload.captured(id, exposedAt: exposure, at: now) {
            control.refuseCapture(rejection.fault, at: now)
        } else {
            control.exposed(at: now)
        }
        reportCamera(since: before)
    }
    mutating func pictureFailed(_ id: CaptureID, _ fault: CameraFault, at now: Instant) {
        let before = control.camera.fault
        control.refuseCapture(fault, at: now)
        offload.pictureFailed(id, fault)
        reportCamera(since: before)
    }
    private mutating func reportCamera(since before: CameraFault?) {
        counts.cameraFaults = control.camera.faults
        let fault = control.camera.fault
        if fault != before { report(.cameraFault(fault)) }
    }
    mutating func actuators(refuse: Bool, at now: Instant) {
        if refuse { counts.actuatorRefusals += 1 }
        control.actuators(refuse: refuse, at: now)
        report(.actuators(refuse: refuse))
    }
}
