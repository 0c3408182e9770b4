/// Which packets are lost on the way.
public enum LossLaw: Hashable, Sendable {
    /// None.
    case none
    /// Each with this probability, 0 to 1, whatever happened to others.
    case independent(Double)
    /// Gilbert-Elliott in time: each with the probability of the spell in which it leaves.
    ///
    /// In time and not by packet: a chain that steps with packets keeps a thin flow in a bad spell
    /// for as long as it is thin.
    case bursts(Spells, inGood: Double, inBad: Double)
}
