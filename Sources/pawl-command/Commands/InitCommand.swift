import ArgumentParser
import Pawl
import Primitives

struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make a new device with a new identity, and its store.")

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("The account.", valueName: "jid"))
  var jid: String

  @Option(help: ArgumentHelp("The device id, 1 to 2147483647; random by default.", valueName: "n"))
  var deviceID: DeviceID?

  func run() async throws {
    let device = try storeOptions.create(jid: jid, id: deviceID)
    try output.print("\(device.jid) device \(device.id)", json: DeviceDescription(device))
  }
}

struct FingerprintCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fingerprint", abstract: "Print this device's fingerprint, or safety numbers.",
    discussion: "With --json a safety number has its scannable form, too: 74 bytes in base64, for a QR code.")

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("Print the safety number with each device of this account.", valueName: "jid"))
  var safetyNumber: String?

  func run() async throws {
    let device = try storeOptions.open()
    guard let safetyNumber else {
      return try output.print(device.fingerprint.description, json: DeviceDescription(device))
    }
    var numbers: [SafetyNumberDescription] = []
    for known in try await device.devices(of: safetyNumber) where known.fingerprint != nil {
      numbers.append(
        SafetyNumberDescription(known.device, try await device.safetyNumber(with: safetyNumber, device: known.device)))
    }
    guard !numbers.isEmpty else { throw Failure(TrustError.unknownDevice) }
    try output.print(numbers.map { "\($0.device): \($0.safetyNumber)" }.joined(separator: "\n"), json: numbers)
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
