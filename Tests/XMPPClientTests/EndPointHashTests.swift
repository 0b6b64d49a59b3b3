import Crypto
import TestSupport
import Testing
import XMPPClient

@Suite("tls-server-end-point (RFC 5929 section 4)")
struct EndPointHashTests {
  private static func certificate(algorithm: String, body: Int = 300) -> [UInt8] {
    let identifier = value(0x06, [UInt8](hex: algorithm))
    let signed = value(0x30, [UInt8](repeating: 0x55, count: body))
    return value(0x30, signed + value(0x30, identifier + [0x05, 0x00]) + value(0x03, [0, 1, 2, 3]))
  }

  private static func value(_ tag: UInt8, _ contents: [UInt8]) -> [UInt8] {
    let count = contents.count
    if count < 0x80 { return [tag, UInt8(count)] + contents }
    if count < 0x100 { return [tag, 0x81, UInt8(count)] + contents }
    return [tag, 0x82, UInt8(count >> 8), UInt8(count & 0xFF)] + contents
  }

  @Test(
    "The certificate's own hash function is used, and SHA-256 for MD5 and SHA-1",
    arguments: [
      ("2a864886f70d010104", 256), ("2a864886f70d010105", 256), ("2a864886f70d01010b", 256),
      ("2a864886f70d01010c", 384), ("2a864886f70d01010d", 512), ("2a8648ce3d0401", 256), ("2a8648ce3d040302", 256),
      ("2a8648ce3d040303", 384), ("2a8648ce3d040304", 512),
    ])
  func known(algorithm: String, bits: Int) {
    for body in [10, 200, 300] {
      let certificate = Self.certificate(algorithm: algorithm, body: body)
      let expected =
        switch bits {
        case 256: Array(SHA256.hash(data: certificate))
        case 384: Array(SHA384.hash(data: certificate))
        default: Array(SHA512.hash(data: certificate))
        }
      #expect(EndPointHash.hash(certificate: certificate) == expected)
    }
  }

  @Test("A certificate signed by Ed25519, RSA-PSS or something unknown has no such binding", arguments: [
    "2b6570", "2b6571", "2a864886f70d01010a", "2a864886f70d01010e", "2a8648ce3d040305", "2a8648ce3d",
  ])
  func undefined(_ algorithm: String) {
    #expect(EndPointHash.hash(certificate: Self.certificate(algorithm: algorithm)) == nil)
  }

  @Test("What is no certificate, or one cut short, has none either")
  func malformed() {
    let certificate = Self.certificate(algorithm: "2a864886f70d01010b")
    for end in 0..<certificate.count { #expect(EndPointHash.hash(certificate: Array(certificate[..<end])) == nil) }
    for hex in ["3080", "30840000000100", "30ff", "0203010203", "3003300130"] {
      #expect(EndPointHash.hash(certificate: [UInt8](hex: hex)) == nil)
    }
  }
}
