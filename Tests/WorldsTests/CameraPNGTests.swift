import Testing

@testable import Worlds

@Suite struct CameraPNGTests {
    @Test func `writes a picture whose chunks, sizes and checks are right`() throws {
        let pixels: [UInt8] = [255, 0, 0, 0, 255, 0, 0, 0, 255, 1, 2, 3]
        let file = try #require(PNGImage(pixels: pixels, width: 2, height: 2)).bytes
        // The whole file as Python's zlib and struct make it, which zlib reads back.
        let signature: [UInt8] = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
        let header: [UInt8] = [
            0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52, 0x00, 0x00, 0x00, 0x02,
            0x00, 0x00, 0x00, 0x02, 0x08, 0x02, 0x00, 0x00, 0x00, 0xfd, 0xd4, 0x9a, 0x73,
        ]
        let rows: [UInt8] = [
            0x00, 0x00, 0x00, 0x19, 0x49, 0x44, 0x41, 0x54, 0x78, 0x01, 0x01, 0x0e, 0x00, 0xf1,
            0xff,
            0x00, 0xff, 0x00, 0x00, 0x00, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0x01, 0x02, 0x03,
            0x19, 0xfe, 0x03, 0x04, 0x8c, 0x41, 0xae, 0x93,
        ]
        let end: [UInt8] = [0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82]
        #expect(file == signature + header + rows + end)
    }
    @Test func `splits what is longer than one stored block`() throws {
        let pixels = [UInt8](repeating: 7, count: 256 * 128 * 3)
        let file = try #require(PNGImage(pixels: pixels, width: 256, height: 128)).bytes
        // 98,432 bytes of rows are two blocks of 5 bytes of head; 57 bytes frame the file.
        #expect(file.count == 57 + 2 + 4 + 98_432 + 2 * 5)
        // The Adler-32 by Python's zlib, its sums having wrapped; a CRC and IEND follow it.
        #expect(file.suffix(20).prefix(4) == [0xce, 0xd9, 0x80, 0x97])
    }
    @Test func `refuses pixels of another count or no size`() {
        #expect(PNGImage(pixels: [1, 2, 3], width: 2, height: 1) == nil)
        #expect(PNGImage(pixels: [], width: 0, height: 4) == nil)
    }
}
