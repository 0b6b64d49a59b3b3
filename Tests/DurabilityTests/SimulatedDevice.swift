import Foundation
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
  /// Whether its store was once put back to an earlier state: what it read since then it may be shown again, and what came
  /// in sessions of since then it cannot read.
  private(set) var wasPutBack = false
  private var hasSnapshot = false

  /// - Parameter backup: of the device that this one takes the place of, if there is one.
  init(
    _ jid: String, id: DeviceID, namespaces: [Namespace], backup: [UInt8]? = nil, faults: NetworkFaults, now: Int64
  ) throws {
    self.jid = jid
    self.id = id
    self.namespaces = namespaces
    folder = try MemoryFolder()
    let store = folder.path("store")
    let key = StoreKey.file(path: store + ".key")
    device =
      if let backup {
        try Device(restoring: backup, passphrase: Self.passphrase(), to: store, key: key, id: id, now: now)
      } else {
        try Device(creating: store, key: key, jid: jid, id: id, now: now)
      }
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
    let mirror = FileMirror(path: folder.path("generation"))
    device = try Device(opening: store, key: .file(path: store + ".key"), mirror: mirror)
  }

  /// At the lowest cost: a schedule makes many, and what guessing at their passphrase takes is not what it is about.
  func backup() async throws -> [UInt8] {
    try await device.exportBackup(passphrase: Self.passphrase(), cost: .init(passes: 1, kibibytes: 8))
  }

  /// Copies the store, as a backup of the whole phone does.
  func takeSnapshot() throws {
    try restart()
    try copyStore(from: "store", to: "snapshot")
    hasSnapshot = true
  }

  /// Puts the store back to the copy, if there is one.
  ///
  /// - Returns: whether it was, and something was sent in between.
  func putBack() throws -> Bool {
    guard hasSnapshot else { return false }
    try copyStore(from: "snapshot", to: "store")
    try restart()
    // Where nothing was sent in between no key can be used twice, and the store does not notice; it has forgotten all the
    // same what it received.
    wasPutBack = true
    guard device.wasRestored else { return false }
    fetched = []
    return true
  }

  private func copyStore(from source: String, to target: String) throws {
    let manager = FileManager.default
    for suffix in ["", "-wal", "-shm"] {
      try? manager.removeItem(atPath: folder.path(target + suffix))
      guard suffix != "-shm", manager.fileExists(atPath: folder.path(source + suffix)) else { continue }
      try manager.copyItem(atPath: folder.path(source + suffix), toPath: folder.path(target + suffix))
    }
  }

  private static func passphrase() -> SecretBytes {
    SecretBytes(copying: Array("of the simulator".utf8))
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
    return read.insert(stanza.number).inserted || wasPutBack
  }

  /// Gives a text up that cannot be read.
  func noteFailure(of stanza: SimulatedStanza) {
    due.remove(stanza.number)
  }

  private static func withoutLoss(_ faults: NetworkFaults) -> NetworkFaults {
    NetworkFaults(loss: 0, duplication: faults.duplication, window: faults.window)
  }
}
