/// Whether to knock at a contact, and why.
public enum KnockDecision: Hashable, Sendable {
  case knock(KnockGrounds)
  case refrain(KnockRestraint)

  /// One line for people.
  public var line: String {
    switch self {
    case .knock(let grounds): "knock: \(grounds.line)"
    case .refrain(let restraint): "no knock: \(restraint.line)"
    }
  }
}

/// Why a knock goes out.
public enum KnockGrounds: Hashable, Sendable {
  /// So many messages went to the contact since there was a sign of life of him.
  case messagesWait(Int)
  case userAsked

  /// One line for people.
  public var line: String {
    switch self {
    case .messagesWait(1): "a message waits for the contact, who is offline"
    case .messagesWait(let count): "\(count) messages wait for the contact, who is offline"
    case .userAsked: "the user asks for it"
    }
  }
}
