public import EdgeCore
public import Tensors

/// The networks of a split policy, as a simulation sees them: what they answer, not how long it
/// takes; times are the simulation's model.
///
/// The latent between the halves goes through the real codec and the real frames.
public protocol SplitCompute {
    /// Rows and columns of the pictures `head` wants, or nil if it looks at the scene instead.
    var picture: PictureSize? { get }
    /// The steps of the latent's channels.
    var quantisation: QuantisationParameters { get }
    /// Elements of one channel of the latent.
    var elementsPerChannel: Int { get }

    /// Runs the head, and the local policy on its latent; nil if the head fails.
    mutating func head(_ capture: SceneCapture) -> HeadAnswer?
    /// Runs the backbone on latents as they arrived, one state vector each; nil for a member that
    /// cannot be run. Returns one answer for each member.
    mutating func backbone(latents: [[Float]], states: [[Float]]) -> [PlanValues?]
}
