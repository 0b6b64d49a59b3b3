import Crypto

/// The data of the channel binding `tls-server-end-point` (RFC 5929 section 4.1): the certificate's hash by the hash
/// function of its own signature, where that is neither MD5 nor SHA-1, and else by SHA-256.
package enum EndPointHash {
  /// - Returns: `nil` for a certificate whose signature algorithm has no single hash function, such as Ed25519, or none
  ///   that is known here; the binding is then undefined.
  package static func hash(certificate: [UInt8]) -> [UInt8]? {
    switch signatureAlgorithm(of: certificate) {
    case rsa + [0x04], rsa + [0x05], rsa + [0x0B], ecdsa + [0x04, 0x01], ecdsa + [0x04, 0x03, 0x02]:
      Array(SHA256.hash(data: certificate))
    case rsa + [0x0C], ecdsa + [0x04, 0x03, 0x03]: Array(SHA384.hash(data: certificate))
    case rsa + [0x0D], ecdsa + [0x04, 0x03, 0x04]: Array(SHA512.hash(data: certificate))
    default: nil
    }
  }

  /// The contents of the object identifier in `Certificate.signatureAlgorithm` (RFC 5280 section 4.1):
  /// `SEQUENCE { tbsCertificate SEQUENCE, signatureAlgorithm SEQUENCE { algorithm OBJECT IDENTIFIER … } … }`.
  private static func signatureAlgorithm(of certificate: [UInt8]) -> [UInt8]? {
    var rest = certificate[...]
    guard var outer = contents(tag: 0x30, from: &rest), contents(tag: 0x30, from: &outer) != nil,
      var algorithm = contents(tag: 0x30, from: &outer), let identifier = contents(tag: 0x06, from: &algorithm)
    else { return nil }
    return Array(identifier)
  }

  /// Takes one value off the front and returns its contents (X.690 section 8.1).
  private static func contents(tag: UInt8, from bytes: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    guard bytes.popFirst() == tag, let first = bytes.popFirst() else { return nil }
    var length = Int(first)
    if first >= 0x80 {
      // Three bytes of length: no certificate has 16 MiB.
      guard (0x81...0x83).contains(first) else { return nil }
      length = 0
      for _ in 0..<(first & 0x7F) {
        guard let byte = bytes.popFirst() else { return nil }
        length = length << 8 | Int(byte)
      }
    }
    guard length <= bytes.count else { return nil }
    defer { bytes = bytes.dropFirst(length) }
    return bytes.prefix(length)
  }

  /// 1.2.840.113549.1.1, whose arcs 4 and 5 are MD5 and SHA-1, 11 to 13 SHA-256, SHA-384 and SHA-512 with RSA.
  private static let rsa: [UInt8] = [0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01]

  /// 1.2.840.10045.4, whose arcs 1 and 3.2 to 3.4 are SHA-1, SHA-256, SHA-384 and SHA-512 with ECDSA.
  private static let ecdsa: [UInt8] = [0x2A, 0x86, 0x48, 0xCE, 0x3D]
}
