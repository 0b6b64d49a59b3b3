import OMEMO
import Storage
import XML

extension Device {
  /// What has to be fetched so that the next message reaches all devices of some accounts and of our own: the device lists
  /// that are not known, and a bundle for each listed device that there is no session with. It changes nothing.
  public func missing(for accounts: [String]) throws(SendError) -> [Action] {
    do {
      let accounts = Set(try accounts.map { try member($0) } + [account.jid])
      return try store.transaction { transaction in
        try accounts.flatMap { try missing(for: $0, transaction) }
      }
    } catch {
      throw SendError(error)
    }
  }

  private func missing(for jid: JID, _ transaction: borrowing Transaction) throws -> [Action] {
    let listed = try transaction.devices(of: jid).filter { !$0.listings.isEmpty }
    if listed.isEmpty {
      return Namespace.allCases.reversed().map { .fetchDeviceList(jid: jid.description, $0) }
    }
    return try listed.compactMap { device in
      guard jid != account.jid || device.id != id, let newest = device.listings.max() else { return nil }
      for namespace in Namespace.allCases where namespace >= newest {
        guard try transaction.sendingSessionID(with: device.id, of: jid, in: namespace) == nil else { return nil }
      }
      guard try !transaction.hasBundle(of: device.id, jid, in: newest) else { return nil }
      return .fetchBundle(jid: jid.description, device: device.id, newest)
    }
  }

  func member(_ text: String) throws(SendError) -> JID {
    guard let jid = try? JID(text).bare else { throw .invalidJID }
    return jid
  }
}
