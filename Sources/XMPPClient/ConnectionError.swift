package import XML

/// Why there is no connection, or no longer one.
package enum ConnectionError: Error, Equatable, Sendable {
  /// No name, no route, nobody there, or cut off.
  case unreachable
  /// The server did not answer, or fell silent.
  case timedOut
  /// The server offers no TLS, or someone in between took the offer away (STARTTLS stripping).
  case tlsUnavailable
  /// Bytes in the clear behind the server's word to begin with TLS (STARTTLS injection).
  case injection
  /// TLS failed, or the certificate is not one for the account's domain.
  case tlsFailed
  /// The server offers no mechanism that the client takes.
  case noMechanism
  /// The server offers only mechanisms below the minimum.
  case downgraded
  case scram(SCRAMError)
  /// The server refused the login.
  case refused(SASLCondition)
  /// What the server sent is no stream that can be read.
  case stream(XMLStreamError)
  /// The server closed the stream, with an error or without.
  case closed(XMLStreamCondition?)
  /// The server speaks out of turn, for another domain, or acknowledges what was not sent.
  case protocolViolation

  /// Whether trying again cannot help, or would do harm: with a wrong password it locks the account, and after
  /// `conflict` two clients would push each other out for ever.
  package var isPermanent: Bool {
    switch self {
    case .noMechanism, .downgraded, .scram, .closed(.conflict), .closed(.notAuthorized): true
    case .refused(let condition): condition != .temporaryAuthFailure && condition != .aborted
    case .unreachable, .timedOut, .tlsUnavailable, .injection, .tlsFailed, .stream, .closed, .protocolViolation: false
    }
  }

  /// What the peer is to be told before the stream closes (RFC 6120 section 4.9).
  var condition: XMLStreamCondition? {
    switch self {
    case .stream(let error): error.condition
    case .timedOut: .connectionTimeout
    case .protocolViolation: .undefinedCondition
    default: nil
    }
  }
}
