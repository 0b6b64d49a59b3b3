import Foundation
import Pawl
import Primitives

/// Does one thing with one secret, for `Scripts/constant-time` to count its instructions: `pawl-constant-time OPERATION CLASS`.
///
/// The secret of a class differs from that of every other, and nothing else does.
@main
struct ConstantTime {
  static func main() {
    let arguments = CommandLine.arguments
    guard arguments.count == 3, let operation = Operation(rawValue: arguments[1]), let secret = UInt8(arguments[2]) else {
      FileHandle.standardError.write(Data("usage: pawl-constant-time OPERATION CLASS\n".utf8))
      exit(64)
    }
    operation.run(secret)
  }
}

enum Operation: String {
  /// What must be noticed: it ends at the first byte that differs.
  case control
  case mac
  case key
  case fingerprint
  case xeddsa
  case x25519

  func run(_ number: UInt8) {
    switch self {
    case .control: compare { Self.endsEarly($0, $1) }
    case .key: compare { SecretBytes(copying: $0).matches(SecretBytes(copying: $1)) }
    case .mac:
      let key = SecretBytes(copying: [UInt8](repeating: 7, count: 32))
      var tag = HMAC.sha256(key: key, [1, 2, 3]).declassified()
      tag[Int(number) % 32] ^= 0x80
      for _ in 0..<Self.rounds { blackHole(HMAC.sha256(key: key, of: [1, 2, 3], matches: tag)) }
    case .fingerprint:
      let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: 64)
      var digits = zeros
      digits[Int(number) % 32 * 2] = UInt8(ascii: "1")
      guard let a = Fingerprint(String(decoding: zeros, as: UTF8.self)),
        let b = Fingerprint(String(decoding: digits, as: UTF8.self))
      else { preconditionFailure("both are fingerprints") }
      for _ in 0..<Self.rounds { blackHole(a == b) }
    case .xeddsa:
      guard let key = try? X25519PrivateKey(secret(number)) else { preconditionFailure("32 bytes are a key") }
      let random = SecretBytes(copying: [UInt8](repeating: number ^ 0x5a, count: XEdDSA.randomByteCount))
      for _ in 0..<4 { blackHole(XEdDSA.sign([1, 2, 3], with: key, random: random).encoded.count == 64) }
    case .x25519:
      guard let key = try? X25519PrivateKey(secret(number)),
        let peer = try? X25519PrivateKey(SecretBytes(copying: [UInt8](repeating: 9, count: 32)))
      else { preconditionFailure("32 bytes are a key") }
      for _ in 0..<4 { blackHole((try? key.sharedSecret(with: peer.publicKey))?.count == 32) }
    }

    /// 32 bytes that differ in the byte of the class.
    func compare(_ areEqual: ([UInt8], [UInt8]) -> Bool) {
      let one = [UInt8](repeating: 0xa5, count: 32)
      var other = one
      other[Int(number) % 32] ^= 0x80
      for _ in 0..<Self.rounds { blackHole(areEqual(one, other)) }
    }
  }

  private static let rounds = 200

  private static func endsEarly(_ a: [UInt8], _ b: [UInt8]) -> Bool {
    for index in a.indices where a[index] != b[index] { return false }
    return true
  }

  /// Bytes without a pattern, other ones for each class.
  private func secret(_ number: UInt8) -> SecretBytes {
    var state = UInt64(number) &+ 1
    return SecretBytes(
      copying: (0..<32).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 56)
      })
  }
}

/// Keeps the compiler from leaving out what nobody looks at.
@inline(never)
func blackHole(_ value: Bool) {
  withExtendedLifetime(value) {}
}
