import Testing
import XML
import XMPPClient

@Suite("Passwords")
struct PasswordTests {
  @Test("Nothing that holds a password prints it")
  func redacted() throws {
    let account = try JID("alice@a.test")
    let configuration = ClientConfiguration(account: account, password: Password("pencil"))
    let login = Login(account: account, password: Password("pencil"), minimumMechanism: .scramSHA1, endPoint: nil)
    for value in [configuration.password, configuration, login] as [Any] {
      var dumped = ""
      dump(value, to: &dumped)
      for text in ["\(value)", String(reflecting: value), dumped] { #expect(!text.contains("pencil")) }
    }
  }
}
