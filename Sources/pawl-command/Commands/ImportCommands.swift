import ArgumentParser
import Pawl

struct ImportDeviceListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import-devicelist", abstract: "Take over an account's <devices/> from standard input.")

  @OptionGroup var storeOptions: StoreOptions

  @Option(help: ArgumentHelp("The account that published it.", valueName: "jid"))
  var jid: String

  func run() async throws {
    let device = try storeOptions.open()
    let actions = try await device.importDeviceList(Terminal.readAll(), of: jid)
    if actions.contains(.publishDeviceList) {
      Terminal.complain("this device is missing from its account's list; publish what pawl devicelist prints")
    }
  }
}

struct ImportBundleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import-bundle", abstract: "Take over a device's <bundle/> from standard input.")

  @OptionGroup var storeOptions: StoreOptions

  @Option(help: ArgumentHelp("The account that published it.", valueName: "jid"))
  var jid: String

  @Option(help: ArgumentHelp("The device id: the id of the item that the bundle stood in.", valueName: "n"))
  var device: UInt32

  func run() async throws {
    guard let id = DeviceID(device) else { throw Failure(.usage, "a device id is 1 to 2147483647") }
    let own = try storeOptions.open()
    try await own.importBundle(Terminal.readAll(), of: jid, device: id)
  }
}
