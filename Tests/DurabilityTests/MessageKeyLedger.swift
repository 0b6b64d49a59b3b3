import Pawl

/// The message keys that stanzas were sealed with, as far as anyone on the way can tell them apart: a ratchet key
/// belongs to one session, and a number stands for one key of its chain.
struct MessageKeyLedger {
  private struct Use: Hashable {
    let device: UInt32
    let ratchetKey: String
    let number: UInt32
  }

  private var uses: Set<Use> = []

  /// Notes a stanza, once, when it is handed out.
  ///
  /// - Returns: whether none of its message keys was used before.
  mutating func note(_ parts: [Inspection.MessageParts]) -> Bool {
    var isNew = true
    for key in parts.flatMap(\.keys) {
      let use = Use(device: key.device, ratchetKey: key.ratchetKey, number: key.number)
      if !uses.insert(use).inserted { isNew = false }
    }
    return isNew
  }

  mutating func note(_ stanza: String) throws -> Bool {
    note(try Inspection.messageParts(stanza))
  }
}

extension Inspection {
  /// The parts of a `<message/>`.
  static func messageParts(_ stanza: String) throws(ReceiveError) -> [MessageParts] {
    guard case .message(let parts) = try Inspection(stanza) else { throw .malformed }
    return parts
  }
}
