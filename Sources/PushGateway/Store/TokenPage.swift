/// A part of an account's list of tokens.
struct TokenPage: Sendable, Equatable {
  let tokens: [StoredToken]
  /// Where the next part begins; `nil` where this was the last.
  let next: TokenCursor?
}
