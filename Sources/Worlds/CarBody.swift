/// The box of the car that is driven, about its rear axle: metres.
public enum CarBody {
    /// Bumper to bumper.
    public static let length = 4.2
    /// Without mirrors.
    public static let width = 1.8
    /// From the middle of the rear axle to the front bumper.
    public static let front = 3.3
    /// From the middle of the rear axle to the rear bumper.
    public static let rear = 0.9
    /// From the middle of the rear axle to the middle of the box.
    public static let middle = 1.2
}
