import ArgumentParser
import Pawl

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
    commandName: "fingerprint", abstract: "Print this device's fingerprint.")

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let device = try storeOptions.open()
    try output.print(device.fingerprint.description, json: DeviceDescription(device))
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
