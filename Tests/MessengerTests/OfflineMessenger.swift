import Messenger
import Pawl
import TestSupport
import XML
import XMPPClient

/// A messenger that never connects, and a stranger's device beside it.
struct OfflineMessenger {
  let messenger: Messenger
  private let stranger: Device
  private let folder: TemporaryFolder
  private static let now: Int64 = 1_795_392_000

  init(_ jid: String) async throws {
    folder = try TemporaryFolder()
    let (own, other) = (folder.path("own"), folder.path("other"))
    stranger = try Device(creating: other, key: .file(path: other + ".key"), jid: "stranger@b.test", now: Self.now)
    messenger = try Messenger(
      device: Device(creating: own, key: .file(path: own + ".key"), jid: jid, now: Self.now),
      configuration: ClientConfiguration(account: JID(jid), password: Password("pencil")), archive: .beginning,
      clock: { Self.now })
    let device = messenger.device
    _ = try await stranger.importDeviceList(
      "<devices xmlns='\(Namespace.omemo2.rawValue)'><device id='\(device.id)'/></devices>", of: device.jid)
    try await stranger.importBundle(device.bundle(), of: device.jid, device: device.id)
  }

  /// A text of the stranger's, as the server delivers it.
  func text(_ text: String) async throws -> IncomingMessage {
    let sent = try await stranger.encrypt(text, to: messenger.device.jid, now: Self.now)
    let stanza = try Element.parse(sent.stanza)
    return IncomingMessage(way: .direct, stanza: stanza, message: stanza)
  }
}
