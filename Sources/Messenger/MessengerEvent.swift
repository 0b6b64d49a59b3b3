package import Pawl
package import PushClient
package import XMPPClient

/// What happens to an account that is online.
package enum MessengerEvent: Sendable {
  /// Logged in.
  case online(address: String, SASLMechanism)
  /// The own nodes are as they should be, and the archive is read.
  case ready
  /// The connection is gone; another is tried after so long.
  case offline(ConnectionError, retry: Duration)
  /// A stanza was read; in a room if there is one.
  case received(ReceivedStanza, room: String?)
  /// A stanza could not be read, and what the user may do.
  case unreadable(from: String, ReceiveError, Remedy)
  /// A text that came without encryption.
  case unencrypted(from: String, text: String)
  /// So many messages of the archive were looked at, and where to go on the next time; none where a live message has moved
  /// that place.
  case caughtUp(Int, next: ArchiveStart)
  /// So many stanzas may not have arrived: the connection was lost over them. Messages among them are sent again, unless
  /// this comes when the run ends.
  case unconfirmed(Int)
  /// Something that was to be done with the connection failed.
  case failed(MessengerTask, RequestError)
  /// What another published was not taken over.
  case refused(jid: String, ImportError)
  /// What another has signed was not taken over.
  case statementsRefused(jid: String, AddressError)
  /// A key is trusted otherwise than before, for what was said of it before it was known or for its account's address.
  case trustChanged(TrustChange)
  /// An address's server could not be reached: the text went to another address of the same person.
  case movedOn(from: String, to: String)
  /// A text could not be delivered, and there is no other address: the server's reason.
  case undelivered(to: String, reason: String)
  /// The store failed over what came in. A live message is handed in again until it is taken; the server keeps it if the run
  /// ends before.
  case storeFailed(StorageError)
  /// Whether a contact was knocked at after a message, why, and what his endpoint said.
  case knocked(jid: String, KnockDecision, KnockResponse?)
  /// A gateway, ours or a contact's, could not be asked.
  case pushFailed(PushClientError)
  /// Somebody wants to be a contact.
  case contactRequest(from: String)
  /// Somebody became a member of a room, or is none any more.
  case membership(room: String, jid: String, isMember: Bool)
}

/// What was being done when a request failed.
package enum MessengerTask: Hashable, Sendable {
  case login
  case action(Action)
  /// Having the account's server do push.
  case push
}
