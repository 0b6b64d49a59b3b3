package import Primitives
package import XML

/// What the owner of a key address says of one of his devices: that its identity key is his, on this account, under
/// this id; or that it is his no more.
package struct DeviceStatement: Claims {
  package enum State: UInt8, Sendable, CaseIterable {
    case valid = 1
    /// The key is lost or given up. This is for good, for whichever account and id: a thief who has the key would have
    /// everything else that the statement names.
    case revoked = 2
  }

  package static let name = "device-statement"
  package let addressKey: Ed25519PublicKey
  /// The device's, in the form that OMEMO 2 publishes. A legacy device has it too: see ``names(_:)``.
  package let identityKey: Ed25519PublicKey
  /// 1 to 2^31 - 1.
  package let device: UInt32
  /// Which account, without a resource.
  package let jid: JID
  /// Counts the statements about this identity key.
  package let serial: UInt64
  package let state: State
  package let period: ValidityPeriod

  /// - Throws: ``StatementError/invalidDevice``, ``StatementError/invalidAddress``.
  package init(
    addressKey: Ed25519PublicKey, identityKey: Ed25519PublicKey, device: UInt32, jid: JID, serial: UInt64, state: State,
    period: ValidityPeriod
  ) throws(StatementError) {
    guard (1...UInt32(Int32.max)).contains(device) else { throw .invalidDevice }
    _ = try jid.signedForm()
    self.addressKey = addressKey
    self.identityKey = identityKey
    self.device = device
    self.jid = jid
    self.serial = serial
    self.state = state
    self.period = period
  }

  package init(addressKey: Ed25519PublicKey, fields: [UInt8]) throws(StatementError) {
    var reader = OctetReader(fields)
    guard let keyBytes = reader.bytes(Ed25519PublicKey.byteCount), let device: UInt32 = reader.number(),
      let serial: UInt64 = reader.number(), let state: UInt8 = reader.number(), let state = State(rawValue: state)
    else { throw .malformed }
    let identityKey: Ed25519PublicKey
    do { identityKey = try Ed25519PublicKey(keyBytes) } catch { throw .invalidKey }
    let period = try ValidityPeriod(&reader)
    let jid = try JID(signed: &reader)
    guard reader.isAtEnd else { throw .malformed }
    try self.init(
      addressKey: addressKey, identityKey: identityKey, device: device, jid: jid, serial: serial, state: state,
      period: period)
  }

  package var fields: [UInt8] {
    identityKey.encoded + device.bigEndianBytes + serial.bigEndianBytes + [state.rawValue] + period.encoded
      + ((try? jid.signedForm()) ?? [])  // checked when the value was made
  }

  package var isFinal: Bool {
    state == .revoked
  }

  /// Whether the statement is about this identity key, in the form that both versions of OMEMO have.
  package func names(_ key: X25519PublicKey) -> Bool {
    (try? identityKey.agreementKey()) == key
  }
}
