import LinkFiles
import NetworkModel

/// What happens to an emulated link.
enum EmulatorInput: Hashable, Sendable {
    /// A packet has come to one end. `id` is the shell's own; `flow` says which belong together.
    case packet(LinkDirection, id: UInt64, bytes: Int, flow: UInt64)
    /// Something was ordered.
    case event(LinkEvent.Kind)
    /// It is as late as `wakeup` said, or later.
    case wake
}
