/// The mechanisms of SASL that the client logs in with, the weakest first.
///
/// Others are not offered: PLAIN and its like hand the password to whoever holds the connection.
package enum SASLMechanism: String, Sendable, CaseIterable, Comparable {
  /// RFC 5802.
  case scramSHA1 = "SCRAM-SHA-1"
  /// RFC 7677.
  case scramSHA256 = "SCRAM-SHA-256"
  case scramSHA1Plus = "SCRAM-SHA-1-PLUS"
  case scramSHA256Plus = "SCRAM-SHA-256-PLUS"

  /// Whether the proof holds for one TLS connection only, and not for that of somebody in between.
  package var bindsChannel: Bool {
    self == .scramSHA1Plus || self == .scramSHA256Plus
  }

  var hash: SCRAMHash {
    switch self {
    case .scramSHA1, .scramSHA1Plus: .sha1
    case .scramSHA256, .scramSHA256Plus: .sha256
    }
  }

  package static func < (a: SASLMechanism, b: SASLMechanism) -> Bool {
    a.rank < b.rank
  }

  private var rank: Int {
    (bindsChannel ? 2 : 0) + (hash == .sha256 ? 1 : 0)
  }
}
