/// Cases with common parameters. Which parameters there are depends on the file; sizes count bits.
package struct WycheproofGroup<Inputs: Decodable & Sendable>: Decodable, Sendable {
  package struct PublicKey: Decodable, Sendable {
    package let pk: HexBytes
  }

  package let keySize: Int?
  package let ivSize: Int?
  package let tagSize: Int?
  package let publicKey: PublicKey?
  package let tests: [WycheproofCase<Inputs>]
}
