import Primitives
import TestSupport
import Testing

@Suite struct HMACTests {
  struct MAC: Decodable, Sendable {
    let key: HexBytes
    let msg: HexBytes
    let tag: HexBytes
  }

  @Test(arguments: try WycheproofFile<MAC>("hmac_sha256").cases)
  func `A tag of HMAC-SHA-256, truncated or whole, matches just when it is valid`(_ test: WycheproofCase<MAC>) {
    let tag = test.inputs.tag.bytes
    let key = SecretBytes(copying: test.inputs.key.bytes)
    let matches = HMAC.sha256(key: key, of: test.inputs.msg.bytes, matches: tag)
    let computed = HMAC.sha256(key: key, test.inputs.msg.bytes).declassified()
    #expect(matches == (test.result == .valid))
    #expect((Array(computed.prefix(tag.count)) == tag) == (test.result == .valid))
  }

  @Test(arguments: try WycheproofFile<MAC>("hmac_sha512").cases)
  func `A tag of HMAC-SHA-512 is right just when it is valid`(_ test: WycheproofCase<MAC>) {
    let tag = test.inputs.tag.bytes
    let computed = HMAC.sha512(key: SecretBytes(copying: test.inputs.key.bytes), test.inputs.msg.bytes).declassified()
    #expect((Array(computed.prefix(tag.count)) == tag) == (test.result == .valid))
  }

  @Test func `All Wycheproof cases are there`() throws {
    for name in ["hmac_sha256", "hmac_sha512"] {
      let file = try WycheproofFile<MAC>(name)
      #expect(file.cases.count == file.numberOfTests)
      #expect(file.testGroups.contains { $0.tagSize != file.testGroups[0].tagSize })
    }
  }

  @Test(arguments: try RecordFile.records("rfc/rfc-4231-sha256.txt"))
  func `The SHA-256 vectors of RFC 4231 agree`(_ record: [String: String]) throws {
    let key = SecretBytes(copying: [UInt8](hex: try #require(record["Key"])))
    let tag = HMAC.sha256(key: key, [UInt8](hex: try #require(record["Msg"]))).declassified()
    #expect(tag.hex == record["MD"])
  }

  @Test(arguments: try RecordFile.records("rfc/rfc-4231-sha512.txt"))
  func `The SHA-512 vectors of RFC 4231 agree`(_ record: [String: String]) throws {
    let key = SecretBytes(copying: [UInt8](hex: try #require(record["Key"])))
    let tag = HMAC.sha512(key: key, [UInt8](hex: try #require(record["Msg"]))).declassified()
    #expect(tag.hex == record["MD"])
  }

  @Test func `Parts are read as one message`() {
    let key = SecretBytes(copying: [1, 2, 3])
    let whole = HMAC.sha256(key: key, [1, 2, 3, 4])
    let inParts = HMAC.sha256(key: key, [1], [], [2, 3], [4])
    let same = whole.matches(inParts)
    let wideSame = HMAC.sha512(key: key, [1, 2, 3, 4]).matches(HMAC.sha512(key: key, [1], [], [2, 3], [4]))
    let checked = HMAC.sha256(key: key, of: [1, 2], [3], [4], matches: whole.declassified())
    #expect(same)
    #expect(wideSame)
    #expect(checked)
  }

  @Test func `No flipped bit of a tag is accepted at any length`() {
    let key = SecretBytes(copying: [1, 2, 3])
    let tag = HMAC.sha256(key: key, [4, 5]).declassified()
    for length in 1...32 {
      let truncated = Array(tag.prefix(length))
      let whole = HMAC.sha256(key: key, of: [4, 5], matches: truncated)
      let accepted = (0..<truncated.bitCount).filter {
        HMAC.sha256(key: key, of: [4, 5], matches: truncated.flippingBit($0))
      }
      #expect(whole)
      #expect(accepted.isEmpty)
    }
  }

  @Test func `A tag that is empty or too long is refused`() {
    let key = SecretBytes(copying: [1, 2, 3])
    let tag = HMAC.sha256(key: key, [4, 5]).declassified()
    let empty = HMAC.sha256(key: key, of: [4, 5], matches: [])
    let long = HMAC.sha256(key: key, of: [4, 5], matches: tag + [0])
    let twice = HMAC.sha256(key: key, of: [4, 5], matches: tag + tag)
    #expect(!empty)
    #expect(!long)
    #expect(!twice)
  }

  @Test func `A tag is refused under another key`() {
    let tag = HMAC.sha256(key: SecretBytes(copying: [1, 2, 3]), [4, 5]).declassified()
    let matches = HMAC.sha256(key: SecretBytes(copying: [1, 2, 4]), of: [4, 5], matches: tag)
    let withoutKey = HMAC.sha256(key: SecretBytes(copying: []), of: [4, 5], matches: tag)
    #expect(!matches)
    #expect(!withoutKey)
  }
}
