package import Pawl
package import XML

/// Who of the account's contacts is there.
package struct Presences {
  /// By bare address, the resources that are online.
  private var resources: [JID: Set<String>] = [:]
  /// Of whom it was said that nobody is.
  private var absent: Set<JID> = []

  /// Addresses that are remembered: a contact list of some thousand. Anybody may send us presence.
  private static let limit = 5000
  /// Of one contact, 16: more clients than anybody has online. Which of them comes and goes does not matter beyond that.
  package static let maximumResources = 16

  package init() {}

  /// Takes a `<presence/>`.
  ///
  /// - Returns: the bare address of somebody who has come.
  package mutating func take(_ presence: Element) -> JID? {
    guard let from = presence.attribute("from").flatMap({ try? JID($0) }) else { return nil }
    let contact = from.bare
    switch presence.attribute("type") {
    case nil:
      guard resources.count < Self.limit || resources[contact] != nil else { return nil }
      if resources[contact, default: []].count < Self.maximumResources {
        resources[contact, default: []].insert(from.resource ?? "")
      }
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
  package func presence(of contact: JID, isTold: Bool) -> ContactPresence {
    if resources[contact.bare] != nil { return .available }
    return isTold || absent.contains(contact.bare) ? .unavailable : .unknown
  }
}
