/// The texts that may have to go to another address: what was sent to whom, by the id of its stanza.
///
/// An error stanza brings back the id and no text. Only texts to people with several addresses are kept, and the latest
/// few of them: an error comes within a minute or two.
package struct ParcelLedger {
  package struct Parcel: Hashable, Sendable {
    let text: String
    /// Where it went.
    let address: String
    /// Where it may still go.
    let others: [String]
  }

  private var parcels: [String: Parcel] = [:]
  private var order: [String] = []

  mutating func keep(_ parcel: Parcel, id: String) {
    parcels[id] = parcel
    order.append(id)
    if order.count > Self.limit { parcels[order.removeFirst()] = nil }
  }

  mutating func take(_ id: String) -> Parcel? {
    order.removeAll { $0 == id }
    return parcels.removeValue(forKey: id)
  }

  /// 100 texts.
  private static let limit = 100
}
