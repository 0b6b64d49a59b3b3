import GRDB
package import OMEMO
package import X3DH
package import XML

/// Others' bundles, each kept for the one session that will be begun from it.
extension Transaction {
  package borrowing func keep(_ bundle: VerifiedBundle, of id: DeviceID, _ jid: JID) throws {
    try run(
      "INSERT OR REPLACE INTO bundles VALUES (?, ?, ?, ?)",
      [
        jid.bare.description, id.value, bundle.bundle.namespace.rawValue,
        try bundle.bundle.element.serialized(),
      ])
  }

  /// Drops the bundle kept for a device, because the device has begun a session itself. If one has to be begun later, the
  /// prekeys of a bundle that is as old may be gone.
  package borrowing func dropBundle(of id: DeviceID, _ jid: JID, in namespace: Namespace) throws {
    try run(
      "DELETE FROM bundles WHERE jid = ? AND device_id = ? AND namespace = ?",
      [jid.bare.description, id.value, namespace.rawValue])
  }

  /// Whether a bundle is kept for a device.
  package borrowing func hasBundle(of id: DeviceID, _ jid: JID, in namespace: Namespace) throws -> Bool {
    try row(
      "SELECT 1 FROM bundles WHERE jid = ? AND device_id = ? AND namespace = ?",
      [jid.bare.description, id.value, namespace.rawValue]) != nil
  }

  /// Takes the bundle kept for a device. It is gone then: a second session needs a bundle fetched anew, with a prekey
  /// that is still there.
  package borrowing func takeBundle(
    of id: DeviceID, _ jid: JID, in namespace: Namespace
  ) throws -> PreKeyBundle? {
    let row = try row(
      "DELETE FROM bundles WHERE jid = ? AND device_id = ? AND namespace = ? RETURNING xml",
      [jid.bare.description, id.value, namespace.rawValue])
    return try row.map { try PreKeyBundle(Element.parse(Array(($0["xml"] as String).utf8))) }
  }
}
