/// What the tokens of a payload are for; the raw value is the XML form's `purpose`.
///
/// A purpose that is not here makes its payload unreadable, and rightly so: a token meant for something else, used to
/// knock, is a knock that nobody allowed.
public enum TokenPurpose: String, Hashable, Sendable {
  /// To wake the sender's device when a message waits for it. All that ChatSecure's tokens were for.
  case knock
}
