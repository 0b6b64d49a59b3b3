import Pawl
import TestSupport
import Testing

/// A schedule: three accounts with up to four devices each, and everything that can happen to them, by one seed.
///
/// The seed decides what happens and when. The devices' keys are random all the same, so that in a repetition other
/// senders may come to take the same prekey.
final class Simulation {
  /// Steps of the random part.
  static let steps = Proof.count(short: 30, long: 1_000)
  private static let accounts = ["alice@example.org", "bob@example.net", "carol@example.com"]
  /// Most accounts have one device or two.
  private static let deviceCounts = [1, 1, 1, 2, 2, 3, 4]
  /// More deliveries than any schedule needs to come to rest.
  private static let enoughDeliveries = 20_000

  private let seed: UInt64
  private var faults = NetworkFaults.rough
  private var keys = MessageKeyLedger()
  private var lastDevice: UInt32 = 0
  private(set) var lastStanza = 0
  private(set) var devices: [SimulatedDevice] = []
  /// The devices that were ever put back, also those that are gone: what they sent is still on its way.
  private(set) var putBack: Set<DeviceID> = []
  /// How often a device has begun a session anew with another since the last calm.
  var repairs: [SimulatedRepair: Int] = [:]
  var random: SplitMix64
  var server = SimulatedServer()
  /// 2026-11-23.
  private(set) var now: Int64 = 1_795_392_000

  init(seed: UInt64) {
    self.seed = seed
    random = SplitMix64(seed: seed)
  }

  func run() async throws {
    for jid in Self.accounts {
      for _ in 0..<pick(Self.deviceCounts) { try await addDevice(jid) }
    }
    for device in devices {
      while let node = device.events.deliver(using: &random) { try await fetchList(node, for: device) }
    }
    for _ in 0..<Self.steps { try await step() }
    try await comeToRest()

    // Whether two senders took the same prekey shows when they first write: a round of texts brings it out, and the
    // repairs that it takes. On another day, since repairs are limited to a few a day.
    now += 2 * 24 * 3600
    repairs = [:]
    _ = try await writeToEverybody()
    try await comeToRest()
    let texts = try await writeToEverybody()
    try await comeToRest()
    check(texts)
  }

  // MARK: - What happens

