import Primitives

/// The values of one of the four messages: a fixed layout of elements and proofs.
protocol SMPBody: Hashable, Sendable {
  static var byteCount: Int { get }
  /// 1 to 4.
  var step: UInt8 { get }
  /// ``byteCount`` bytes.
  var encoded: [UInt8] { get }
  init(_ reader: inout OctetReader) throws(SMPError)
}

extension SMPBody {
  /// Reads a body that is exactly as long as it should be.
  ///
  /// - Throws: ``SMPError/malformed`` for another length, ``SMPError/invalidValue``.
  init(decoding bytes: [UInt8]) throws(SMPError) {
    guard bytes.count == Self.byteCount else { throw .malformed }
    var reader = OctetReader(bytes)
    try self.init(&reader)
  }
}

extension OctetReader {
  /// - Throws: ``SMPError/invalidValue`` for the identity and for what is no element.
  mutating func element() throws(SMPError) -> RistrettoElement {
    guard let bytes = bytes(RistrettoElement.byteCount) else { throw .malformed }
    do { return try RistrettoElement(bytes) } catch { throw .invalidValue }
  }

  /// A public scalar: a challenge or a response.
  ///
  /// - Throws: ``SMPError/invalidValue`` for a number that is not below the order.
  mutating func scalar() throws(SMPError) -> Bytes32 {
    guard let bytes = bytes(RistrettoScalar.byteCount), let scalar = Bytes32(bytes) else { throw .malformed }
    do { _ = try RistrettoScalar(SecretBytes(copying: bytes)) } catch { throw .invalidValue }
    return scalar
  }
}
