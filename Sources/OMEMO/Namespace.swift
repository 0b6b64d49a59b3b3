/// Which version of OMEMO: named by the namespace of its elements, the older one first.
public enum Namespace: String, CaseIterable, Sendable, Comparable {
  /// Legacy OMEMO (XEP-0384 0.3), which most clients speak. Only a text is encrypted.
  case legacy = "eu.siacs.conversations.axolotl"
  /// OMEMO 2 (XEP-0384 0.8 and later). Any elements are encrypted, in an envelope (XEP-0420).
  case omemo2 = "urn:xmpp:omemo:2"

  /// The later version is the greater.
  public static func < (a: Namespace, b: Namespace) -> Bool {
    a == .legacy && b == .omemo2
  }

  /// The PEP node of an account's device list; the item id is `current`.
  public var deviceListNode: String {
    switch self {
    case .legacy: rawValue + ".devicelist"
    case .omemo2: rawValue + ":devices"
    }
  }

  /// The PEP node of a device's bundle. In OMEMO 2 one node holds them all, and the item id is the device id; in legacy
  /// OMEMO each has a node of its own, with the item id `current`.
  public func bundleNode(of device: DeviceID) -> String {
    switch self {
    case .legacy: rawValue + ".bundles:\(device)"
    case .omemo2: rawValue + ":bundles"
    }
  }

  /// The item id of a device's bundle in its node.
  public func bundleItem(of device: DeviceID) -> String {
    switch self {
    case .legacy: "current"
    case .omemo2: device.description
    }
  }

  package var profile: Profile {
    switch self {
    case .legacy: .legacy
    case .omemo2: .omemo2
    }
  }
}
