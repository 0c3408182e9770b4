import EdgeCore
import Failsafe
import SansIO
import Timekeeping
import Wire

/// Between the loop, the camera and the compute thread.
extension EdgeShell {
    /// Takes what the camera says.
    func take(_ signal: SensorSignal) {
        switch signal {
        case .exposed(let id, let exposure):
            // Without room the capture is as good as not taken.
            guard captures.reserve(id) else { return drops.unheldCaptures += 1 }
            feed(.captured(id, at: exposure))
        case .picture(let id, let frame):
            guard fits(frame) else {
                captures.noteFailure(of: id)
                return feed(.pictureFailed(id, .misshapen))
            }
            feed(.pictured(id, checksum: CRC32C.checksum(frame.pixels)))
            guard captures.store(frame, for: id) else { return }
            if id.value.isMultiple(of: Limits.picturePeriod) {
                report(.picture(clock.now(), id, pixels: frame.pixels))
            }
        case .failed(let id):
            drops.missingPictures += 1
            captures.noteFailure(of: id)
            feed(.pictureFailed(id, .stalled))
        }
    }
    /// Whether a picture and its state are what the models take. The state is checked here and not
    /// where it is used: what is no number has no business in a network.
    private func fits(_ frame: CameraFrame) -> Bool {
        frame.pixels.count == pictureByteCount && frame.state.count == stateCount
            && frame.state.allSatisfy(\.isFinite)
    }
    /// Takes an answer of the compute thread.
    func take(_ answer: EdgeCompute.Answer) {
        switch answer {
        case .headFinished(let id, let plan, let latent):
            captures.store(latent: latent, for: id)
            feed(.headFinished(id, localPlan: plan))
        case .headFailed(let id, let reason):
            report(.trouble(clock.now(), reason))
            feed(.headFailed(id))
        case .encoded(let id, let description, let part):
            guard let payload = arena.store(part) else {
                links.noteUnstored()
                return feed(.encodeFailed(id))
            }
            feed(.encoded(id, description, payload: payload))
        case .encodeFailed(let id, let reason):
            report(.trouble(clock.now(), reason))
            feed(.encodeFailed(id))
        }
    }

    /// Begins what the core wants computed, as far as it can begin.
    func startCompute() {
        isComputeBusy = false
        // A head that failed at once frees its place for the next; no more are held than that.
        for _ in 0..<Limits.heldCaptures where startHead() {}
        startEncoder()
    }
    /// True if the head failed before it began.
    private func startHead() -> Bool {
        guard let id = wantedHead else { return false }
        switch captures.picture(of: id) {
        case .coming: return false
        case .missing:
            drops.missingPictures += 1
            wantedHead = nil
            feed(.pictureFailed(id, .stalled))
            return true
        case .there(let frame):
            switch compute.runHead(id, frame) {
            case .taken: wantedHead = nil
            case .full: return failHead(id)
            case .busy: isComputeBusy = true
            }
            return false
        }
    }
    private func failHead(_ id: CaptureID) -> Bool {
        wantedHead = nil
        feed(.headFailed(id))
        return true
    }
    private func startEncoder() {
        guard let (id, multiplier, reference, committed) = wantedEncoding else { return }
        guard let capture = captures.capture(id), let latent = capture.latent,
            let state = capture.frame?.state
        else { return failEncoder(id) }
        let submission = compute.encode(
            id, latent: latent, state: state + committed, multiplier: multiplier,
            reference: reference)
        switch submission {
        case .taken: wantedEncoding = nil
        case .full: failEncoder(id)
        case .busy: isComputeBusy = true
        }
    }
    private func failEncoder(_ id: CaptureID) {
        wantedEncoding = nil
        feed(.encodeFailed(id))
    }
}
