import ArgumentParser
import Pawl

struct SessionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "sessions", abstract: "List the sessions.")

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let sessions = try await storeOptions.open().sessions()
    try output.print(
      sessions.map { session in
        "\(session.jid) device \(session.device), \(session.namespace.rawValue): \(session.trust.rawValue), "
          + "\(session.isActive ? "active" : "kept for late messages"), begun by \(session.role == .initiator ? "us" : "them")"
          + (session.isConfirmed ? "" : ", not answered yet")
          + (session.skippedKeys > 0 ? ", \(session.skippedKeys) messages missing" : "")
      }.joined(separator: "\n"),
      json: sessions.map(SessionDescription.init))
  }
}

struct SessionDescription: Encodable {
  let jid: String
  let device: UInt32
  let namespace: String
  let exchangeKey: String
  let fingerprint: String
  let trust: String
  let role: String
  let active: Bool
  let confirmed: Bool
  let skippedKeys: Int

  init(_ session: SessionInfo) {
    jid = session.jid
    device = session.device.value
    namespace = session.namespace.rawValue
    exchangeKey = session.exchangeKey
    fingerprint = session.fingerprint.hex
    trust = session.trust.rawValue
    role = session.role.rawValue
    active = session.isActive
    confirmed = session.isConfirmed
    skippedKeys = session.skippedKeys
  }
}
