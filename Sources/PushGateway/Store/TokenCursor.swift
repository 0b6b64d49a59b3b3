import Primitives

/// A place in an account's list of tokens, behind one of them. It is what the list is in the order of, not the token itself:
/// one that is forgotten meanwhile does not end the walk.
struct TokenCursor: Sendable, Equatable {
  let createdAt: Int64
  /// SHA-256 of the token's digits.
  let hash: [UInt8]

  init(createdAt: Int64, hash: [UInt8]) {
    self.createdAt = createdAt
    self.hash = hash
  }

  /// Reads what ``text`` wrote, and nothing else.
  init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, let createdAt = Int64(parts[0]), let hash = TextEncoding.decodeHex(String(parts[1])) else {
      return nil
    }
    self.init(createdAt: createdAt, hash: hash)
    guard hash.count == Self.hashBytes, self.text == text else { return nil }
  }

  /// As it stands in a URL: milliseconds since 1970, and the hash in hex.
  var text: String {
    "\(createdAt)-\(TextEncoding.hex(hash))"
  }

  /// Before every token.
  static let start = TokenCursor(createdAt: -1, hash: Array(repeating: 0, count: hashBytes))

  private static let hashBytes = 32
}
