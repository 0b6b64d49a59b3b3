/// What stands in `<payload/>`, encrypted once for all devices.
package struct EncryptedPayload: Sendable, Equatable {
  package let ciphertext: [UInt8]
  /// Legacy OMEMO writes the nonce beside it; in OMEMO 2 it comes from the key.
  package let iv: [UInt8]?

  package init(ciphertext: [UInt8], iv: [UInt8]? = nil) {
    self.ciphertext = ciphertext
    self.iv = iv
  }
}
