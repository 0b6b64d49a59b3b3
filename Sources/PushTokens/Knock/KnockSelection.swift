package import XML

/// Which token to knock with.
package enum KnockSelection {
  /// The contact's best token, or `nil` when none will do.
  ///
  /// Unused ones first: the push service has seen the others, and one knock should not be tied to the next. Among
  /// equals the one that ends soonest, so that none goes to waste; then the one received first, then by its digits, so
  /// that the same ledger gives the same answer.
  package static func choose(from held: [HeldToken], for contact: JID, now: DateTime) -> HeldToken? {
    held.filter { $0.contact == contact.bare && $0.state != .dead && !$0.isExpired(at: now) }.min(by: precedes)
  }

  private static func precedes(_ a: HeldToken, _ b: HeldToken) -> Bool {
    if a.state != b.state { return a.state == .unused }
    if a.end != b.end { return a.end < b.end }
    if a.received != b.received { return a.received < b.received }
    return a.token.text < b.token.text
  }
}
