/// The primitives that a piece of work cannot do without, whoever does it: what OMEMO 2 fixes, each called once.
///
/// HMAC is counted whole each time, also where two share a key. What a protocol needs beside the calls (its encoding, its
/// memory, its wiping) is not in it: the floor is to be approached and not reached, unless another library's primitive is
/// faster than libsodium's.
enum Floor {
  /// HKDF of 32 · n bytes: one HMAC to extract and n to expand.
  private static func hkdf(_ blocks: Int) -> [String: Int] { ["hmac-short": 1 + blocks] }

  /// Message key and next chain key, 80 bytes of the cipher's keys, AES, MAC.
  private static let encrypt = sum(
    ["hmac-short": 2], hkdf(3), ["aes-seal-message": 1, "hmac-message": 1])
  private static let decrypt = sum(
    ["hmac-short": 2], hkdf(3), ["aes-open-message": 1, "hmac-message": 1])
  /// Two agreements and two root steps around a new key pair.
  private static let step = sum(
    ["x25519": 2, "x25519-base": 1, "random-32": 1], hkdf(2), hkdf(2))
  private static let sealPayload = sum(
    ["random-32": 1], hkdf(3), ["aes-seal-envelope": 1, "hmac-envelope": 1])
  private static let openPayload = sum(hkdf(3), ["aes-open-envelope": 1, "hmac-envelope": 1])

  static let works: [String: [String: Int]] = [
    "keygen": ["ed25519-keypair": 1, "ed25519-sign": 1, "x25519-base": 102, "random-32": 102],
    "initiate": sum(
      ["ed25519-verify": 1, "ed25519-to-x25519": 1, "x25519": 5, "x25519-base": 2, "random-32": 2], hkdf(1), hkdf(2),
      encrypt),
    "respond": sum(["ed25519-to-x25519": 1, "x25519": 4], hkdf(1), step, decrypt),
    "verify-legacy": ["ed25519-verify": 1],
    "encrypt": encrypt,
    "decrypt": decrypt,
    "ping-pong": sum(encrypt, decrypt, step),
    "skipped": decrypt,
    "stanza-encrypt": sum(encrypt, sealPayload),
    "stanza-decrypt": sum(decrypt, openPayload),
    "catch-up": sum(decrypt, openPayload),
    "fan-out-10": sum(encrypt.mapValues { $0 * 10 }, sealPayload),
    "fan-out-100": sum(encrypt.mapValues { $0 * 100 }, sealPayload),
    "fan-out-1000": sum(encrypt.mapValues { $0 * 1000 }, sealPayload),
  ]

  static let primitives = [
    "x25519-base", "x25519", "ed25519-keypair", "ed25519-sign", "ed25519-verify", "ed25519-to-x25519", "random-32",
    "hmac-short", "hmac-message", "hmac-envelope", "fast-hmac-short", "fast-hmac-message", "fast-hmac-envelope",
    "aes-seal-message", "aes-open-message", "aes-seal-envelope", "aes-open-envelope",
  ]

  /// - Parameter isFast: whether HMAC is counted with the processor's own SHA-256 instructions.
  static func nanoseconds(of work: String, _ primitives: [String: Double], isFast: Bool) -> Double? {
    guard let calls = works[work] else { return nil }
    var total = 0.0
    for (primitive, count) in calls {
      let name = isFast && primitive.hasPrefix("hmac-") ? "fast-" + primitive : primitive
      guard let cost = primitives[name] else { return nil }
      total += cost * Double(count)
    }
    return total
  }

  private static func sum(_ parts: [String: Int]...) -> [String: Int] {
    parts.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
  }
}
