import ArgumentParser
import CommandLineSupport
import Pawl

struct VouchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "vouch", abstract: "Sign that another device of this account is the key address's owner's.",
    discussion: """
      Only the device whose key the address is can. Contacts verify the other device by it for 90 days; pawl maintain \
      renews it.
      """)

  @OptionGroup var online: OnlineOptions
  @OptionGroup var sending: SendingOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var peer: OwnDevice

  func run() async throws {
    try await sending.carryOut(online, output) { [peer] in
      try await $0.vouch(for: peer.device, fingerprint: peer.fingerprint, now: .now)
    }
  }
}

struct RevokeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "revoke", abstract: "Sign, for good, that a device is the key address's owner's no more.")

  @OptionGroup var online: OnlineOptions
  @OptionGroup var sending: SendingOptions
  @OptionGroup var output: OutputOptions
  @OptionGroup var peer: OwnDevice

  func run() async throws {
    try await sending.carryOut(online, output) { [peer] in
      try await $0.revoke(peer.device, fingerprint: peer.fingerprint, now: .now)
    }
  }
}

/// Another device of the account, by its key.
struct OwnDevice: ParsableArguments {
  @Option(help: ArgumentHelp("The device.", valueName: "n"))
  var device: DeviceID

  @Option(help: ArgumentHelp("Its fingerprint, 64 hex digits.", valueName: "hex"))
  var fingerprint: Fingerprint
}

struct AddressesCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "addresses", abstract: "Print the addresses of a person in the order to try, or sign our own list.",
    discussion: """
      With --set the list is signed and to be published; the stores at the other addresses fetch it with their next login. \
      Where --set is not given and --jid neither, our own are printed.
      """)

  @OptionGroup var online: OnlineOptions
  @OptionGroup var sending: SendingOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("Whose.", valueName: "jid"))
  var jid: String?

  @Option(help: ArgumentHelp("An address of ours; repeated, the first to be tried first.", valueName: "jid"))
  var set: [String] = []

  func validate() throws {
    if jid != nil, !set.isEmpty { throw ValidationError("give --jid or --set, not both") }
  }

  func run() async throws {
    if !set.isEmpty {
      return try await sending.carryOut(online, output) { [set] in try await $0.setAddresses(set, now: .now) }
    }
    let device = try online.storeOptions.open()
    let addresses = try await device.addresses(of: jid ?? device.jid, now: .now)
    try output.print(addresses.joined(separator: "\n"), json: ["addresses": addresses])
  }
}

struct StatementsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statements", abstract: "Print what this device has signed as a key address's owner, to be published.",
    discussion: "One element a line: device statements by the ids of their items, and the list of addresses.")

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  @Option(help: ArgumentHelp("A device's item id; repeated.", valueName: "hex"))
  var item: [String] = []

  func run() async throws {
    let device = try storeOptions.open()
    var elements: [String] = []
    for item in item {
      guard let statement = try await device.deviceStatement(item: item) else {
        throw Failure(.missingInput, "there is no statement of this id")
      }
      elements.append(statement)
    }
    if let list = try await device.addressList() { elements.append(list) }
    try output.print(elements.joined(separator: "\n"), json: ["statements": elements])
  }
}

struct ImportStatementsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import-statements",
    abstract: "Take over device statements and a list of addresses from standard input, one element a line.")

  @OptionGroup var storeOptions: StoreOptions

  @Option(help: ArgumentHelp("The account that published them.", valueName: "jid"))
  var jid: String

  func run() async throws {
    let device = try storeOptions.open()
    let lines = try Terminal.readAll().split(whereSeparator: \.isNewline).map(String.init)
    let lists = lines.filter { $0.hasPrefix("<address-list") }
    let statements = lines.filter { !$0.hasPrefix("<address-list") }
    if !statements.isEmpty {
      let imported = try await device.importDeviceStatements(statements, of: jid, now: .now)
      for change in imported.changes { PawlCommand.complain(change.plainText) }
      if imported.isContradicted { throw Failure(AddressError.contradicted) }
    }
    for list in lists { _ = try await device.importAddressList(list, of: jid, now: .now) }
  }
}

extension TrustChange {
  var plainText: String {
    "\(jid) device \(device) is \(trust.rawValue)"
      + (saidBy.map { ", as \($0.jid) device \($0.device) says" } ?? ", as the address says")
  }
}

extension Failure {
  init(_ error: AddressError) {
    switch error {
    case .invalidJID: self.init(.usage, "not a bare JID, or no key address though it looks like one")
    case .noKeyAddress: self.init(.data, "the account is at no key address")
    case .notOwner: self.init(.data, "this device's key is not the account's address")
    case .unknownDevice: self.init(.missingInput, "no key of the device is known; import its bundle")
    case .otherKey: self.init(.data, "the device has another fingerprint")
    case .invalidList: self.init(.data, "no addresses, too many, one twice, or this account's own not among them")
    case .malformed: self.init(.data, "not a statement, or malformed")
    case .badSignature: self.init(.data, "the statement is not signed by the address's key")
    case .notYetValid: self.init(.data, "the statement is dated into the future")
    case .expired: self.init(.data, "the statement has expired")
    case .replaced: self.init(.data, "a later statement is known")
    case .contradicted: self.init(.data, "two statements contradict each other: the owner's key may be in two hands")
    case .revoked: self.init(.data, "the device's key was revoked")
    case .store(let error): self.init(error)
    }
  }
}