  private func step() async throws {
    now += Int64.random(in: 0...600, using: &random)
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<35: _ = try await write(from: pick(devices), to: pick(Self.accounts))
    case 35..<90: try await deliverSomething()
    case 90..<92: try pick(devices).restart()
    case 92..<94: try pick(devices).takeSnapshot()
    case 94..<97: try await putBack(pick(devices))
    case 97: try await reset(pick(devices), isRestored: true)
    default: try await reset(pick(devices), isRestored: false)
    }
  }

  private func deliverSomething() async throws {
    let waiting = devices.filter { !$0.isIdle }
    guard !waiting.isEmpty else { return }
    let device = pick(waiting)
    let isEvent = device.messages.isEmpty || Bool.random(using: &random)
    if isEvent, let node = device.events.deliver(using: &random) {
      try await fetchList(node, for: device)
    } else if let stanza = device.messages.deliver(using: &random) {
      try await deliver(stanza, to: device)
    }
  }

  /// The whole phone is put back to an earlier state. The app logs in, and does what is due.
  private func putBack(_ device: SimulatedDevice) async throws {
    let hasNoticed = try device.putBack()
    if device.wasPutBack { putBack.insert(device.id) }
    guard hasNoticed else { return }
    try await perform(device.device.maintain(now: now), for: device)
    for account in Self.accounts {
      for namespace in Namespace.allCases {
        try await fetchList(SimulatedServer.ListNode(jid: account, namespace: namespace), for: device)
      }
    }
  }

  /// A phone is lost: its user takes it off the list and begins with a new one, from a backup or without.
  private func reset(_ device: SimulatedDevice, isRestored: Bool) async throws {
    let backup = isRestored ? try await device.backup() : nil
    devices.removeAll { $0 === device }
    for namespace in Namespace.allCases {
      let node = SimulatedServer.ListNode(jid: device.jid, namespace: namespace)
      if server.remove(device.id, from: node) { announce(node) }
    }
    try await addDevice(device.jid, backup: backup)
  }

  private func addDevice(_ jid: String, backup: [UInt8]? = nil) async throws {
    lastDevice += 1
    let namespaces = pick([[Namespace.omemo2, .legacy], [.omemo2, .legacy], [.omemo2], [.legacy]])
    let device = try SimulatedDevice(
      jid, id: try #require(DeviceID(lastDevice)), namespaces: namespaces, backup: backup, faults: faults, now: now)
    devices.append(device)
    for namespace in namespaces {
      try await perform([.publishBundle(namespace)], for: device)
      let own = SimulatedServer.ListNode(jid: jid, namespace: namespace)
      if server.list(own) == nil { try await perform([.publishDeviceList(namespace)], for: device) }
      try await fetchList(own, for: device)
    }
    // On logging in it is told of every list.
    for account in Self.accounts {
      for namespace in Namespace.allCases {
        device.events.send(SimulatedServer.ListNode(jid: account, namespace: namespace), using: &random)
      }
    }
  }

  // MARK: - The network

  /// Tells every device that a list has changed.
  func announce(_ node: SimulatedServer.ListNode) {
    for device in devices { device.events.send(node, using: &random) }
  }

  /// Gives a stanza to all devices of the account that it is for, and to the other devices of the sender's own.
  func post(_ xml: String, from sender: SimulatedDevice, text: String? = nil) throws -> Int {
    let parts = try Inspection.messageParts(xml)
    let isNew = keys.note(parts)
    #expect(isNew, "a message key is used twice; \(context)")
    lastStanza += 1
    let stanza = SimulatedStanza(
      number: lastStanza, xml: xml, jid: sender.jid, device: sender.id, text: text,
      addressees: Set(parts.flatMap(\.keys).map(\.device)))
    for device in devices where device !== sender && (device.jid == sender.jid || device.jid == parts.first?.to) {
      device.send(stanza, using: &random)
    }
    return lastStanza
  }

  /// Delivers what is on its way, in order and without a fault, and what comes of it.
  private func comeToRest() async throws {
    faults = .none
    for device in devices { device.set(faults) }
    var deliveries = 0
    while devices.contains(where: { !$0.isIdle }) {
      for device in devices {
        if let node = device.events.deliver(using: &random) { try await fetchList(node, for: device) }
        if let stanza = device.messages.deliver(using: &random) { try await deliver(stanza, to: device) }
      }
      deliveries += devices.count
      try #require(deliveries < Self.enoughDeliveries, "the devices do not come to rest; \(context)")
    }
  }

  // MARK: - What has to come of it

  private struct Text {
    let number: Int
    let sender: SimulatedDevice
    let jid: String
  }

  private func writeToEverybody() async throws -> [Text] {
    var texts: [Text] = []
    for sender in devices {
      for jid in Self.accounts {
        let readers = devices.filter { $0 !== sender && $0.jid == jid && $0.understands(sender) }
        guard !readers.isEmpty else { continue }
        let number = try await write(from: sender, to: jid)
        texts.append(Text(number: try #require(number, "nothing is sent; \(context)"), sender: sender, jid: jid))
      }
    }
    return texts
  }

  private func check(_ texts: [Text]) {
    for device in devices {
      for namespace in device.namespaces {
        let list = server.devices(on: SimulatedServer.ListNode(jid: device.jid, namespace: namespace))
        #expect(list.contains(device.id), "device \(device.id) is not listed in \(namespace); \(context)")
      }
      #expect(device.due.isEmpty, "device \(device.id) did not get all its texts; \(context)")
      for text in texts where device !== text.sender && device.understands(text.sender) {
        guard device.jid == text.jid || device.jid == text.sender.jid else { continue }
        #expect(
          device.read.contains(text.number),
          "device \(device.id) cannot read device \(text.sender.id) of \(text.sender.jid); \(context)")
      }
    }
  }

  var context: Comment {
    "\(lastStanza) stanzas; repeat with PAWL_SEED=\(seed)"
  }

  private func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &random)]
  }
}
