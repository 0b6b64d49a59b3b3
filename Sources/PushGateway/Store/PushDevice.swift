/// Which service reaches a device.
enum DeviceKind: String, Sendable, CaseIterable {
  case apns
  case gcm
  /// RFC 8030, and UnifiedPush, which speaks the same to an application server.
  case webpush
}

/// A device that can be woken.
struct PushDevice: Sendable, Equatable {
  var id: String
  var kind: DeviceKind
  /// What the push service calls the device: 64 hex digits at APNs, an endpoint's URL for WebPush. Names a person's
  /// phone: not to be logged.
  var registration: String
  /// The keys of a WebPush subscription (RFC 8291 section 2).
  var keys: WebPushKeys?
  var name: String?
  /// The client's own name for the device; of no use here.
  var deviceID: String?
  var isActive: Bool
  let createdAt: Int64
  /// When the registration was last confirmed by the client.
  var registeredAt: Int64
  /// When the push service said that the registration is no more.
  var deadAt: Int64?
}

/// A WebPush subscription's public key, 65 bytes, an uncompressed point of P-256, and its secret of 16 bytes.
struct WebPushKeys: Sendable, Equatable {
  let publicKey: [UInt8]
  let secret: [UInt8]
}
