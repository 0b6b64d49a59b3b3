import Crypto

/// How a device is reached, as a client says it.
struct DeviceRegistration: Sendable, Equatable {
  let id: String
  let keys: WebPushKeys?

  /// - Throws: ``APIError/fields(_:)``.
  init(_ fields: RequestFields, kind: DeviceKind) throws(APIError) {
    let text = try fields.required("registration_id", limit: 2048)
    switch kind {
    case .apns:
      // iOS prints a token as groups of digits, and so clients sent it. It becomes part of a URL.
      id = text.filter { $0 != " " }.lowercased()
      guard (64...200).contains(id.utf8.count), id.utf8.count % 2 == 0, id.allSatisfy({ $0.isASCII && $0.isHexDigit }) else {
        throw .fields(["registration_id": "Not an APNs device token: 64 hex digits or more."])
      }
      keys = nil
    case .gcm:
      id = text
      keys = nil
    case .webpush:
      guard WebPushSender.url(text) != nil else { throw .fields(["registration_id": "Not an https URL."]) }
      id = text
      keys = try Self.keys(fields)
    }
  }

  private static func keys(_ fields: RequestFields) throws(APIError) -> WebPushKeys {
    guard let key = Base64URL.decode(try fields.required("p256dh", limit: 128)),
      key.count == 65, (try? P256.KeyAgreement.PublicKey(x963Representation: key)) != nil
    else { throw .fields(["p256dh": "Not a point of P-256 in 65 bytes of base64url."]) }
    guard let secret = Base64URL.decode(try fields.required("auth", limit: 64)), secret.count == 16 else {
      throw .fields(["auth": "Not 16 bytes of base64url."])
    }
    return WebPushKeys(publicKey: key, secret: secret)
  }
}
