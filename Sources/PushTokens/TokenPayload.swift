/// Tokens on their way to a contact, and the endpoint that takes them (specs/push.md section 1.1).
///
/// It travels inside an encrypted message and nowhere else. Who sent it is what the session says; nothing in it names a
/// contact.
public struct TokenPayload: Hashable, Sendable {
  public let endpoint: PushEndpoint
  /// 1 to 20, each token once, in the sender's order.
  public let tokens: [TokenGrant]
  public let purpose: TokenPurpose

  /// - Throws: ``PushError/noTokens``, ``PushError/tooManyTokens`` or ``PushError/duplicateToken``.
  package init(
    endpoint: PushEndpoint, tokens: [TokenGrant], purpose: TokenPurpose = .knock
  ) throws(PushError) {
    try Self.check(count: tokens.count)
    guard Set(tokens.map(\.token)).count == tokens.count else { throw .duplicateToken }
    self.endpoint = endpoint
    self.tokens = tokens
    self.purpose = purpose
  }

  /// Refuses a number of tokens that no payload may have, before any is read.
  static func check(count: Int) throws(PushError) {
    guard count > 0 else { throw .noTokens }
    guard count <= TokenLimits.tokensPerPayload else { throw .tooManyTokens }
  }
}
