package import XML

/// What waits to be asked of others, and what is being asked.
///
/// One thing at a time is asked of each owner, and of few owners at once: a stranger who gives ever more news and never
/// answers holds up what is asked of himself, and at worst, with many accounts, what is asked of others.
package struct InquiryQueue {
  private var waiting: [(owner: JID, inquiry: Inquiry)] = []
  private var underWay: [JID: Inquiry] = [:]

  package init() {}

  package var isEmpty: Bool {
    waiting.isEmpty && underWay.isEmpty
  }

  /// - Parameter owner: a bare address.
  /// - Returns: `false` where so much waits that it is dropped. No text of the user's is, of which ``ParcelLedger`` has few.
  package mutating func add(_ inquiry: Inquiry, of owner: JID) -> Bool {
    if waiting.contains(where: { $0.inquiry == inquiry }) { return true }
    // What is being fetched may have changed since it was asked for; a session that is being begun is not begun twice.
    if case .beginSession = inquiry, underWay[owner] == inquiry { return true }
    let hasRoom =
      waiting.count < Self.maximumWaiting && waiting.count { $0.owner == owner } < Self.maximumWaitingOfOwner
    guard hasRoom || inquiry.isText else { return false }
    waiting.append((owner, inquiry))
    return true
  }

  /// Takes the next thing to be asked, if one can be; ``end(of:)`` is to follow.
  package mutating func next() -> (owner: JID, inquiry: Inquiry)? {
    guard underWay.count < Self.maximumUnderWay,
      let index = waiting.firstIndex(where: { underWay[$0.owner] == nil })
    else { return nil }
    let next = waiting.remove(at: index)
    underWay[next.owner] = next.inquiry
    return next
  }

  /// What was asked of an owner is answered, or given up.
  package mutating func end(of owner: JID) {
    underWay[owner] = nil
  }

  /// Gives up what waits, and returns it.
  package mutating func clear() -> [Inquiry] {
    defer { waiting = [] }
    return waiting.map(\.inquiry)
  }

  /// 16: each may take a minute, and most take a round trip.
  package static let maximumUnderWay = 16
  /// 256: more than a contact list's news after a login.
  package static let maximumWaiting = 256
  /// 16: an account has two nodes to be fetched, and few clients and unknown devices at a time.
  package static let maximumWaitingOfOwner = 16
}
