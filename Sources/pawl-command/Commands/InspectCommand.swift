import ArgumentParser
import CommandLineSupport
import Pawl

struct InspectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Show what anyone on the way can read in a <message/>, <bundle/> or device list from standard input.",
    discussion: "It needs no store and no keys, and changes nothing.")

  @OptionGroup var output: OutputOptions

  func run() async throws {
    let inspection = try Inspection(Terminal.readAll())
    try output.print(Self.lines(inspection).map(\.printableLine).joined(separator: "\n"), json: inspection)
  }

  static func lines(_ inspection: Inspection) -> [String] {
    switch inspection {
    case .deviceList(let ids):
      return ["devices: " + ids.map(String.init).joined(separator: ", ")]
    case .bundle(let bundle):
      return [
        "bundle of \(bundle.fingerprint), \(bundle.namespace)",
        "  signed prekey \(bundle.signedPreKeyID), signature \(bundle.isSignatureValid ? "valid" : "NOT VALID")",
        "  \(bundle.preKeyIDs.count) one-time prekeys",
      ]
    case .message(let versions):
      return versions.flatMap(lines)
    }
  }

  private static func lines(_ message: Inspection.MessageParts) -> [String] {
    let to = message.to.map { " to \($0)" } ?? ""
    return ["message from \(message.from) device \(message.senderDevice)\(to), \(message.namespace)"]
      + message.keys.flatMap(lines)
      + [message.payloadByteCount.map { "  payload of \($0) bytes, encrypted" } ?? "  no payload: an empty message"]
  }

  private static func lines(_ key: Inspection.KeyParts) -> [String] {
    var lines = [
      "  key for \(key.jid.map { "\($0) " } ?? "")device \(key.device): message \(key.number) of chain \(key.ratchetKey.prefix(16))…"
    ]
    if let exchange = key.keyExchange {
      lines.append(
        "    with a key exchange: signed prekey \(exchange.signedPreKeyID), prekey \(exchange.preKeyID), "
          + "by \(exchange.fingerprint)")
    }
    return lines
  }
}
