import OMEMO
public import Storage
import X3DH
import XML

extension Device {
  /// This device's `<bundle/>` as it is to be published: node `urn:xmpp:omemo:2:bundles`, item id = device id, with
  /// `pubsub#max_items` = max and access model open.
  public func bundle() throws(StorageError) -> String {
    try reading { transaction in
      try transaction.ownBundle(identityKey: account.identity.publicKey).element.serialized()
    }
  }

  /// The account's `<devices/>` as it is to be published: what was last seen of it, with this device in it. Node
  /// `urn:xmpp:omemo:2:devices`, item id `current`, access model open.
  public func deviceList() throws(StorageError) -> String {
    try reading { transaction in
      var list = try transaction.deviceList(of: account.jid)
      if !list.entries.contains(where: { $0.id == id }) {
        list.entries.append(DeviceList.Entry(id: id))
      }
      return try list.element.serialized()
    }
  }

  /// One transaction whose errors are all the store's.
  func reading<Result>(_ body: (borrowing Transaction) throws -> Result) throws(StorageError) -> Result {
    do {
      return try store.transaction(body)
    } catch {
      throw error as? StorageError ?? .corrupt
    }
  }
}
