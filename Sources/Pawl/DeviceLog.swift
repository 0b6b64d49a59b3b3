import Logging
import OMEMO
import Storage

/// What a device writes to the app's log: what happened, with whose devices, and which error it was.
///
/// No plaintext, no key, no token, no passphrase and no stanza is written at any level, not even in part: logs are copied,
/// sent to strangers for help, and kept. JIDs and device ids stand at `debug` and `trace` only, since they say who speaks to
/// whom.
struct DeviceLog: Sendable {
  private let logger: Logger

  /// - Parameter logger: `nil` to write nothing.
  init(_ logger: Logger?) {
    self.logger = logger ?? Logger(label: "pawl") { _ in SwiftLogNoOpLogHandler() }
  }

  func opened(isNew: Bool, wasRestored: Bool = false) {
    logger.info("\(isNew ? "device made" : "device opened")")
    if wasRestored { logger.warning("the store was put back or copied: sessions begin anew") }
  }

  func received(_ stanza: ReceivedStanza) -> ReceivedStanza {
    logger.debug(
      "received",
      metadata: [
        "from": "\(stanza.sender.jid)", "device": "\(stanza.sender.device)",
        "namespace": "\(stanza.sender.namespace.rawValue)", "trust": "\(stanza.sender.trust.rawValue)",
        "events": "\(stanza.events.map { Self.name(of: $0) }.joined(separator: " "))",
      ])
    asked(stanza.actions)
    return stanza
  }

  func encrypted(_ stanza: EncryptedStanza) -> EncryptedStanza {
    logger.debug(
      "encrypted", metadata: ["devices": "\(stanza.recipients.count)", "omitted": "\(stanza.omitted.count)"])
    for recipient in stanza.recipients {
      logger.trace("encrypted for", metadata: ["to": "\(recipient.jid)", "device": "\(recipient.device)"])
    }
    for omission in stanza.omitted {
      logger.debug(
        "omitted",
        metadata: [
          "to": "\(omission.recipient.jid)", "device": "\(omission.recipient.device)", "reason": "\(omission.reason.rawValue)",
        ])
    }
    asked(stanza.actions)
    return stanza
  }

  /// That something was done, and with whose device.
  func done(_ what: String, with jid: String, device: DeviceID? = nil) {
    var metadata: Logger.Metadata = ["jid": "\(jid)"]
    if let device { metadata["device"] = "\(device)" }
    logger.debug("\(what)", metadata: metadata)
  }

  /// What the app is asked to do.
  @discardableResult
  func asked(_ actions: [Action]) -> [Action] {
    for action in actions { logger.trace("asks for", metadata: ["action": "\(Self.name(of: action))"]) }
    return actions
  }

  /// Names an error without what it holds.
  func refused<Failure: Error>(_ what: String, _ error: Failure) -> Failure {
    let name = Self.name(of: error)
    // A key that changed, and a store that fails, are for somebody to see.
    let level: Logger.Level = name == "identityChanged" ? .warning : name.hasPrefix("store") ? .error : .debug
    logger.log(level: level, "\(what) refused", metadata: ["error": "\(name)"])
    return error
  }

  /// A case's name alone: what it is associated with may be a stanza, a token or a text. Of the store's errors nothing is.
  private static func name(of value: some Any) -> String {
    guard let associated = Mirror(reflecting: value).children.first, let label = associated.label else { return "\(value)" }
    return (associated.value as? StorageError).map { "\(label) \($0)" } ?? label
  }
}
