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
  /// The task and not its text: whoever comes while it is being made waits for the same one.
  private var current: (signing: Task<String, any Error>, madeAt: Int64)?

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
    while let known = current, (0..<Self.lifetime).contains(now - known.madeAt) {
      let text = try await known.signing.value
      guard text == refused, now - known.madeAt >= Self.shortestLifetime else { return text }
      // Unless another call has renewed it meanwhile.
      if current?.signing == known.signing { break }
    }
    let signing = Task { try await sign(now) }
    current = (signing, now)
    do {
      return try await signing.value
    } catch {
      if current?.signing == signing { current = nil }
      throw error
    }
  }

  private func sign(_ now: Int64) async throws -> String {
    await keys.add(ecdsa: key, kid: keyID)
    let claims = Claims(
      iss: IssuerClaim(value: team), iat: IssuedAtClaim(value: Date(timeIntervalSince1970: Double(now))))
    return try await keys.sign(claims, kid: keyID)
  }

  /// 45 minutes, in seconds.
  private static let lifetime: Int64 = 45 * 60

  /// A minute, in seconds: a token that is refused at once is not mended by another.
  private static let shortestLifetime: Int64 = 60
}
