public import OMEMO
import Storage
import Verification
import X3DH
import XML

extension Device {
  /// Takes over an account's newest `<devices/>` or legacy `<list/>`, from a PEP event or a fetch. The account is who the
  /// *server* says published it, never what an element claims.
  ///
  /// - Returns: `publishDeviceList` when it is our own list and this device is missing. For an account at a key address,
  ///   what its owner has signed is to be fetched, too.
  public func importDeviceList(_ xml: String, of jid: String) throws(ImportError) -> [Action] {
    guard let jid = Self.account(jid) else { throw .invalidJID }
    do {
      let list = try DeviceList(Element.parse(Array(xml.utf8)))
      let others = try store.transaction { transaction in
        try transaction.replaceDeviceList(of: jid, with: list)
        return jid == account.jid ? try otherOwnAddresses(transaction) : []
      }
      let isMissing = jid == account.jid && !list.entries.contains { $0.id == id }
      log.done("device list taken over", with: jid.description)
      var actions: [Action] = isMissing ? [.publishDeviceList(list.namespace)] : []
      if list.namespace == .omemo2, (try? KeyAddress(jid)) != nil {
        actions.append(.fetchDeviceStatements(jid: jid.description))
        actions += ([jid] + others).map { .fetchAddressList(jid: $0.description) }
      }
      return log.asked(actions)
    } catch {
      throw log.refused("device list", ImportError(error))
    }
  }

  /// Takes over a device's `<bundle/>` of either version, once its signature is verified, for the session that the next
  /// message begins.
  ///
  /// - Returns: what verified devices had said of the key before it was known, and counts now.
  @discardableResult
  public func importBundle(_ xml: String, of jid: String, device: DeviceID) throws(ImportError) -> [TrustChange] {
    guard let jid = Self.account(jid) else { throw .invalidJID }
    guard jid != account.jid || device != id else { throw .ownDevice }
    do {
      let bundle = try PreKeyBundle(Element.parse(Array(xml.utf8))).verified()
      let events = try store.transaction { transaction in
        switch try bind(bundle.bundle.identityKey, to: device, of: jid, transaction) {
        case .bound: break
        case .otherKey: throw ImportError.identityChanged
        case .tooManyDevices: throw ImportError.tooMany
        }
        try transaction.keep(bundle, of: device, jid)
        return try takeWhatWasSaid(of: device, jid, transaction)
      }
      log.done("bundle taken over", with: jid.description, device: device)
      return events
    } catch {
      throw log.refused("bundle", ImportError(error))
    }
  }
}
