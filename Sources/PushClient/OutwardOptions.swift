package import NIOCore

/// How requests go out.
package struct OutwardOptions: Sendable {
  /// Whether an address that is not ``AddressClass/global`` may be connected to, and plain http be spoken with this machine:
  /// for tests, a demo, and a gateway in one's own network.
  package var allowsLocal = false
  /// A file of certificates in PEM to trust instead of the system's.
  package var trustRoots: String?
  /// For one exchange from the look-up of the name to the last byte of the answer: 10 s. An iPhone that was woken has 30 s for
  /// everything.
  package var timeout = TimeAmount.seconds(10)

  package init(allowsLocal: Bool = false, trustRoots: String? = nil) {
    self.allowsLocal = allowsLocal
    self.trustRoots = trustRoots
  }
}
