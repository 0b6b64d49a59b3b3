import ArgumentParser
import Pawl

struct BundleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bundle", abstract: "Print this device's <bundle/>, to be published.")

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var version: VersionOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let device = try storeOptions.open()
    let xml = try await device.bundle(version.namespace)
    try output.print(xml, json: ["bundle": xml])
  }
}

struct DeviceListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "devicelist", abstract: "Print the account's device list with this device in it, to be published.")

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var version: VersionOptions
  @OptionGroup var output: OutputOptions

  func run() async throws {
    let device = try storeOptions.open()
    let xml = try await device.deviceList(version.namespace)
    try output.print(xml, json: ["devices": xml])
  }
}

/// Which version of OMEMO an element is to be of.
struct VersionOptions: ParsableArguments {
  @Flag(help: "In legacy OMEMO, eu.siacs.conversations.axolotl, and not in OMEMO 2.")
  var legacy = false

  var namespace: Namespace {
    legacy ? .legacy : .omemo2
  }
}
