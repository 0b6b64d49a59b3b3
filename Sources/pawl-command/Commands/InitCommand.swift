import ArgumentParser
import CommandLineSupport
import Pawl
import Primitives
import QRCode

struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make a new device with a new identity, and its store.",
    discussion: """
      With --key-address the device's key is the account's name: whoever has the address can tell the device by it. The \
      account has to be registered at the server under the name that is printed. With --same-key-as it is the key of \
      another store, so that the same person can be reached at two hosts.
      """)

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("The account.", valueName: "jid"))
  var jid: String?

  @Option(help: ArgumentHelp("In place of --jid: the host of an account whose name is the key.", valueName: "host"))
  var keyAddress: String?

  @Option(help: ArgumentHelp("A store with the key, and its key file beside it, for --key-address.", valueName: "file"))
  var sameKeyAs: String?

  @Option(help: ArgumentHelp("The device id, 1 to 2147483647; random by default.", valueName: "n"))
  var deviceID: DeviceID?

  func validate() throws {
    if (jid == nil) == (keyAddress == nil) { throw ValidationError("give --jid or --key-address") }
    if sameKeyAs != nil, keyAddress == nil { throw ValidationError("--same-key-as goes with --key-address") }
  }

  func run() async throws {
    let device = try create()
    try output.print("\(device.jid) device \(device.id)", json: DeviceDescription(device))
  }

  private func create() throws -> Device {
    if let jid { return try storeOptions.create(jid: jid, id: deviceID) }
    let host = keyAddress ?? ""
    guard let sameKeyAs else {
      return try Device(
        creating: storeOptions.store, key: storeOptions.key(), keyAddressAt: host, id: deviceID, now: .now)
    }
    let other = try Device(opening: sameKeyAs, key: .file(path: sameKeyAs + ".key"))
    return try Device(
      creating: storeOptions.store, key: storeOptions.key(), sharingIdentityOf: other, keyAddressAt: host, id: deviceID,
      now: .now)
  }
}

struct FingerprintCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fingerprint", abstract: "Print this device's fingerprint, or safety numbers.",
    discussion: """
      A safety number is compared by reading it out, or by scanning: --qr shows its scannable form, 74 bytes, as a QR code, \
      and --compare takes what was read out or scanned (digits, or with --json's form 74 bytes in base64). Exit code 65 if it \
      is no device's of the account.
      """)

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("Print the safety number with each device of this account.", valueName: "jid"))
  var safetyNumber: String?

  @Flag(name: .customLong("qr"), help: "Show the safety number as a QR code, for the other's camera.")
  var showsCode = false

  @Option(help: ArgumentHelp("What the other read out or showed.", valueName: "digits or base64"))
  var compare: String?

  func validate() throws {
    if showsCode || compare != nil, safetyNumber == nil { throw ValidationError("--qr and --compare go with --safety-number") }
  }

  func run() async throws {
    let device = try storeOptions.open()
    guard let safetyNumber else {
      return try output.print(device.fingerprint.description, json: DeviceDescription(device))
    }
    var numbers: [(DeviceID, SafetyNumber)] = []
    for known in try await device.devices(of: safetyNumber) where known.fingerprint != nil {
      numbers.append((known.device, try await device.safetyNumber(with: safetyNumber, device: known.device)))
    }
    guard !numbers.isEmpty else { throw Failure(TrustError.unknownDevice) }
    if let compare {
      // All of them, and each in constant time.
      let matching = try numbers.filter { try Self.matches($0.1, compare) }.map(\.0)
      guard let match = matching.first else { throw Failure(.data, "it is the safety number of no device of \(safetyNumber)") }
      return try output.print("the same as with device \(match)", json: ["device": match.value])
    }
    let descriptions = numbers.map { SafetyNumberDescription($0.0, $0.1) }
    let lines = try numbers.map { device, number in
      "\(device): \(number)" + (showsCode ? "\n" + (try QRCode(number.scannable).terminalText) : "")
    }
    try output.print(lines.joined(separator: "\n"), json: descriptions)
  }

  private static func matches(_ number: SafetyNumber, _ text: String) throws -> Bool {
    if text.allSatisfy({ $0.isWhitespace || $0.isASCII && $0.isNumber }) { return number.matches(text) }
    guard let bytes = TextEncoding.decodeBase64(text) else { throw Failure(.usage, "neither digits nor base64") }
    do {
      return try number.matches(scanned: bytes)
    } catch {
      throw Failure(.data, "what was scanned is no safety number of this version")
    }
  }
}

/// Who this device is.
struct DeviceDescription: Encodable {
  let jid: String
  let device: UInt32
  let fingerprint: String

  init(_ device: Device) {
    jid = device.jid
    self.device = device.id.value
    fingerprint = device.fingerprint.hex
  }
}

/// A safety number, for printing.
struct SafetyNumberDescription: Encodable {
  let device: UInt32
  let safetyNumber: String
  /// In base64.
  let scannable: String

  init(_ device: DeviceID, _ number: SafetyNumber) {
    self.device = device.value
    safetyNumber = number.description
    scannable = TextEncoding.base64(number.scannable)
  }
}
