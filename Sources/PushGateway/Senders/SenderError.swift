/// Why a sender cannot be made of its configuration.
package enum SenderError: Error, Equatable, Sendable {
  /// No P-256 private key in PEM.
  case invalidKey
  /// No https URL, or none without a path.
  case invalidServer
  /// No certificates in PEM.
  case invalidRoots
}
