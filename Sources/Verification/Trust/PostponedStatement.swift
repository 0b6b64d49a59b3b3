package import XML

/// A statement that waits: for its sender to be authenticated, or for its subject to be fetched.
package struct PostponedStatement: Sendable, Hashable, Comparable {
  package let sender: KeyReference
  package let subject: KeyReference
  package let statement: TrustStatement
  package let sent: DateTime

  package init(sender: KeyReference, subject: KeyReference, statement: TrustStatement, sent: DateTime) {
    self.sender = sender
    self.subject = subject
    self.statement = statement
    self.sent = sent
  }
  var topic: TrustState.Topic {
    TrustState.Topic(sender: sender, subject: subject)
  }

  /// The order in which statements have their effect: the earliest first, and of one second distrust before trust, so
  /// that a device that is distrusted has no more to say. What is left makes the order the same in every run.
  package static func < (a: PostponedStatement, b: PostponedStatement) -> Bool {
    if a.sent != b.sent { return a.sent < b.sent }
    if a.statement != b.statement { return a.statement == .distrust }
    if a.sender != b.sender { return a.sender < b.sender }
    return a.subject < b.subject
  }
}
