import DoubleRatchet
package import Primitives

extension Session {
  private static let recordVersion: UInt8 = 1
  /// What stands before the ratchet's own record: three bytes, three numbers, three keys.
  private static let headByteCount = 3 + 3 * 4 + 3 * 32

  /// What storage keeps, sealed.
  package borrowing func encoded() -> SecretBytes {
    let ratchetRecord = ratchet.encoded()
    var record = SecretEncoder(byteCount: Self.headByteCount + ratchetRecord.count)
    record.append(Self.recordVersion)
    record.append(role.rawValue)
    record.append(UInt8(isConfirmed ? 1 : 0))
    record.append(exchange.preKeyID)
    record.append(exchange.signedPreKeyID)
    record.append(exchange.registrationID)
    record.append(exchange.identityKey.encoded)
    record.append(exchange.ephemeralKey.encoded)
    record.append(responderKey.encoded)
    record.append(ratchetRecord)
    return record.finish()
  }

  /// Reads what ``encoded()`` wrote, in this version or an earlier one.
  ///
  /// - Throws: ``RecordError``.
  package init(decoding record: consuming SecretBytes, profile: Profile) throws(RecordError) {
    do {
      let byteCount = record.count
      var decoder = SecretDecoder(record)
      guard try decoder.uint8() == Self.recordVersion, let role = Role(rawValue: try decoder.uint8())
      else { throw RecordError() }
      let isConfirmed = try decoder.uint8() == 1
      let preKeyID = try decoder.uint32()
      let signedPreKeyID = try decoder.uint32()
      let registrationID = try decoder.uint32()
      let exchange = KeyExchangeID(
        preKeyID: preKeyID, signedPreKeyID: signedPreKeyID, registrationID: registrationID,
        identityKey: try profile.identityKey(stored: decoder.bytes(32)),
        ephemeralKey: try X25519PublicKey(stored: decoder.bytes(32)))
      let responderKey = try profile.identityKey(stored: decoder.bytes(32))
      let ratchetRecord = try decoder.secret(byteCount - Self.headByteCount)
      self.init(
        profile: profile, role: role, exchange: exchange, responderKey: responderKey,
        isConfirmed: isConfirmed,
        ratchet: try Ratchet(decoding: ratchetRecord, rootInfo: profile.rootInfo))
    } catch {
      throw RecordError()
    }
  }
}
