/// This device as a gateway knows it: a resource of its REST API.
package struct GatewayDevice: Hashable, Sendable {
  /// How the gateway reaches it. The raw value is the resource's name under `device/`.
  package enum Kind: String, Hashable, Sendable {
    /// Apple's service.
    case apns
    /// Web push, or UnifiedPush (RFC 8030).
    case webPush = "webpush"

    /// The member of a request for tokens that names the device.
    package var tokenMember: String { rawValue + "_device" }
  }

  package let kind: Kind
  /// The resource's id.
  package let id: String

  package init(kind: Kind, id: String) {
    self.kind = kind
    self.id = id
  }
}
