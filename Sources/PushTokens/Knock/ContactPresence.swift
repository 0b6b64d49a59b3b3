/// Whether a contact is there, as far as the account's server says.
public enum ContactPresence: String, Hashable, Sendable, CaseIterable {
  /// A client of the contact's is online.
  case available
  /// The contact lets us see his presence, and there is none.
  case unavailable
  /// The contact does not let us see it, or the server has not said yet.
  case unknown
}
