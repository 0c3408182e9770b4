import EdgeCore
import Session
import Wire

extension PayloadError {
    /// One stable word, for counting and for logs.
    var kind: String {
        switch self {
        case .wrongByteCount: "wrongByteCount"
        case .wrongChecksum: "wrongChecksum"
        case .notFinite: "notFinite"
        }
    }
}

extension PlanRejection {
    /// What is wrong, and what to do about it.
    var text: String {
        switch self {
        case .wrongShape:
            "the plan has not the shape or times of this device's bundle; give both sides the same"
        case .notFinite(let step, let channel):
            "step \(step), channel \(channel) of the plan is not finite; look at its model"
        case .beliefNotFinite(let index):
            "belief \(index) of the plan is not finite; look at its model"
        case .outOfLimits(let step, let channel):
            "step \(step), channel \(channel) of the plan is outside the bundle's range; "
                + "look at its model, or at the range in bundle.json"
        case .rateTooHigh(let step, let channel):
            "step \(step), channel \(channel) of the plan is too far from the step before; "
                + "look at its model, or at the rate in bundle.json"
        case .olderThanCurrent:
            "a plan of a newer capture is there already; if it goes on, look for a second sender"
        case .tooOld: "the plan's capture is too long ago; look at the link and the worker's times"
        case .fromAnotherEpoch: "the plan answers another session; one that was lost leaves some"
        case .corrupted: "the plan's payload cannot be used; see plan.unreadable for the reason"
        case .unsolicited:
            "the answer is for no latent that is waited for; a few after a cut are usual, "
                + "many mean a link slower than the patience"
        }
    }
}

extension SessionRejection {
    /// One stable word, for counting and for logs.
    var kind: String { description }
    /// What is wrong, and what to do about it.
    var text: String {
        switch self {
        case .staleEpoch: "the frame is of another session; one that was lost leaves some"
        case .staleSequence:
            "the frame is a duplicate or was overtaken; if it goes on, look for a second sender"
        case .unexpected(let kind):
            "a \(kind) has no place at a device; correct the coordinator, or the endpoint"
        case .unheeded(let kind):
            "nothing here acts on a \(kind) yet; update this side if it matters"
        case .malformed: "the frame cannot be read; see frame.undecodable for the reason"
        case .strangeHome:
            "the coordinator sends this device to an endpoint that no --coordinator names, or to "
                + "itself; correct the coordinator's --cell, or list the endpoint here"
        }
    }
}
