import Foundation
import TestSupport
import Testing

@Suite("Invitations between two processes")
struct InvitationCommandTests {
  private static let reader = ["/usr/bin/zbarimg", "/usr/local/bin/zbarimg", "/opt/homebrew/bin/zbarimg"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  private func read(_ path: String) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: try #require(Self.reader))
    process.arguments = ["--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", path]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = Pipe()
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
  }

  @Test("What a camera reads off the picture is the link", .enabled(if: reader != nil), arguments: [true, false])
  func picture(hasToken: Bool) throws {
    let bob = try Party("bob@example.net", device: 22)
    let path = bob.path("code.png")
    let token = hasToken ? ["--token"] : []
    #expect(try bob.pawl("invite", "--token").status == 65)
    let pool = String(repeating: "1", count: 40) + " 2099-01-01T00:00:00Z"
    #expect(try bob.pawl("tokens", "add", "--endpoint", "https://push.example/messages/", input: pool).status == 0)
    let made = try bob.pawl(["invite", "--png", path] + token)
    #expect(made.status == 0 && made.line.hasPrefix("xmpp:bob@example.net?"))
    #expect(made.line.contains("pawl-push-token=") == hasToken)
    #expect(try read(path) == made.line)
    // What is there is not written over.
    #expect(try bob.pawl("invite", "--png", path).status == 74)
  }

  @Test("Who accepts it has pinned the key; another key under the device is refused from then on")
  func accepted() throws {
    let alice = try Party("alice@example.org", device: 11)
    let bob = try Party("bob@example.net", device: 22)
    let link = try bob.pawl("invite", "--qr").line.split(separator: "\n").last.map(String.init) ?? ""
    let accepted = try alice.pawl("accept", link, "--verified")
    #expect(accepted.status == 0 && accepted.errors.contains("bob@example.net: 1 keys pinned"))
    #expect(accepted.output.contains("fetch the devicelist"))
    #expect(try alice.pawl("devices", "--jid", bob.jid).line.contains("verified, not listed"))
    let impostor = try Party("bob@example.net", device: 22)
    let refused = try alice.pawl(
      "import-bundle", "--jid", bob.jid, "--device", "22", input: impostor.pawl("bundle").output)
    #expect(refused.status == 65 && refused.errors == "pawl: the device is known under another identity key\n")
    try alice.meet(bob)
    #expect(try bob.pawl("decrypt", input: alice.pawl("encrypt", "--to", bob.jid, input: "hello").output).line == "hello")
  }

  @Test("Bad links change nothing")
  func refused() throws {
    let alice = try Party("alice@example.org", device: 11)
    for link in ["", "https://example.org", "xmpp:bob@example.net?omemo-sid-0=00", "xmpp:bob@example.net?join"] {
      let refused = try alice.pawl("accept", link)
      #expect(refused.status == 65 && refused.output.isEmpty)
    }
  }
}
