import CommandLineSupport
import Messenger
import XMPPClient

extension Failure {
  init(_ error: ConnectionError) {
    switch error {
    case .unreachable: self.init(.inputOutput, "the server cannot be reached, or cut the connection")
    case .timedOut: self.init(.inputOutput, "the server does not answer")
    case .tlsUnavailable: self.init(.inputOutput, "the server offers no TLS")
    case .injection: self.init(.inputOutput, "somebody put bytes into the connection before TLS")
    case .tlsFailed: self.init(.inputOutput, "TLS failed, or the certificate is not one for the account's domain")
    case .noMechanism: self.init(.inputOutput, "the server offers no login by SCRAM")
    case .downgraded: self.init(.inputOutput, "the server offers only weaker logins than before")
    case .scram(.unusableCredentials): self.init(.data, "the password has a character that no password may have")
    case .scram: self.init(.inputOutput, "the server does not prove that it knows the password")
    case .refused(let condition): self.init(.data, "the server refuses the login: \(condition.rawValue)")
    case .stream: self.init(.inputOutput, "the server sent what is no stream")
    case .closed(let condition): self.init(.inputOutput, "the server closed: \(condition?.rawValue ?? "without a reason")")
    case .protocolViolation: self.init(.inputOutput, "the server breaks the protocol")
    }
  }

  init(_ error: RequestError) {
    switch error {
    case .offline: self.init(.inputOutput, "the connection is lost")
    case .timedOut: self.init(.inputOutput, "no answer came")
    case .backlog: self.init(.inputOutput, "the server does not acknowledge what is sent")
    case .unwritable: self.init(.data, "the stanza has characters that XML cannot carry")
    case .refused(let cause): self.init(.data, "refused: \(cause.condition)")
    case .malformedAnswer: self.init(.inputOutput, "the answer is not what was asked for")
    }
  }

  init(_ error: RoomError) {
    switch error {
    case .invalidJID: self.init(.usage, "not a room, or not a nickname")
    case .notPrivate: self.init(.data, "the room is not members-only, or does not tell its members who they are")
    case .refused(let cause): self.init(.data, "the room refuses: \(cause.condition)")
    case .timedOut: self.init(.inputOutput, "the room does not answer")
    }
  }
}
