import Crypto

/// Makes keys for VAPID (RFC 8292).
package enum VAPIDKey {
  /// A new private key of P-256, in PEM.
  package static func make() -> String {
    P256.Signing.PrivateKey().pemRepresentation + "\n"
  }
}
