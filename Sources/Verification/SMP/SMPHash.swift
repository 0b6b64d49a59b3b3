import Primitives

/// The protocol's one hash function, under labels that keep its uses apart (SMP.md, "Notation").
enum SMPHash {
  enum Name: String {
    case context, secret, transcript, proof
  }

  /// H(name, data), 64 bytes.
  static func hash(_ name: Name, _ data: [UInt8]) -> [UInt8] {
    SHA512.hash(prefix(name), data)
  }

  /// scalar(H(name, data)).
  static func scalar(_ name: Name, _ data: [UInt8]) -> RistrettoScalar {
    RistrettoScalar(reducing: SecretBytes(copying: hash(name, data)))
  }

  /// scalar(H(name, data ‖ secret)).
  static func scalar(_ name: Name, _ data: [UInt8], then secret: borrowing SecretBytes) -> RistrettoScalar {
    RistrettoScalar(reducing: SHA512.hash(prefix(name) + data, then: secret))
  }

  private static func prefix(_ name: Name) -> [UInt8] {
    let label = Array("\(SMPMessage.namespace) \(name.rawValue)".utf8)
    return [UInt8(label.count)] + label
  }
}
