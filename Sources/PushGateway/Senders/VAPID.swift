import Crypto
import Foundation
import JWTKit

/// How an application server says who it is (RFC 8292).
struct VAPID: Sendable {
  private struct Claims: JWTPayload {
    let aud: String
    let exp: ExpirationClaim
    let sub: String

    func verify(using algorithm: some JWTAlgorithm) {}
  }

  /// The public key, an uncompressed point in base64url: what a client subscribes with.
  let publicKey: String
  private let keys = JWTKeyCollection()
  private let key: ES256PrivateKey
  private let contact: String

  init(pem: String, contact: String) throws(SenderError) {
    guard let key = try? ES256PrivateKey(pem: pem), let point = try? P256.Signing.PrivateKey(pemRepresentation: pem) else {
      throw .invalidKey
    }
    self.key = key
    self.contact = contact
    publicKey = Base64URL.encode(Array(point.publicKey.x963Representation))
  }

  /// The value of `Authorization`.
  ///
  /// - Parameters:
  ///   - origin: of the push service: scheme, host and port.
  ///   - now: in seconds since 1970.
  func authorization(origin: String, now: Int64) async throws -> String {
    await keys.add(ecdsa: key)
    let claims = Claims(
      aud: origin, exp: ExpirationClaim(value: Date(timeIntervalSince1970: Double(now + Self.lifetime))), sub: contact)
    return "vapid t=\(try await keys.sign(claims)), k=\(publicKey)"
  }

  /// 12 hours, in seconds; section 2 allows 24.
  private static let lifetime: Int64 = 12 * 3600
}
