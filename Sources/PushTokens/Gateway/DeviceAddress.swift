/// Where a gateway reaches this device.
package enum DeviceAddress: Sendable {
  /// Apple's device token, in hex.
  case apns(String)
  /// A subscription of web push: its endpoint's URL, and the keys of RFC 8291 in base64url.
  case webPush(endpoint: String, p256dh: String, auth: String)

  package var kind: GatewayDevice.Kind {
    switch self {
    case .apns: .apns
    case .webPush: .webPush
    }
  }

  /// The members of the request that registers it.
  var members: [String: String] {
    switch self {
    case .apns(let token): ["registration_id": token]
    case .webPush(let endpoint, let p256dh, let auth): ["registration_id": endpoint, "p256dh": p256dh, "auth": auth]
    }
  }
}
