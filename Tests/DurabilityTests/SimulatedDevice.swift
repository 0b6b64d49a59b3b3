import Pawl
import TestSupport

/// A device, and what its server has in store for it.
final class SimulatedDevice {
  let jid: String
  let id: DeviceID
  /// The versions of OMEMO that it speaks: of the others it publishes nothing, and looks at no list.
  let namespaces: [Namespace]
  private(set) var device: Device
  private let folder: MemoryFolder

  /// Messages on their way to it.
  var messages: LossyNetwork<SimulatedStanza>
  /// Events that say that a device list has changed. They are not lost, since the list can be fetched at any time.
  var events: LossyNetwork<SimulatedServer.ListNode>
  /// The bundles that it has fetched when it first saw their devices on a list.
  var fetched: Set<SimulatedServer.BundleNode> = []

  /// The numbers of the stanzas that it has read.
  private(set) var read: Set<Int> = []
  /// Texts for it that are on their way and that nobody has lost.
  private(set) var due: Set<Int> = []

  init(_ jid: String, id: DeviceID, namespaces: [Namespace], faults: NetworkFaults, now: Int64) throws {
    self.jid = jid
    self.id = id
    self.namespaces = namespaces
    folder = try MemoryFolder()
    let store = folder.path("store")
    device = try Device(creating: store, key: .file(path: store + ".key"), jid: jid, id: id, now: now)
    messages = LossyNetwork(faults: faults)
    events = LossyNetwork(faults: Self.withoutLoss(faults))
  }

  var isIdle: Bool {
    messages.isEmpty && events.isEmpty
  }

  /// Whether there is a version of OMEMO in which the two can write to each other.
  func understands(_ other: SimulatedDevice) -> Bool {
    !Set(namespaces).isDisjoint(with: other.namespaces)
  }

  /// Starts the app again.
  func restart() throws {
    let store = folder.path("store")
    device = try Device(opening: store, key: .file(path: store + ".key"))
  }

  func set(_ faults: NetworkFaults) {
    messages.faults = faults
    events.faults = Self.withoutLoss(faults)
  }

  /// Gives a stanza to the network.
  func send(_ stanza: SimulatedStanza, using random: inout SplitMix64) {
    let lostBefore = messages.lost
    messages.send(stanza, using: &random)
    let isLost = messages.lost > lostBefore
    if !isLost, stanza.text != nil, isAddressed(by: stanza) { due.insert(stanza.number) }
  }

  func isAddressed(by stanza: SimulatedStanza) -> Bool {
    stanza.addressees.contains(id.value)
  }

  /// - Returns: whether it was not read before.
  func noteReading(of stanza: SimulatedStanza) -> Bool {
    due.remove(stanza.number)
    return read.insert(stanza.number).inserted
  }

  /// Gives a text up that cannot be read.
  func noteFailure(of stanza: SimulatedStanza) {
    due.remove(stanza.number)
  }

  private static func withoutLoss(_ faults: NetworkFaults) -> NetworkFaults {
    NetworkFaults(loss: 0, duplication: faults.duplication, window: faults.window)
  }
}
