public import OMEMO
import Storage
import X3DH
import XML

extension Device {
  /// Takes over an account's newest `<devices/>` or legacy `<list/>`, from a PEP event or a fetch. The account is who the
  /// *server* says published it, never what an element claims.
  ///
  /// - Returns: `publishDeviceList` when it is our own list and this device is missing.
  public func importDeviceList(_ xml: String, of jid: String) throws(ImportError) -> [Action] {
    guard let jid = try? JID(jid).bare else { throw .invalidJID }
    do {
      let list = try DeviceList(Element.parse(Array(xml.utf8)))
      try store.transaction { transaction in
        try transaction.replaceDeviceList(of: jid, with: list)
      }
      let isMissing = jid == account.jid && !list.entries.contains { $0.id == id }
      log.done("device list taken over", with: jid.description)
      return log.asked(isMissing ? [.publishDeviceList(list.namespace)] : [])
    } catch {
      throw log.refused("device list", ImportError(error))
    }
  }

  /// Takes over a device's `<bundle/>` of either version, once its signature is verified, for the session that the next
  /// message begins.
  public func importBundle(_ xml: String, of jid: String, device: DeviceID) throws(ImportError) {
    guard let jid = try? JID(jid).bare else { throw .invalidJID }
    guard jid != account.jid || device != id else { throw .ownDevice }
    do {
      let bundle = try PreKeyBundle(Element.parse(Array(xml.utf8))).verified()
      try store.transaction { transaction in
        switch try transaction.bind(bundle.bundle.identityKey.agreementKey(), to: device, of: jid) {
        case .bound: break
        case .otherKey: throw ImportError.identityChanged
        case .tooManyDevices: throw ImportError.tooMany
        }
        try transaction.keep(bundle, of: device, jid)
      }
      log.done("bundle taken over", with: jid.description, device: device)
    } catch {
      throw log.refused("bundle", ImportError(error))
    }
  }
}
