import Testing

@testable import Runtime

@Suite struct SimulatedCarTests {
    @Test func `a camera's rate divides the world's fifty steps a second`() throws {
        #expect(SimulatedCar.cameraRates == [1, 2, 5, 10, 25, 50])
        for rate in SimulatedCar.cameraRates {
            #expect(try SimulatedCar.stepsPerPicture(rateHertz: rate) * rate == 50)
        }
    }

    @Test(arguments: [0, -10, 3, 20, 30, 49, 60, 100, Int.max])
    func `another rate is refused with those that are allowed`(rate: Int) {
        let error = #expect(throws: CameraRateError(rateHertz: rate)) {
            try SimulatedCar.stepsPerPicture(rateHertz: rate)
        }
        #expect(error?.description.contains("1, 2, 5, 10, 25, 50") == true)
    }
}
