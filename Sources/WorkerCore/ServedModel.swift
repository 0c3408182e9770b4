public import Wire

/// One of the models that a worker runs, and what its plans look like.
public struct ServedModel: Hashable, Sendable {
    /// The bundle whose backbone it is.
    public var bundle: BundleID
    /// The largest batch the worker takes for it, 1 to 64.
    public var batchLimit: Int
    /// Times measured at start, by growing batch size; at most 16.
    public var serviceTimes: [ServiceTime]
    /// What its plans look like.
    public var plan: PlanShape

    /// Makes the value from its fields.
    public init(
        bundle: BundleID, batchLimit: Int, serviceTimes: [ServiceTime], plan: PlanShape
    ) {
        self.bundle = bundle
        self.batchLimit = batchLimit
        self.serviceTimes = serviceTimes
        self.plan = plan
    }

    /// What the worker says of it when it registers.
    var registered: RegisteredModel {
        RegisteredModel(
            bundle: bundle, batchLimit: UInt16(clamping: batchLimit), serviceTimes: serviceTimes)
    }
}
