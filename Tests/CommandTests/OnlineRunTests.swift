import CommandLineSupport
import Messenger
import Pawl
import TestSupport
import Testing
import XML
import XMPPClient

@testable import pawl_command

@Suite("What a command that was online ends with")
struct OnlineRunTests {
  @Test("What may not have arrived is an error, unless the command stays online", arguments: [false, true])
  func unconfirmed(isPatient: Bool) throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let store = folder.path("store")
    let device = try Device(creating: store, key: .file(path: store + ".key"), jid: "alice@example.org", now: 1_800_000_000)
    var file = AccountFile()
    let configuration = file.configuration(try JID(device.jid), password: Password("pencil"))
    let messenger = try Messenger(device: device, configuration: configuration, archive: nil) { 1_800_000_000 }
    var run = OnlineRun(messenger: messenger, store: store)
    run.isPatient = isPatient
    do {
      try run.note(.unconfirmed(1), in: &file)
      #expect(isPatient)
    } catch let failure as Failure {
      #expect(!isPatient && failure.code == .inputOutput && failure.message == "1 stanzas may not have arrived")
    }
  }

  @Test("The first publication or message that was refused is an error; what is only fetched, or the login's, is none")
  func refused() {
    var refusal = Refusal()
    refusal.note(.failed(.action(.publishAddressList), .timedOut))
    refusal.note(.ready)
    refusal.note(.failed(.action(.fetchDeviceList(jid: "bob@example.net", .legacy)), .timedOut))
    #expect(refusal.failure == nil)
    refusal.note(.failed(.action(.publishDeviceStatement(item: "00")), .backlog))
    refusal.note(.failed(.action(.send(stanza: "<message/>")), .timedOut))
    #expect(refusal.failure?.message == "the server does not acknowledge what is sent")
  }
}
