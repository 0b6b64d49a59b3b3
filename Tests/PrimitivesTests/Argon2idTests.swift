import Primitives
import TestSupport
import Testing

@Suite struct Argon2idTests {
  @Test(arguments: try KnownAnswer.all("argon2id"))
  func `A key of the reference implementation is derived`(_ record: KnownAnswer) throws {
    let key = try Argon2id.deriveKey(
      passphrase: SecretBytes(copying: record["passphrase"]), salt: record["salt"],
      cost: Argon2id.Cost(passes: record.number("passes"), kibibytes: record.number("kibibytes"))
    ).declassified()
    #expect(key == record["key"])
  }

  @Test(arguments: [
    (0, 64), (-1, 64), (11, 64), (.min, 64), (.max, 64),
    (1, 0), (1, 7), (1, -8), (1, 1024 * 1024 + 1), (1, .min), (1, .max),
  ])
  func `A cost out of bounds is refused`(_ passes: Int, _ kibibytes: Int) {
    #expect(throws: Argon2idError.outOfBounds) { try derive(cost: Argon2id.Cost(passes: passes, kibibytes: kibibytes)) }
  }

  @Test(arguments: [0, 8, 15, 17, 32])
  func `A salt of another length is refused`(_ count: Int) {
    #expect(throws: Argon2idError.outOfBounds) { try derive(salt: [UInt8](repeating: 0, count: count)) }
  }

  @Test func `Another passphrase, salt or cost gives another key`() throws {
    let keys = [
      try derive(),
      try derive(passphrase: [0]),
      try derive(salt: [UInt8](repeating: 1, count: 16)),
      try derive(cost: Argon2id.Cost(passes: 2, kibibytes: 8)),
      try derive(cost: Argon2id.Cost(passes: 1, kibibytes: 16)),
    ]
    #expect(Set(keys).count == keys.count)
    #expect(try derive() == keys[0])
  }

  private func derive(
    passphrase: [UInt8] = [], salt: [UInt8] = [UInt8](repeating: 0, count: 16),
    cost: Argon2id.Cost = Argon2id.Cost(passes: 1, kibibytes: 8)
  ) throws(Argon2idError) -> [UInt8] {
    try Argon2id.deriveKey(passphrase: SecretBytes(copying: passphrase), salt: salt, cost: cost).declassified()
  }
}
