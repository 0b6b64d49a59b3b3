import Foundation
import OMEMO
import Pawl
import Primitives
import Storage
import XML

/// A store with very many sessions. There is one real one, and the others are its copies under other addresses: what the
/// store does with them is the same, and agreeing on a hundred thousand secrets would take minutes.
struct Contacts {
  private let path: String
  private let count: Int

  /// The store with so many sessions. It is made once for each folder.
  static func among(_ count: Int, in folder: String) async throws -> Contacts {
    let place = folder + "/contacts-\(count)"
    let contacts = Contacts(path: place + "/store", count: count)
    if !FileManager.default.fileExists(atPath: place + "/complete") {
      try? FileManager.default.removeItem(atPath: place)
      try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
      try await contacts.create()
      try Data().write(to: URL(filePath: place + "/complete"))
    }
    return contacts
  }

  func open() throws -> Device {
    try Device(opening: path, key: .file(path: path + ".key"))
  }

  /// Contacts in an order in which neighbours do not follow each other.
  func write(to index: Int, from device: Device) async throws {
    let contact = (index &* 7919) % count
    _ = try await device.encrypt(StanzaSide.text, to: Self.jid(contact), now: StanzaSide.now)
  }

  private static func jid(_ index: Int) -> String {
    "contact\(index)@example.org"
  }

  private func create() async throws {
    let device = try Device(at: path, jid: "alice@example.net")
    _ = try await Correspondent(jid: Self.jid(0), id: 1, of: device)
    let store = try Store(opening: path, key: .file(path: path + ".key"))
    try store.transaction { transaction in
      guard let first = try transaction.allSessionIDs().first,
        let session = try transaction.session(first),
        let key = try transaction.device(first.device, of: first.jid)?.identityKey
      else { throw StorageError.corrupt }
      let list = DeviceList(namespace: .omemo2, entries: [DeviceList.Entry(id: first.device)])
      for index in 1..<count {
        let jid = try JID(Self.jid(index))
        try transaction.replaceDeviceList(of: jid, with: list)
        _ = try transaction.bind(.curve25519(key), to: first.device, of: jid)
        let id = SessionID(jid: jid, device: first.device, exchangeKey: first.exchangeKey)
        try transaction.save(session, id, after: .opened, now: StanzaSide.now)
      }
    }
  }
}
