/// What asks for a knock.
public enum KnockTrigger: Hashable, Sendable, CaseIterable {
  /// A message was sent: nobody is asked.
  case message
  /// The user wants it. It goes out where the policy knows too little to knock by itself, and sooner again; it does not
  /// bring a switched-off push back, nor a knock at somebody who is there.
  case user
}
