/// A 64-byte signature, R || s (RFC 8032 section 5.1.6). XEdDSA's have the same form.
public struct Ed25519Signature: Hashable, Sendable {
  package static let byteCount = 64
  /// The 64 bytes.
  public let encoded: [UInt8]

  /// - Throws: `wrongLength` for anything but 64 bytes. Whether s is reduced is checked when the signature is verified.
  public init(_ encoded: some Collection<UInt8>) throws(KeyError) {
    guard encoded.count == Self.byteCount else { throw .wrongLength }
    self.encoded = [UInt8](encoded)
  }

  init(computed encoded: [UInt8]) {
    self.encoded = encoded
  }
}
