import CommandLineSupport
import Messenger
import Pawl
import XMPPClient

/// Says on standard error what goes on behind a command.
struct Progress {
  func tell(_ event: MessengerEvent) {
    if let line = line(event) { PawlCommand.complain(line) }
  }

  private func line(_ event: MessengerEvent) -> String? {
    switch event {
    // A live message moves the archive's mark, too, and is no part of it that was read.
    case .ready, .received, .storeFailed, .unconfirmed, .caughtUp(0, _): nil
    case .online(let address, let mechanism): "online as \(address), by \(mechanism.rawValue)"
    case .offline(let error, let retry): "\(Failure(error).message); next try in \(retry.components.seconds + 1) s"
    case .unreadable(let from, let error, let remedy):
      "from \(from): \(Failure(error, remedy: remedy).message)"
    case .unencrypted(let from, _): "from \(from): a text without encryption"
    case .caughtUp(let count, _): "\(count) messages of the archive read"
    case .failed(.login, let error): "the account's nodes or archive cannot be read: \(Failure(error).message)"
    case .failed(.push, let error): "the server does not do push: \(Failure(error).message)"
    case .pushFailed(let error): Failure(error).message
    case .knocked(_, .refrain(.nothingWaits), _), .knocked(_, .refrain(.noToken), _): nil
    case .knocked(let jid, let decision, let response):
      "\(jid): \(decision.line)" + (response.map { "; \($0.line)" } ?? "")
    case .failed(.action(let action), let error): "\(ActionsDescription([action]).plainText): \(Failure(error).message)"
    case .refused(let jid, let error): "what \(jid) published: \(Failure(error).message)"
    case .statementsRefused(let jid, let error): "what \(jid) signed: \(Failure(error).message)"
    case .trustChanged(let change): change.plainText
    case .movedOn(let from, let to): "the server of \(from) cannot be reached; sent to \(to)"
    case .undelivered(let to, let reason): "not delivered to \(to): \(reason)"
    case .contactRequest(let from): "\(from) wants to be a contact; agree with contacts --add"
    case .membership(let room, let jid, let isMember): "\(jid) is \(isMember ? "a" : "no longer a") member of \(room)"
    }
  }
}

extension KnockResponse {
  /// One line for people.
  var line: String {
    switch self {
    case .accepted: "the endpoint takes it"
    case .unknownToken: "the endpoint does not know the token"
    case .retryLater: "the endpoint asks to try later"
    case .failed: "the endpoint does not take it"
    }
  }
}
