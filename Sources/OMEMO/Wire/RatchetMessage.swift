package import DoubleRatchet

/// A ratchet message as received.
package struct RatchetMessage: Sendable {
  package let namespace: Namespace
  package let mac: [UInt8]
  /// What the MAC covers, after the associated data.
  package let authenticatedPart: [UInt8]
  package let header: RatchetHeader
  package let ciphertext: [UInt8]

  init(
    namespace: Namespace, mac: [UInt8], authenticatedPart: [UInt8], header: RatchetHeader, ciphertext: [UInt8]
  ) {
    self.namespace = namespace
    self.mac = mac
    self.authenticatedPart = authenticatedPart
    self.header = header
    self.ciphertext = ciphertext
  }

  /// - Throws: `malformedMessage`, `unsupportedVersion`, `invalidKey`.
  package init(_ bytes: [UInt8], in profile: Profile) throws(OMEMOError) {
    self = try profile.wire.readRatchetMessage(bytes)
  }
}
