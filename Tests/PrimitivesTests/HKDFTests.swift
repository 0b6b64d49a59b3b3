import Primitives
import TestSupport
import Testing

@Suite struct HKDFTests {
  struct Derivation: Decodable, Sendable {
    let ikm: HexBytes
    let salt: HexBytes
    let info: HexBytes
    let size: Int
    let okm: HexBytes
  }

  @Test(arguments: try WycheproofFile<Derivation>("hkdf_sha256").cases)
  func `A key is derived just when its size is allowed`(_ test: WycheproofCase<Derivation>) {
    let inputs = test.inputs
    let isAllowed = inputs.size <= HKDF.maximumByteCount
    #expect(isAllowed == (test.result == .valid))
    guard isAllowed else { return }
    let okm = HKDF.derive(
      inputs.size, from: SecretBytes(copying: inputs.ikm.bytes), salt: SecretBytes(copying: inputs.salt.bytes),
      info: inputs.info.bytes
    ).declassified()
    #expect(okm == inputs.okm.bytes)
  }

  @Test func `All Wycheproof cases are there`() throws {
    let file = try WycheproofFile<Derivation>("hkdf_sha256")
    #expect(file.cases.count == file.numberOfTests)
  }

  @Test(arguments: try RecordFile.records("rfc/rfc-5869-HKDF-SHA256.txt"))
  func `The vectors of RFC 5869 agree`(_ record: [String: String]) throws {
    let okm = HKDF.derive(
      try #require(Int(record["L"] ?? "")), from: SecretBytes(copying: [UInt8](hex: try #require(record["IKM"]))),
      salt: SecretBytes(copying: [UInt8](hex: try #require(record["salt"]))),
      info: [UInt8](hex: try #require(record["info"]))
    ).declassified()
    #expect(okm.hex == record["OKM"])
  }

  @Test func `No salt, an empty salt and 32 zero bytes are one`() {
    let ikm = SecretBytes(copying: [1, 2, 3])
    let without = HKDF.derive(64, from: ikm, info: [9]).declassified()
    let empty = HKDF.derive(64, from: ikm, salt: SecretBytes(copying: []), info: [9]).declassified()
    let zeros = HKDF.derive(64, from: ikm, salt: SecretBytes(count: 32) { _ in }, info: [9]).declassified()
    #expect(without == empty)
    #expect(without == zeros)
  }

  @Test func `A shorter output begins a longer one`() {
    let ikm = SecretBytes(copying: [1, 2, 3])
    let longest = HKDF.derive(HKDF.maximumByteCount, from: ikm, info: []).declassified()
    for count in [0, 1, 31, 32, 33, 64, 80, 8159] {
      let output = HKDF.derive(count, from: ikm, info: []).declassified()
      #expect(output == Array(longest.prefix(count)))
    }
  }

  @Test func `Another label, salt or key gives other bytes`() {
    let one = SecretBytes(copying: [1])
    let two = SecretBytes(copying: [2])
    let outputs = [
      HKDF.derive(32, from: one, salt: one, info: [1]).declassified(),
      HKDF.derive(32, from: two, salt: one, info: [1]).declassified(),
      HKDF.derive(32, from: one, salt: two, info: [1]).declassified(),
      HKDF.derive(32, from: one, salt: one, info: [2]).declassified(),
      HKDF.derive(32, from: one, salt: one, info: []).declassified(),
    ]
    #expect(Set(outputs).count == outputs.count)
  }

  #if os(macOS) || os(Linux)
    @Test func `An output longer than 255 blocks is a mistake of the program and stops it`() async {
      await #expect(processExitsWith: .failure) {
        _ = HKDF.derive(HKDF.maximumByteCount + 1, from: SecretBytes(copying: [1]), info: [])
      }
    }
  #endif
}
