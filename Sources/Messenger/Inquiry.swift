package import Pawl

/// Something to be asked of another's server because of news from there.
package enum Inquiry: Hashable, Sendable {
  case fetch(Action)
  /// A session to be begun from the device's bundle of now, since its messages cannot be read.
  case beginSession(Recipient, Namespace)
  /// Whether the client behind a message takes push tokens.
  case tokenSupport(Sender)
  /// A text that could not be delivered, by the id of its stanza, to be sent to the next address; and the server's reason.
  case moveOn(ParcelLedger.Parcel, id: String, reason: String)

  var isText: Bool {
    if case .moveOn = self { true } else { false }
  }
}
