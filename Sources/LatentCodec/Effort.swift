/// What an encoder spends on a latent; a decoder reads either.
public enum Effort: Hashable, Sendable {
    /// The Golomb layout: for cores that have nothing to spare.
    case fast
    /// The adaptive layout, or that one where it is shorter.
    case small
}
