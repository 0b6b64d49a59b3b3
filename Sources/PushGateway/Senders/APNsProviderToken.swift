import Foundation
import JWTKit

/// The JWT by which APNs knows us: ES256 over our team and the time.
///
/// APNs refuses one that is older than an hour, and a provider who makes a new one more often than every 20 minutes
/// (`TooManyProviderTokenUpdates`); so one serves for 45 minutes.
actor APNsProviderToken {
  private struct Claims: JWTPayload {
    let iss: IssuerClaim
    let iat: IssuedAtClaim

    func verify(using algorithm: some JWTAlgorithm) {}
  }

  private let keys = JWTKeyCollection()
  private let keyID: JWKIdentifier
  private let team: String
  private let key: ES256PrivateKey
  private var current: (text: String, madeAt: Int64)?

  init(_ configuration: APNsConfiguration) throws(SenderError) {
    guard let key = try? ES256PrivateKey(pem: configuration.key) else { throw .invalidKey }
    self.key = key
    keyID = JWKIdentifier(string: configuration.keyID)
    team = configuration.teamID
  }

  /// The token to send with.
  ///
  /// - Parameters:
  ///   - refused: one that APNs held for expired, as it does where our clock is wrong or was put right.
  ///   - now: in seconds since 1970.
  func text(insteadOf refused: String? = nil, now: Int64) async throws -> String {
    if let current, (0..<Self.lifetime).contains(now - current.madeAt) {
      let mayRenew = current.text == refused && now - current.madeAt >= Self.shortestLifetime
      if !mayRenew { return current.text }
    }
    await keys.add(ecdsa: key, kid: keyID)
    let claims = Claims(
      iss: IssuerClaim(value: team), iat: IssuedAtClaim(value: Date(timeIntervalSince1970: Double(now))))
    let text = try await keys.sign(claims, kid: keyID)
    current = (text, now)
    return text
  }

  /// 45 minutes, in seconds.
  private static let lifetime: Int64 = 45 * 60

  /// A minute, in seconds: a token that is refused at once is not mended by another.
  private static let shortestLifetime: Int64 = 60
}
