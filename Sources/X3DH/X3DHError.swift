/// Why a key agreement was refused.
package enum X3DHError: Error, Equatable {
  /// The signed prekey is not signed by the identity key.
  case badSignature
  /// The bundle has no one-time prekey left.
  case noOneTimePreKey
  /// A Diffie-Hellman result is all zero: one of the peer's keys is of small order.
  case lowOrder
}
