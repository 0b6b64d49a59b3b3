/// What is kept of a push token. The token itself is not: whoever steals the database can knock with none of them.
struct StoredToken: Sendable, Equatable {
  /// SHA-256 of the token's 40 digits.
  let hash: [UInt8]
  let device: String
  let kind: DeviceKind
  var name: String?
  let expiresAt: Int64
}
