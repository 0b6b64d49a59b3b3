/// A trust message and the devices that it is encrypted for, and no others: who is not authenticated must not learn
/// whom we trust (XEP-0434).
package struct TrustDelivery: Sendable, Equatable {
  package let message: TrustMessage
  package let recipients: Set<KeyReference>

  package init(message: TrustMessage, recipients: Set<KeyReference>) {
    self.message = message
    self.recipients = recipients
  }
}

/// XEP-0450's rules for sending.
extension TrustState {
  /// Whom to tell of a decision that the user made here. Decisions that followed from others' messages are not passed
  /// on: their makers have told everyone.
  ///
  /// - Parameters:
  ///   - statement: the decision, which ``decide(_:on:now:)`` has taken.
  ///   - key: what it is about.
  package func deliveries(after statement: TrustStatement, of key: KeyReference) -> [TrustDelivery] {
    guard key != device else { return [] }
    let isOwn = key.owner == device.owner
    let others = Set(keys.keys.filter { isAuthenticated($0) && $0 != key })
    let own = others.filter { $0.owner == device.owner }
    let audience = isOwn ? others : own
    var deliveries = Self.deliveries(statement, of: [key], to: audience)
    if statement == .trust {
      // An own device needs to know everyone's keys, a contact's device ours.
      deliveries += Self.deliveries(.trust, of: isOwn ? others : own, to: [key])
    }
    return deliveries
  }

  /// As many messages as the keys take, in a fixed order of owners and keys.
  private static func deliveries(
    _ statement: TrustStatement, of keys: Set<KeyReference>, to recipients: Set<KeyReference>
  ) -> [TrustDelivery] {
    guard !recipients.isEmpty else { return [] }
    let owners = Dictionary(grouping: keys, by: \.owner).sorted { $0.key.description < $1.key.description }
    let parts = owners.flatMap { owner, references in
      let ids = references.sorted().map(\.key)
      return stride(from: 0, to: ids.count, by: keysPerOwner).compactMap { start in
        let part = Array(ids[start..<min(start + keysPerOwner, ids.count)])
        return try? TrustMessage.KeyOwner(
          jid: owner, trusted: statement == .trust ? part : [], distrusted: statement == .distrust ? part : [])
      }
    }
    return batches(parts).compactMap { batch in
      (try? TrustMessage(keyOwners: batch)).map { TrustDelivery(message: $0, recipients: recipients) }
    }
  }

  /// Owners in groups that a message takes, none twice in one.
  private static func batches(_ owners: [TrustMessage.KeyOwner]) -> [[TrustMessage.KeyOwner]] {
    var batches: [[TrustMessage.KeyOwner]] = []
    var keyCount = 0
    var byteCount = 0
    for owner in owners {
      let last = batches.last ?? []
      let fits =
        !last.isEmpty && last.count < TrustLimits.keyOwners && keyCount + owner.keyCount <= TrustLimits.keys
        && byteCount + owner.byteCount <= TrustLimits.writtenBytes && last.last?.jid != owner.jid
      if fits {
        batches[batches.count - 1].append(owner)
      } else {
        batches.append([owner])
        (keyCount, byteCount) = (0, 0)
      }
      keyCount += owner.keyCount
      byteCount += owner.byteCount
    }
    return batches
  }

  /// More than any account has devices.
  private static let keysPerOwner = 200
}
