import XML

extension JID {
  /// The account's address as it stands in a statement: its length in 2 bytes, then UTF-8.
  ///
  /// - Throws: ``StatementError/invalidAddress`` for a server's or a device's address, or a long one.
  func signedForm() throws(StatementError) -> [UInt8] {
    let text = Array(description.utf8)
    guard isBare, local != nil, text.count <= StatementLimits.jidBytes else { throw .invalidAddress }
    return UInt16(text.count).bigEndianBytes + text
  }

  /// Reads an address that must be in the form in which it is compared: a signature is over one spelling.
  ///
  /// - Throws: ``StatementError/malformed``, ``StatementError/invalidAddress``.
  init(signed reader: inout OctetReader) throws(StatementError) {
    guard let count: UInt16 = reader.number(), let bytes = reader.bytes(Int(count)) else { throw .malformed }
    guard bytes.count <= StatementLimits.jidBytes, let jid = try? JID(String(decoding: bytes, as: UTF8.self)),
      jid.isBare, jid.local != nil, jid.description.utf8.elementsEqual(bytes)
    else { throw .invalidAddress }
    self = jid
  }
}
