import DoubleRatchet
package import Primitives

extension Session {
  /// Version 1 ends with the ratchet's record; version 2 has the exporter's secret behind it. A session that was begun under
  /// version 1 stays in it.
  private static let versionWithoutExporter: UInt8 = 1
  private static let versionWithExporter: UInt8 = 2
  /// What stands before the ratchet's own record: three bytes, three numbers, three keys.
  private static let headByteCount = 3 + 3 * 4 + 3 * 32

  /// What storage keeps, sealed.
  package borrowing func encoded() -> SecretBytes {
    let ratchetRecord = ratchet.encoded()
    let exporterByteCount = exporter == nil ? 0 : SessionExporter.byteCount
    var record = SecretEncoder(byteCount: Self.headByteCount + ratchetRecord.count + exporterByteCount)
    record.append(exporter == nil ? Self.versionWithoutExporter : Self.versionWithExporter)
    record.append(role.rawValue)
    record.append(UInt8(isConfirmed ? 1 : 0))
    record.append(exchange.preKeyID)
    record.append(exchange.signedPreKeyID)
    record.append(exchange.registrationID)
    record.append(exchange.identityKey.bytes)
    record.append(exchange.ephemeralKey.bytes)
    record.append(responderKey.bytes)
    record.append(ratchetRecord)
    switch exporter {
    case .some(let exporter): record.append(exporter.secret)
    case .none: break
    }
    return record.finish()
  }

  /// Reads what ``encoded()`` wrote, in this version or an earlier one.
  ///
  /// - Throws: ``RecordError``.
  package init(decoding record: consuming SecretBytes, profile: Profile) throws(RecordError) {
    do {
      let byteCount = record.count
      var decoder = SecretDecoder(record)
      let version = try decoder.uint8()
      guard [Self.versionWithoutExporter, Self.versionWithExporter].contains(version),
        let role = Role(rawValue: try decoder.uint8())
      else { throw RecordError() }
      let isConfirmed = try decoder.uint8() == 1
      let preKeyID = try decoder.uint32()
      let signedPreKeyID = try decoder.uint32()
      let registrationID = try decoder.uint32()
      let exchange = KeyExchangeID(
        preKeyID: preKeyID, signedPreKeyID: signedPreKeyID, registrationID: registrationID,
        identityKey: profile.identityKey(stored: try decoder.bytes32()),
        ephemeralKey: X25519PublicKey(stored: try decoder.bytes32()))
      let responderKey = profile.identityKey(stored: try decoder.bytes32())
      let exporterByteCount = version == Self.versionWithExporter ? SessionExporter.byteCount : 0
      guard byteCount >= Self.headByteCount + exporterByteCount else { throw RecordError() }
      let ratchetRecord = try decoder.secret(byteCount - Self.headByteCount - exporterByteCount)
      let exporter = exporterByteCount > 0 ? SessionExporter(stored: try decoder.secret(exporterByteCount)) : nil
      self.init(
        profile: profile, role: role, exchange: exchange, responderKey: responderKey,
        isConfirmed: isConfirmed,
        ratchet: try Ratchet(decoding: ratchetRecord, rootInfo: profile.rootInfo), exporter: exporter)
    } catch {
      throw RecordError()
    }
  }
}
