import OMEMO

enum WireFuzzing {
  static func runMessage(_ input: [UInt8], _ namespace: Namespace) {
    guard let message = try? RatchetMessage(input, in: namespace.profile) else { return }
    // The MAC is over the bytes as they came.
    precondition(input.count >= message.mac.count && message.authenticatedPart.count <= input.count)
  }

  static func runExchange(_ input: [UInt8], _ namespace: Namespace) {
    guard let exchange = try? KeyExchange(input, in: namespace.profile) else { return }
    precondition(DeviceID(exchange.id.preKeyID) != nil && DeviceID(exchange.id.signedPreKeyID) != nil)
    runMessage(exchange.message, namespace)
  }
}
