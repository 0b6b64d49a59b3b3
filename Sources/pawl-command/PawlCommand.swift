import ArgumentParser
import CommandLineSupport
import Version

/// The `pawl` command: arguments in, text or JSON out. What it does it does through the `Pawl` library.
@main
struct PawlCommand: CommandLineTool {
  static let configuration = CommandConfiguration(
    commandName: "pawl",
    abstract: "Encrypt and decrypt XMPP stanzas with OMEMO, and carry push tokens inside them.",
    discussion: """
      Exit codes: 0 done, 64 wrong usage, 65 bad data, 66 an input is missing, 69 a service is \
      unavailable, 74 input or output failed, 77 refused.
      """,
    version: Version.current,
    subcommands: [
      InitCommand.self, FingerprintCommand.self, BundleCommand.self, DeviceListCommand.self, UnlistCommand.self,
      ImportDeviceListCommand.self, ImportBundleCommand.self, EncryptCommand.self, DecryptCommand.self,
      InspectCommand.self, SessionsCommand.self, DevicesCommand.self, TrustCommand.self, PolicyCommand.self,
      ForgetCommand.self, RepairCommand.self, SMPCommand.self, ExportKeyCommand.self, OptOutCommand.self,
      ResumeCommand.self, MaintainCommand.self, TokensCommand.self, PushCommand.self, KnockCommand.self, WakeCommand.self,
      ExportCommand.self, ImportCommand.self, LoginCommand.self, SendCommand.self, ListenCommand.self, CatchUpCommand.self,
      PublishCommand.self, RoomCommand.self, ContactsCommand.self, DoctorCommand.self,
      InviteCommand.self, AcceptCommand.self, VouchCommand.self, RevokeCommand.self, AddressesCommand.self,
      StatementsCommand.self, ImportStatementsCommand.self,
      VectorsCommand.self, PipeCommand.self, DemoCommand.self,
    ])

  static func failure(_ error: any Error) -> Failure? {
    Failure(error)
  }
}
