/// One TLV record of OTR as ChatSecure used it for tokens: type 0x01A4, length, value, the first two in 16 bits big
/// endian. It rode in a data message with an empty text (specs/push.md section 1.1).
package struct ChatSecureTLV: Hashable, Sendable {
  /// ``ChatSecurePayload``'s JSON. Its neighbours, 0x0100 and 0x0101, are ChatSecure's file transfer.
  package static let type: UInt16 = 0x01A4

  package let value: [UInt8]

  /// - Throws: ``PushError/tooLarge`` beyond ``TokenLimits/tlvBytes``.
  package init(value: [UInt8]) throws(PushError) {
    guard value.count <= TokenLimits.tlvBytes else { throw .tooLarge }
    self.value = value
  }

  /// Reads one record that ends where the bytes end.
  ///
  /// - Throws: ``PushError/malformedTLV``.
  package init(_ encoded: [UInt8]) throws(PushError) {
    guard encoded.count >= Self.headerBytes, encoded.starts(with: Self.bigEndian(Self.type)),
      encoded.count - Self.headerBytes == Int(encoded[2]) << 8 | Int(encoded[3])
    else { throw .malformedTLV }
    value = Array(encoded[Self.headerBytes...])
  }

  package var encoded: [UInt8] {
    Self.bigEndian(Self.type) + Self.bigEndian(UInt16(value.count)) + value
  }

  private static func bigEndian(_ number: UInt16) -> [UInt8] {
    [UInt8(number >> 8), UInt8(truncatingIfNeeded: number)]
  }

  private static let headerBytes = 4
}

/// The value holds tokens: it prints as its length.
extension ChatSecureTLV: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "ChatSecureTLV(\(value.count) bytes, redacted)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
