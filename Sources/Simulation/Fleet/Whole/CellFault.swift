/// A mistake planted in a whole cell, to see that its checks find it.
enum CellFault: Hashable, Sendable {
    /// Now and then a plan carries the payload of another device.
    case plansSwapped
    /// Cameras keep their own pace whatever they are asked for.
    case pacesUnheeded
    /// Now and then a device does not tell of a fate.
    case fatesForgotten
    /// Workers keep what they should release.
    case payloadsKept
}
