public import OMEMO
public import Storage
import X3DH
import XML

extension Device {
  /// This device's `<bundle/>` as it is to be published in one version of OMEMO, with the access model open and, in
  /// OMEMO 2, `pubsub#max_items` = max.
  public func bundle(_ namespace: Namespace = .omemo2) throws(StorageError) -> String {
    try reading { transaction in
      try transaction.ownBundle(of: account.identity, for: namespace).element.serialized()
    }
  }

  /// The account's device list as it is to be published in one version of OMEMO, with the access model open: what was last
  /// seen of it, with this device in it.
  public func deviceList(_ namespace: Namespace = .omemo2) throws(StorageError) -> String {
    try reading { transaction in
      var list = try transaction.deviceList(of: account.jid, in: namespace)
      if !list.entries.contains(where: { $0.id == id }) {
        list.entries.append(DeviceList.Entry(id: id))
      }
      return try list.element.serialized()
    }
  }

  /// Takes another device of our own account off its lists: one that was lost, or that nobody uses any more. Every device
  /// that is listed gets a key in every message.
  ///
  /// - Returns: which lists are to be published; none for this device itself, or one that is not listed.
  public func unlist(_ device: DeviceID) throws(StorageError) -> [Action] {
    guard device != id else { return [] }
    return try reading { transaction in
      try Namespace.allCases.compactMap { namespace in
        var list = try transaction.deviceList(of: account.jid, in: namespace)
        guard list.entries.contains(where: { $0.id == device }) else { return nil }
        list.entries.removeAll { $0.id == device }
        try transaction.replaceDeviceList(of: account.jid, with: list)
        return .publishDeviceList(namespace)
      }
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
