import Pawl

/// The PEP nodes of all accounts: what was published last.
struct SimulatedServer {
  struct ListNode: Hashable {
    let jid: String
    let namespace: Namespace
  }

  struct BundleNode: Hashable {
    let jid: String
    let device: DeviceID
    let namespace: Namespace
  }

  private(set) var bundles: [BundleNode: String] = [:]
  private var lists: [ListNode: [UInt32]] = [:]

  mutating func publish(bundle: String, at node: BundleNode) {
    bundles[node] = bundle
  }

  mutating func publish(list: String, at node: ListNode) throws {
    guard case .deviceList(let ids) = try Inspection(list) else { throw ReceiveError.malformed }
    lists[node] = ids
  }

  /// Takes a device off its account's list, as its user does who has lost it.
  ///
  /// - Returns: whether it was on the list.
  mutating func remove(_ device: DeviceID, from node: ListNode) -> Bool {
    guard let ids = lists[node], ids.contains(device.value) else { return false }
    lists[node] = ids.filter { $0 != device.value }
    return true
  }

  func devices(on node: ListNode) -> [DeviceID] {
    (lists[node] ?? []).compactMap { DeviceID($0) }
  }

  /// The list as it is fetched; `nil` if there never was one.
  func list(_ node: ListNode) -> String? {
    guard let ids = lists[node] else { return nil }
    let name = node.namespace == .omemo2 ? "devices" : "list"
    let devices = ids.map { "<device id='\($0)'/>" }.joined()
    return "<\(name) xmlns='\(node.namespace.rawValue)'>\(devices)</\(name)>"
  }
}
