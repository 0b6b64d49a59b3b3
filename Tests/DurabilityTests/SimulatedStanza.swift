import Pawl

/// A `<message/>` that a simulated device has sent.
struct SimulatedStanza {
  let number: Int
  let xml: String
  /// The account and device that sent it.
  let jid: String
  let device: DeviceID
  /// What it says; `nil` for an empty message.
  let text: String?
  /// The devices that it is encrypted for. Here no two devices have one id.
  let addressees: Set<UInt32>
}
