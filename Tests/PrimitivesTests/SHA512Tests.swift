import Primitives
import TestSupport
import Testing

@Suite struct SHA512Tests {
  /// FIPS 180-4's examples.
  static let known = [
    (
      "abc",
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
    ),
    (
      "",
      "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
        + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
    ),
  ]

  @Test(arguments: known)
  func `A known text has its hash`(_ text: String, _ hash: String) {
    #expect(SHA512.hash(Array(text.utf8)).hex == hash)
  }

  @Test func `Parts are hashed as one`() {
    let whole = (0..<200).map { UInt8($0) }
    let expected = SHA512.hash(whole)
    for cut in [0, 1, 100, 127, 128, 199, 200] {
      let (head, tail) = (Array(whole[..<cut]), Array(whole[cut...]))
      #expect(SHA512.hash(head, tail) == expected)
      let secret = SHA512.hash(head, then: SecretBytes(copying: tail)).declassified()
      #expect(secret == expected)
    }
  }
}
