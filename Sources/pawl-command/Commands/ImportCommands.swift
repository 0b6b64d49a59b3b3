import ArgumentParser
import CommandLineSupport
import Pawl

struct ImportDeviceListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import-devicelist", abstract: "Take over an account's <devices/>, or legacy <list/>, from standard input.")

  @OptionGroup var storeOptions: StoreOptions

  @Option(help: ArgumentHelp("The account that published it.", valueName: "jid"))
  var jid: String

  func run() async throws {
    let device = try storeOptions.open()
    let actions = try await device.importDeviceList(Terminal.readAll(), of: jid)
    if !actions.isEmpty {
      PawlCommand.complain("this device is missing from its account's list; publish what pawl devicelist prints")
    }
  }
}

struct ImportBundleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import-bundle", abstract: "Take over a device's <bundle/> from standard input.")

  @OptionGroup var storeOptions: StoreOptions

  @Option(help: ArgumentHelp("The account that published it.", valueName: "jid"))
  var jid: String

  @Option(help: ArgumentHelp("The device that published it.", valueName: "n"))
  var device: DeviceID

  func run() async throws {
    let own = try storeOptions.open()
    try await own.importBundle(Terminal.readAll(), of: jid, device: device)
  }
}
