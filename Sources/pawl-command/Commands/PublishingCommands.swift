import ArgumentParser
import Pawl

struct BundleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bundle", abstract: "Print this device's <bundle/>, to be published.")

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let device = try storeOptions.open()
    let xml = try await device.bundle()
    try output.print(xml, json: ["bundle": xml])
  }
}

struct DeviceListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "devicelist", abstract: "Print the account's <devices/> with this device in it, to be published.")

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let device = try storeOptions.open()
    let xml = try await device.deviceList()
    try output.print(xml, json: ["devices": xml])
  }
}
