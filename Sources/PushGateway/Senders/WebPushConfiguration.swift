/// What it takes to send to WebPush and UnifiedPush subscriptions.
package struct WebPushConfiguration: Sendable {
  /// The application server's private key in PEM (VAPID, RFC 8292); without it pushes are sent unsigned, which UnifiedPush
  /// distributors take and browsers' services do not.
  package var key: String?
  /// A `mailto:` or `https:` URL by which a push service may reach who runs the gateway.
  package var contact: String
  /// Whether an endpoint may resolve to an address that is not public, as in a network of one's own.
  package var allowsPrivateAddresses: Bool
  /// Certificates in PEM that vouch for push services beside the system's.
  package var roots: String?

  package init(
    key: String? = nil, contact: String = "", allowsPrivateAddresses: Bool = false, roots: String? = nil
  ) {
    self.key = key
    self.contact = contact
    self.allowsPrivateAddresses = allowsPrivateAddresses
    self.roots = roots
  }
}
