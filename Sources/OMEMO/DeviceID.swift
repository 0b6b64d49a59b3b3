import Primitives
import XML

/// A device id: 1 ... 2^31 - 1 (XEP-0384 0.9, section 2). Unique within an account only.
public struct DeviceID: Hashable, Comparable, Sendable, CustomStringConvertible {
  public let value: UInt32
  package static let range: ClosedRange<UInt32> = 1...(1 << 31 - 1)

  /// Refuses (`nil`) 0 and anything above 2^31 - 1.
  public init?(_ value: UInt32) {
    guard Self.range.contains(value) else { return nil }
    self.value = value
  }

  /// Reads an attribute: decimal digits only, no sign, no leading zero.
  package init?(text: String) {
    guard let value = UInt32(strictDecimal: text) else { return nil }
    self.init(value)
  }

  /// A random id for a new device. Before it is first published it is compared with the account's device list.
  package static func random() -> DeviceID {
    DeviceID(unchecked: Random.number(in: range))
  }

  private init(unchecked value: UInt32) {
    self.value = value
  }

  public var description: String {
    String(value)
  }

  public static func < (a: DeviceID, b: DeviceID) -> Bool {
    a.value < b.value
  }
}
