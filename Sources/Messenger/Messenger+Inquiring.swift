import Pawl
import XML

/// Requests to others' servers that news from there leads to. They are made beside the loop that takes stanzas: who sends
/// something and then does not answer would stop it for a minute each time.
extension Messenger {
  /// Carries out what another's stanza leads to: what is for us to do at once and in order, what is to be fetched beside it.
  func follow(_ actions: [Action]) async {
    var own: [Action] = []
    for action in actions {
      if let owner = action.owner.flatMap({ try? JID($0) }) {
        inquire(.fetch(action), of: owner)
      } else {
        own.append(action)
      }
    }
    await perform(own)
  }

  /// - Returns: whether it is asked, now or later.
  @discardableResult
  func inquire(_ inquiry: Inquiry, of owner: JID) -> Bool {
    let isTaken = inquiries.add(inquiry, of: owner.bare)
    startInquiries()
    return isTaken
  }

  private func startInquiries() {
    while let next = inquiries.next() {
      inquiring[next.owner] = Task {
        await carryOut(next.inquiry)
        inquiries.end(of: next.owner)
        inquiring[next.owner] = nil
        startInquiries()
        await leaveIfDone()
      }
    }
  }

  private func carryOut(_ inquiry: Inquiry) async {
    switch inquiry {
    case .fetch(let action): await perform([action])
    case .beginSession(let peer, let namespace): await repair(peer, namespace)
    case .tokenSupport(let sender): await askAboutTokens(sender)
    case .moveOn(let parcel, _, let reason): await moveOn(parcel, reason)
    }
  }

  /// Ends what is under way, after the connection has.
  func endInquiries() async {
    for case .moveOn(let parcel, _, let reason) in inquiries.clear() {
      announce.yield(.undelivered(to: parcel.address, reason: reason))
    }
    for task in inquiring.values {
      task.cancel()
      await task.value
    }
  }
}
