import ArgumentParser
import CommandLineSupport
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

struct UnlistCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unlist", abstract: "Take another device of this account off its lists; print which to publish.")

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("The device.", valueName: "n"))
  var device: DeviceID

  func run() async throws {
    let actions = ActionsDescription(try await storeOptions.open().unlist(device))
    guard !actions.publish.isEmpty else { throw Failure(.data, "no other device of the account is listed under this id") }
    try output.print(actions.plainText, json: actions)
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
