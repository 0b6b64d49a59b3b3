import PushTokens
import Testing

@Suite("ChatSecure's TLV")
struct ChatSecureTLVTests {
  @Test("Type 0x01A4 and the length are big endian; the record reads back")
  func exact() throws {
    let tlv = try ChatSecureTLV(value: Array("{}".utf8))
    #expect(tlv.encoded == [0x01, 0xA4, 0x00, 0x02, 0x7B, 0x7D])
    #expect(try ChatSecureTLV(tlv.encoded) == tlv)
  }

  @Test("Lengths up to 16 bits make the round trip", arguments: [0, 1, 255, 256, 65535])
  func lengths(_ count: Int) throws {
    let tlv = try ChatSecureTLV(value: [UInt8](repeating: 7, count: count))
    #expect(tlv.encoded.count == 4 + count)
    #expect(tlv.encoded[2...3] == [UInt8(count >> 8), UInt8(count & 255)])
    #expect(try ChatSecureTLV(tlv.encoded) == tlv)
  }

  @Test("A longer value has no TLV")
  func tooLong() {
    #expect(throws: PushError.tooLarge) { try ChatSecureTLV(value: [UInt8](repeating: 7, count: 65536)) }
  }

  @Test(
    "Another type, a cut and a surplus are refused",
    arguments: [
      [], [0x01], [0x01, 0xA4], [0x01, 0xA4, 0], [0x01, 0xA4, 0, 1], [0x01, 0xA4, 0, 0, 0], [0x01, 0xA4, 0, 2, 0x7B],
      [0x01, 0xA4, 2, 0, 0x7B, 0x7D], [0xA4, 0x01, 0, 2, 0x7B, 0x7D], [0x01, 0x00, 0, 2, 0x7B, 0x7D],
      [0x01, 0x01, 0, 2, 0x7B, 0x7D], [0x00, 0x00, 0, 0], [0x01, 0xA4, 0xFF, 0xFF, 0x7B, 0x7D],
      [0x01, 0xA4, 0, 2, 0x7B, 0x7D, 0, 0, 0, 0],
    ] as [[UInt8]])
  func refused(_ bytes: [UInt8]) {
    #expect(throws: PushError.malformedTLV) { try ChatSecureTLV(bytes) }
  }
}
