import Pawl
import XML
import XMPPClient

/// Who of the account's contacts is there.
struct Presences {
  /// By bare address, the resources that are online.
  private var resources: [JID: Set<String>] = [:]
  /// Of whom it was said that nobody is.
  private var absent: Set<JID> = []

  /// Addresses that are remembered: a contact list of some thousand. Anybody may send us presence.
  private static let limit = 5000

  /// Takes a `<presence/>`.
  ///
  /// - Returns: the bare address of somebody who has come.
  mutating func take(_ presence: Element) -> JID? {
    guard let from = presence.attribute("from").flatMap({ try? JID($0) }) else { return nil }
    let contact = from.bare
    switch presence.attribute("type") {
    case nil:
      guard resources.count < Self.limit || resources[contact] != nil else { return nil }
      resources[contact, default: []].insert(from.resource ?? "")
      absent.remove(contact)
      return contact
    case "unavailable":
      if let resource = from.resource { resources[contact]?.remove(resource) } else { resources[contact] = nil }
      if resources[contact]?.isEmpty != false {
        resources[contact] = nil
        if absent.count < Self.limit { absent.insert(contact) }
      }
      return nil
    default:
      return nil
    }
  }

  /// - Parameter isTold: whether the contact lets us see his presence, and the server had the time to tell it: then silence
  ///   says that nobody is there.
  func presence(of contact: JID, isTold: Bool) -> ContactPresence {
    if resources[contact.bare] != nil { return .available }
    return isTold || absent.contains(contact.bare) ? .unavailable : .unknown
  }
}
