import Primitives
import TestSupport
import Testing

@Suite struct SecretCoderTests {
  @Test func `Fields come back in order`() throws {
    var encoder = SecretEncoder(byteCount: 11)
    encoder.append(7 as UInt8)
    encoder.append(0x0102_0304 as UInt32)
    encoder.append(SecretBytes(copying: [8, 9]))
    encoder.append([10, 11, 12, 13])
    let record = encoder.finish().declassified()
    #expect(record == [7, 1, 2, 3, 4, 8, 9, 10, 11, 12, 13])

    var decoder = SecretDecoder(SecretBytes(copying: record))
    let version = try decoder.uint8()
    let number = try decoder.uint32()
    let secret = try decoder.secret(2).declassified()
    let isAtEndEarly = decoder.isAtEnd
    let bytes = try decoder.bytes(4)
    let isAtEnd = decoder.isAtEnd
    #expect(version == 7)
    #expect(number == 0x0102_0304)
    #expect(secret == [8, 9])
    #expect(bytes == [10, 11, 12, 13])
    #expect(!isAtEndEarly && isAtEnd)
  }

  @Test func `Numbers keep their extremes`() throws {
    for number in [0, 1, 0x8000_0000, .max] as [UInt32] {
      var encoder = SecretEncoder(byteCount: 4)
      encoder.append(number)
      var decoder = SecretDecoder(encoder.finish())
      let decoded = try decoder.uint32()
      #expect(decoded == number)
    }
  }

  @Test(arguments: 0..<4)
  func `A record that ends early is refused`(_ count: Int) {
    #expect(throws: RecordError.self) {
      var decoder = SecretDecoder(SecretBytes(copying: [UInt8](repeating: 1, count: count)))
      _ = try decoder.uint32()
    }
  }

  @Test(arguments: [-1, .min, 4, 5, .max])
  func `A length that the record does not have is refused`(_ count: Int) {
    #expect(throws: RecordError.self) {
      var decoder = SecretDecoder(SecretBytes(copying: [1, 2, 3, 4]))
      _ = try decoder.uint8()
      _ = try decoder.secret(count)
    }
  }

  @Test func `A refused read takes nothing`() throws {
    var decoder = SecretDecoder(SecretBytes(copying: [1, 2]))
    let refused = (try? decoder.uint32()) == nil
    let first = try decoder.uint8()
    #expect(refused)
    #expect(first == 1)
  }

  #if os(macOS) || os(Linux)
    @Test func `A record shorter than its encoder was told is a mistake of the program and stops it`() async {
      await #expect(processExitsWith: .failure) {
        _ = SecretEncoder(byteCount: 1).finish()
      }
    }

    @Test func `A record longer than its encoder was told is a mistake of the program and stops it`() async {
      await #expect(processExitsWith: .failure) {
        var encoder = SecretEncoder(byteCount: 1)
        encoder.append([1, 2])
        _ = encoder.finish()
      }
    }
  #endif
}
