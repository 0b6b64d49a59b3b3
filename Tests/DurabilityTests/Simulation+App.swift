import Pawl
import Testing

/// Which device begins a session anew with which.
struct SimulatedRepair: Hashable {
  let device: DeviceID
  let peer: DeviceID
}

/// What an app does with a device: it carries out what it is asked to, and looks after what cannot be read.
extension Simulation {
  /// Begins a session anew at most so often, as the library itself allows a day.
  private static let maximumRepairs = 3

  /// - Returns: the number of the stanza; `nil` when there is nobody who could read it.
  func write(from sender: SimulatedDevice, to jid: String) async throws -> Int? {
    let text = "text \(lastStanza + 1)"
    // What is missing is fetched, first a list and then a bundle, and then it has to work, if there is anybody.
    var sent: EncryptedStanza?
    for _ in 0..<3 where sent == nil { sent = try await encrypt(text, from: sender, to: jid) }
    guard let sent else { return nil }
    let number = try post(sent.stanza, from: sender, text: text)
    try await perform(sent.actions, for: sender)
    return number
  }

  private func encrypt(_ text: String, from sender: SimulatedDevice, to jid: String) async throws -> EncryptedStanza? {
    do throws(SendError) {
      return try await sender.device.encrypt(text, to: jid, now: now)
    } catch {
      switch error {
      case .noDevices:
        for namespace in Namespace.allCases {
          try await fetchList(SimulatedServer.ListNode(jid: jid, namespace: namespace), for: sender)
        }
      case .noUsableDevice(_, let actions): try await perform(actions, for: sender)
      default: Issue.record("nothing can be sent: \(error); \(context)")
      }
      return nil
    }
  }

  func deliver(_ stanza: SimulatedStanza, to device: SimulatedDevice) async throws {
    let received: ReceivedStanza
    do throws(ReceiveError) {
      received = try await device.device.receive(stanza.xml, now: now)
    } catch {
      try await takeFailure(error, of: stanza, device)
      return
    }
    #expect(device.isAddressed(by: stanza) && received.text == stanza.text, context)
    let isNew = device.noteReading(of: stanza)
    #expect(isNew, "device \(device.id) is shown a stanza twice; \(context)")
    try await perform(received.actions, for: device)
  }

  func perform(_ actions: [Action], for device: SimulatedDevice) async throws {
    for action in actions {
      switch action {
      case .send(let stanza):
        _ = try post(stanza, from: device)
      case .publishBundle(let namespace):
        let node = SimulatedServer.BundleNode(jid: device.jid, device: device.id, namespace: namespace)
        let bundle = try await device.device.bundle(namespace)
        server.publish(bundle: bundle, at: node)
      case .publishDeviceList(let namespace):
        let node = SimulatedServer.ListNode(jid: device.jid, namespace: namespace)
        let list = try await device.device.deviceList(namespace)
        try server.publish(list: list, at: node)
        announce(node)
      case .fetchDeviceList(let jid, let namespace):
        try await fetchList(SimulatedServer.ListNode(jid: jid, namespace: namespace), for: device)
      case .fetchBundle(let jid, let id, let namespace):
        try await fetchBundle(SimulatedServer.BundleNode(jid: jid, device: id, namespace: namespace), for: device)
      // None is registered for push.
      case .fetchTokens, .revokeTokens: break
      case .publishDeviceStatement, .publishAddressList, .fetchDeviceStatements, .fetchAddressList:
        break  // Nobody here has a key address.
      }
    }
  }

  /// Fetches a list, and the bundles of devices that are new on it, each in the newest version that both speak.
  func fetchList(_ node: SimulatedServer.ListNode, for device: SimulatedDevice) async throws {
    guard device.namespaces.contains(node.namespace), let list = server.list(node) else { return }
    let actions = try await device.device.importDeviceList(list, of: node.jid)
    let newer = SimulatedServer.ListNode(jid: node.jid, namespace: .omemo2)
    let onNewer = device.namespaces.contains(.omemo2) ? server.devices(on: newer) : []
    for id in server.devices(on: node) where node == newer || !onNewer.contains(id) {
      let bundle = SimulatedServer.BundleNode(jid: node.jid, device: id, namespace: node.namespace)
      if !device.fetched.contains(bundle) { try await fetchBundle(bundle, for: device) }
    }
    try await perform(actions, for: device)
  }

  private func fetchBundle(_ node: SimulatedServer.BundleNode, for device: SimulatedDevice) async throws {
    guard node.device != device.id, let bundle = server.bundles[node] else { return }
    try await device.device.importBundle(bundle, of: node.jid, device: node.device)
    device.fetched.insert(node)
  }

  private func takeFailure(_ error: ReceiveError, of stanza: SimulatedStanza, _ device: SimulatedDevice) async throws {
    let wasRead = device.read.contains(stanza.number)
    // Of two one that was put back is enough for them to know different things of their session.
    let wasPutBack = putBack.contains(device.id) || putBack.contains(stanza.device)
    switch error {
    case .notForThisDevice where !device.isAddressed(by: stanza): break
    case .duplicate where wasRead: break
    // A copy that comes when its chain is forgotten. An app cannot tell that it has read it.
    case .undecryptable where wasRead: try await repair(device, with: stanza)
    // Of a session, or a prekey, that there was not yet when the store was as it is now.
    case .undecryptable where wasPutBack, .noSession where wasPutBack, .tooFarAhead where wasPutBack,
      .unknownPreKey where wasPutBack, .duplicate where wasPutBack:
      device.noteFailure(of: stanza)
      try await repair(device, with: stanza)
    // Two senders took the same prekey. The other one was quicker.
    case .unknownPreKey where !wasRead:
      device.noteFailure(of: stanza)
      try await repair(device, with: stanza)
    default:
      Issue.record("device \(device.id) cannot read a stanza of device \(stanza.device): \(error); \(context)")
    }
  }

  /// Begins a new session with the sender of a stanza that cannot be read, from its newest bundle.
  private func repair(_ device: SimulatedDevice, with stanza: SimulatedStanza) async throws {
    let pair = SimulatedRepair(device: device.id, peer: stanza.device)
    guard repairs[pair, default: 0] < Self.maximumRepairs else { return }
    var isListed = false
    for namespace in device.namespaces {
      let list = SimulatedServer.ListNode(jid: stanza.jid, namespace: namespace)
      try await fetchList(list, for: device)
      guard server.devices(on: list).contains(stanza.device) else { continue }
      isListed = true
      let bundle = SimulatedServer.BundleNode(jid: stanza.jid, device: stanza.device, namespace: namespace)
      try await fetchBundle(bundle, for: device)
    }
    // The sender may be a device that was lost since.
    guard isListed else { return }
    repairs[pair, default: 0] += 1
    let exchange = try await device.device.repair(stanza.jid, device: stanza.device, now: now)
    _ = try post(exchange, from: device)
  }
}

extension ReceivedStanza {
  fileprivate var text: String? {
    for case .message(let message) in events { return message.text }
    return nil
  }
}
