import ArgumentParser
import CommandLineSupport
import Pawl

struct DevicesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "devices", abstract: "List the devices of an account, with their fingerprints and how far they are trusted.")

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("The account.", valueName: "jid"))
  var jid: String

  func run() async throws {
    let devices = try await storeOptions.open().devices(of: jid)
    let lines = devices.map { device in
      "\(device.device): \(device.fingerprint?.description ?? "no key yet"), \(device.trust.rawValue)"
        + (device.listings.isEmpty ? ", not listed" : "") + (device.isKnownOtherwise ? ", had another key before" : "")
    }
    if output.json || !lines.isEmpty {
      try output.print(lines.joined(separator: "\n"), json: devices.map(KnownDeviceDescription.init))
    }
  }
}

struct TrustCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trust", abstract: "Decide on a device's key.",
    discussion: """
      The fingerprint is the one that was compared: a key that has changed meanwhile is not trusted for it. When a key is \
      verified or distrusted, the verified devices of both accounts are told: the messages for that are printed, or sent \
      with --online.
      """)

  @OptionGroup var online: OnlineOptions
  @OptionGroup var sending: SendingOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("The account.", valueName: "jid"))
  var jid: String

  @Option(help: ArgumentHelp("The device.", valueName: "n"))
  var device: DeviceID

  @Option(help: ArgumentHelp("Its fingerprint, 64 hex digits.", valueName: "hex"))
  var fingerprint: Fingerprint

  @Argument(help: "verified, trusted, distrusted or undecided.")
  var trust: Trust

  func run() async throws {
    try await sending.carryOut(online, output) { own in
      let outcome = try await own.setTrust(trust, in: fingerprint, of: jid, device: device, now: .now)
      for change in outcome.changes { PawlCommand.complain(change.plainText) }
      return outcome.actions
    }
  }
}

struct ForgetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forget", abstract: "Give up a device's key and sessions, so that it can come again under another key.")

  @OptionGroup var storeOptions: StoreOptions

  @Option(help: ArgumentHelp("The account.", valueName: "jid"))
  var jid: String

  @Option(help: ArgumentHelp("The device.", valueName: "n"))
  var device: DeviceID

  func run() async throws {
    try await storeOptions.open().forgetKey(of: jid, device: device)
  }
}

struct PolicyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "policy", abstract: "Print which keys may be written to, or change it.")

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  @Argument(help: "blind, manual or always-verify.")
  var policy: TrustPolicy?

  func run() async throws {
    let device = try storeOptions.open()
    if let policy {
      try await device.setTrustPolicy(policy)
    } else {
      let policy = try await device.trustPolicy().rawValue
      try output.print(policy, json: ["policy": policy])
    }
  }
}

/// A device of an account, for printing.
struct KnownDeviceDescription: Encodable {
  let device: UInt32
  let fingerprint: String?
  let trust: String
  let namespaces: [String]
  let hadAnotherKey: Bool

  init(_ device: KnownDevice) {
    self.device = device.device.value
    fingerprint = device.fingerprint?.hex
    trust = device.trust.rawValue
    namespaces = device.listings.sorted().map(\.rawValue)
    hadAnotherKey = device.isKnownOtherwise
  }
}
