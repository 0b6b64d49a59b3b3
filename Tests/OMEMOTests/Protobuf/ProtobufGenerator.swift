import OMEMO
import Primitives
import TestSupport

/// Puts protobuf messages together that are mostly right.
struct ProtobufGenerator {
  var random: SplitMix64

  /// A public key, whose bytes every key field may have.
  static let key = X25519PrivateKey().publicKey.encoded
  static let identity = (try? IdentityKeyPair.generate().publicKey.encoded) ?? []

  /// A ratchet message of OMEMO 2 with every field once.
  static var minimal: [UInt8] {
    let inner: [UInt8] = [0x08, 1, 0x10, 1, 0x1a, 32] + key + [0x22, 1, 0]
    return [0x0a, 16] + [UInt8](repeating: 0, count: 16) + [0x12, UInt8(inner.count)] + inner
  }

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  /// - Parameters:
  ///   - bytes, numbers: the fields of each type.
  ///   - values: what byte fields hold; a key or a few bytes where nothing is said.
  mutating func message(bytes: [Int], numbers: [Int], values: [Int: [UInt8]] = [:]) -> [UInt8] {
    var fields = (bytes + numbers).filter { _ in !chance(40) }
    if chance(4) { fields.append(Int.random(in: 1...20, using: &random)) }
    if chance(6), let again = fields.randomElement(using: &random) { fields.append(again) }
    if chance(4) { fields.shuffle(using: &random) }
    var message: [UInt8] = []
    for field in fields {
      if chance(60) {
        message += odd(field)
      } else if bytes.contains(field) {
        let value = values[field] ?? (field == 3 ? Self.key : random.bytes(Int.random(in: 0...40, using: &random)))
        message += tag(field, 2) + varint(UInt64(value.count)) + value
      } else {
        message += tag(field, 0) + number()
      }
    }
    if chance(12) { damage(&message) }
    return message
  }

  private mutating func chance(_ denominator: Int) -> Bool {
    Int.random(in: 0..<denominator, using: &random) == 0
  }

  /// A field of some type, a group perhaps.
  private mutating func odd(_ field: Int) -> [UInt8] {
    switch Int.random(in: 0..<8, using: &random) {
    case 0: tag(field, 0) + number()
    case 1: tag(field, 1) + random.bytes(8)
    case 2: tag(field, 2) + [3] + random.bytes(3)
    case 3: tag(field, 3) + tag(2, 0) + number() + tag(4, 2) + [1, 7] + tag(field, 4)
    case 4: tag(field, 3) + tag(field + 1, 4)
    case 5: tag(field, 5) + random.bytes(4)
    case 6: tag(field, 4)
    default: tag(field, UInt64.random(in: 6...7, using: &random))
    }
  }

  private mutating func tag(_ field: Int, _ type: UInt64) -> [UInt8] {
    varint(UInt64(field) << 3 | type)
  }

  private mutating func number() -> [UInt8] {
    switch Int.random(in: 0..<12, using: &random) {
    case 0: varint(.random(in: 0...UInt64.max, using: &random))
    case 1: [UInt8](repeating: 0x80, count: Int.random(in: 1...12, using: &random)) + [1]
    case 2: varint(0)
    default: varint(.random(in: 1...300, using: &random))
    }
  }

  /// Now and then longer than it needs to be.
  private mutating func varint(_ number: UInt64) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
    if chance(80) {
      let more = Int.random(in: 1...6, using: &random)
      bytes[bytes.count - 1] |= 0x80
      bytes += [UInt8](repeating: 0x80, count: more - 1) + [0]
    }
    return bytes
  }

  private mutating func damage(_ message: inout [UInt8]) {
    guard let index = message.indices.randomElement(using: &random) else { return }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: message.removeSubrange(index...)
    case 1: message[index] = UInt8.random(in: 0...255, using: &random)
    case 2: message.remove(at: index)
    default: message.insert(UInt8.random(in: 0...255, using: &random), at: index)
    }
  }
}
