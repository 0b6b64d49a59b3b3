package import XML

/// What happens to a ``Client``.
package enum ClientEvent: Sendable {
  /// Logged in. After `resumed` nothing was lost in between, and neither carbons nor presence want to be set anew.
  case online(JID, SASLMechanism, resumed: Bool)
  /// The connection is gone; the client connects again after so long.
  case offline(ConnectionError, retry: Duration)
  /// To be followed by ``Client/handled(_:)`` once it is stored. What the server sends again after a resumption is not told
  /// again, whether it is handled by then or not.
  case message(IncomingMessage, Receipt)
  /// Likewise.
  case presence(Element, Receipt)
  /// Sent in a session that could not be resumed, and not acknowledged in it: they may have arrived or not. Told before
  /// ``online(_:_:resumed:)``, and of messages also at the end of ``Client/run()``.
  case unconfirmed([Element])
}
