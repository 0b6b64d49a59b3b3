import Foundation
import TestSupport
import Testing

@Suite("The pawl command")
struct CommandTests {
  @Test("A message goes from one store to another through standard input and output")
  func message() throws {
    let (alice, bob) = try Party.pair()
    let sent = try alice.pawl("encrypt", "--to", bob.jid, input: "hello bob\n")
    #expect(sent.status == 0 && sent.errors.isEmpty)
    let read = try bob.pawl("decrypt", input: sent.output)
    #expect(read.status == 0 && read.line == "hello bob")

    let answer = try bob.pawl("encrypt", "--to", alice.jid, input: "hello alice")
    let json = try alice.pawl("decrypt", "--json", input: answer.output).json()
    #expect(json["text"] as? String == "hello alice")
    #expect(json["from"] as? String == bob.jid && json["device"] as? Int == bob.device)
    #expect(json["trust"] as? String == "trusted" && json["time"] as? String != nil)
  }

  @Test("--json gives the answer that a key exchange asks for, and the peer takes it")
  func answers() throws {
    let (alice, bob) = try Party.pair()
    let sent = try alice.pawl("encrypt", "--json", "--to", bob.jid, input: "hello").json()
    let received = try bob.pawl("decrypt", "--json", input: try #require(sent["stanza"] as? String)).json()
    #expect(received["publish"] as? [[String: String]] == [["node": "bundle", "namespace": "urn:xmpp:omemo:2"]])
    let answer = try #require((received["send"] as? [String])?.first)
    let empty = try alice.pawl("decrypt", "--json", input: answer)
    #expect(try empty.json()["kind"] as? String == "empty")
    let sessions = try alice.pawl("sessions").output
    #expect(sessions.hasPrefix("bob@example.net device 22, urn:xmpp:omemo:2: trusted, active, begun by us") && !sessions.contains("not answered"))
  }

  @Test("Push tokens go inside an encrypted stanza, and name their contact when one comes back")
  func tokens() throws {
    let (alice, bob) = try Party.pair()
    let endpoint = "https://push.example.net/api/v1/messages/"
    let lines = (1...6).map { String(repeating: "\($0)", count: 40) + " 2099-01-01T00:00:00Z" }
    #expect(try bob.pawl("tokens", "add", "--endpoint", endpoint, input: lines.joined(separator: "\n")).status == 0)
    #expect(try bob.pawl("tokens", "lookup", String(repeating: "1", count: 40)).status == 65)
    let text = try bob.pawl("encrypt", "--json", "--to", alice.jid, input: "hello").json()
    #expect(try alice.pawl("decrypt", input: try #require(text["stanza"] as? String)).status == 0)
    let sent = try #require((text["send"] as? [String])?.first)
    #expect(!sent.contains("<body") && sent.contains("urn:xmpp:hints"))
    let received = try alice.pawl("decrypt", "--json", input: sent).json()
    #expect(received["kind"] as? String == "tokens")
    let carried = try #require(received["tokens"] as? [String: Any])
    let texts = try #require(carried["tokens"] as? [String])
    #expect(carried["endpoint"] as? String == endpoint && texts.count == 5)

    for text in texts {
      #expect(try bob.pawl("tokens", "lookup", text, "--json").json()["jid"] as? String == alice.jid)
      #expect(try alice.pawl("tokens", "lookup", text).status == 65)
    }
    #expect(try alice.pawl("tokens", "list").output.split(separator: "\n").count == 5)
    #expect(try bob.pawl("tokens", "revoke", "--jid", alice.jid).line == "5 tokens taken back")
    #expect(try bob.pawl("tokens", "lookup", texts[0]).status == 65)
    let revoked = try bob.pawl("maintain", "--json").json()["revokeTokens"] as? [String]
    #expect(revoked.map(Set.init) == Set(texts))
  }

  @Test("tokens add takes nothing of a list with one bad line", arguments: ["", "1234", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"])
  func badTokens(line: String) throws {
    let (alice, _) = try Party.pair()
    let good = String(repeating: "b", count: 40) + " 2099-01-01T00:00:00Z"
    let added = try alice.pawl("tokens", "add", "--endpoint", "https://push.example/", input: "\(good)\n\(line)x\n")
    #expect(added.status == 65 && added.errors.split(separator: "\n").count == 1)
    #expect(try alice.pawl("tokens", "list").output.isEmpty)
  }

  @Test("inspect shows a stanza's parts without a store")
  func inspect() throws {
    let (alice, bob) = try Party.pair()
    let stanza = try alice.pawl("encrypt", "--to", bob.jid, input: "secret text").output
    let shown = try Command(["inspect"], input: stanza)
    #expect(shown.status == 0 && shown.output.contains("bob@example.net device 22") && !shown.output.contains("secret"))
    #expect(shown.output.contains("key exchange"))
    let bundle = try Command(["inspect", "--json"], input: bob.pawl("bundle").output).json()
    #expect(bundle["isSignatureValid"] as? Bool == true && (bundle["preKeyIDs"] as? [Int])?.count == 100)
    #expect(try Command(["inspect"], input: bob.pawl("devicelist").output).line == "devices: 22")
    #expect(try Command(["inspect"], input: "<nonsense/>").status == 65)
  }

  @Test("fingerprint prints eight groups of eight, the same that others see")
  func fingerprint() throws {
    let (alice, bob) = try Party.pair()
    let own = try alice.pawl("fingerprint")
    #expect(own.line.wholeMatch(of: /([0-9a-f]{8} ){7}[0-9a-f]{8}/) != nil)
    let sent = try alice.pawl("encrypt", "--to", bob.jid, input: "hello").output
    let seen = try bob.pawl("decrypt", "--json", input: sent).json()["fingerprint"] as? String
    #expect(seen == own.line.replacing(" ", with: ""))
  }

  @Test("Wrong usage exits with 64 and one line on standard error", arguments: [
    ["nonsense"], ["encrypt"], ["init", "--store", "/tmp/none"], ["decrypt", "--store"],
    ["init", "--store", "none", "--jid", "not a jid"], ["init", "--store", "none", "--jid", "a@b", "--device-id", "0"],
    ["push", "register", "--store", "none", "--gateway", "https://push.example/api/v1/"],
    ["push", "register", "--store", "none", "--gateway", "ftp://push.example/", "--apns-token", "00"],
    ["push", "register", "--store", "none", "--gateway", "https://push.example/", "--webpush", "https://a.example/"],
    ["import-bundle", "--store", "none", "--jid", "a@b", "--device", "x"],
  ])
  func usage(arguments: [String]) throws {
    let failed = try Command(arguments)
    #expect(failed.status == 64)
    #expect(failed.output.isEmpty && failed.errors.split(separator: "\n").count == 1)
  }

  @Test("A missing store, key file or input exits with 66", arguments: [["fingerprint"], ["sessions"], ["decrypt"]])
  func missing(arguments: [String]) throws {
    let folder = try TemporaryFolder()
    let failed = try Command(arguments + ["--store", folder.path("none")], input: "<message/>")
    #expect(failed.status == 66 && failed.errors.split(separator: "\n").count == 1)
    let alice = try Party("alice@example.org", device: 1)
    #expect(try alice.pawl("decrypt").status == 66)
    #expect(try alice.pawl("encrypt", "--to", "bob@example.net", input: "hello").status == 66)
  }

  @Test("An existing store is not made again: 74, and not a byte changes")
  func existing() throws {
    let alice = try Party("alice@example.org", device: 1)
    let before = try alice.bytes()
    #expect(try alice.pawl("init", "--jid", alice.jid).status == 74)
    #expect(try alice.bytes() == before)
  }

  @Test("Cut, flipped or oversized input exits with 65, one line on standard error, the store's bytes unchanged", arguments: [
    "decrypt", "import-bundle", "import-devicelist",
  ])
  func badInput(command: String) throws {
    let (alice, bob) = try Party.pair()
    let good: String
    var arguments: [String] = []
    switch command {
    case "decrypt": good = try alice.pawl("encrypt", "--to", bob.jid, input: "hello").output
    case "import-bundle":
      good = try alice.pawl("bundle").output
      arguments = ["--jid", alice.jid, "--device", "11"]
    default:
      good = try alice.pawl("devicelist").output
      arguments = ["--jid", alice.jid]
    }
    let before = try bob.bytes()
    let store = bob.storePath
    func refuse(_ input: String, _ comment: Comment) throws {
      let failed = try Command([command] + arguments + ["--store", store], input: input)
      #expect(failed.status == 65, comment)
      #expect(failed.output.isEmpty && failed.errors.split(separator: "\n").count == 1, comment)
      #expect(try bob.bytes() == before, comment)
    }
    for length in stride(from: 1, to: good.utf8.count - 2, by: max(1, good.utf8.count / 8)) {
      try refuse(String(good.prefix(length)), "cut at \(length)")
    }
    var random = SplitMix64(seed: 1)
    for _ in 0..<8 {
      // Bytes of the markup: the quotes and brackets that hold the element together.
      let places = good.indices.filter { "<>='\"".contains(good[$0]) }
      let place = places[Int.random(in: 0..<places.count, using: &random)]
      try refuse(good.replacingCharacters(in: place...place, with: "\u{1}"), "flipped")
    }
    try refuse(good + String(repeating: " ", count: 1 << 20), "oversized")
    try refuse("\u{feff}\u{0}", "garbage")

    let after = try Command([command] + arguments + ["--store", store], input: good)
    #expect(after.status == 0, "the good input is still taken: \(after.errors)")
  }

  @Test("pipe answers request by request and survives bad ones")
  func pipe() throws {
    let (alice, bob) = try Party.pair()
    let answers = try alice.pawl(
      "pipe",
      input: """
        {"op":"encrypt","to":"\(bob.jid)","text":"one"}
        not json
        {"op":"decrypt","stanza":"<message/>"}
        {"op":"devicelist"}

        """
    ).output.split(separator: "\n").map(String.init)
    try #require(answers.count == 4)
    #expect(answers[0].contains("\"ok\":true") && answers[0].contains("stanza"))
    #expect(answers[1] == #"{"error":"bad-request","ok":false}"#)
    #expect(answers[2] == #"{"error":"malformed","ok":false}"#)
    #expect(answers[3].contains("<devices"))
  }

  @Test("No command prints a private key, and no secret can be given on the command line")
  func secrets() throws {
    let help = try Command(["init", "--help"]).output
    #expect(!help.contains("--passphrase ") && !help.contains("--key "))
  }

  @Test("A passphrase file opens a store in place of a key file")
  func passphrase() throws {
    let folder = try TemporaryFolder()
    let secret = folder.path("secret")
    _ = FileManager.default.createFile(atPath: secret, contents: Data("correct horse\n".utf8))
    let options = ["--store", folder.path("store"), "--passphrase-file", secret]
    #expect(try Command(["init", "--jid", "a@example.org"] + options).status == 74, "others can read it")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: secret)
    #expect(try Command(["init", "--jid", "a@example.org"] + options).status == 0)
    #expect(try Command(["fingerprint"] + options).status == 0)
    #expect(try Command(["fingerprint", "--store", folder.path("store")]).status == 65)
  }

  @Test("A temporary folder may have a space and a percent sign in its name", arguments: [
    ["demo"], ["vectors", "verify", VectorFile.url("interop").path(percentEncoded: false)],
  ])
  func oddFolder(arguments: [String]) throws {
    let folder = try TemporaryFolder()
    let odd = folder.url.appending(path: "a b%20c")
    try FileManager.default.createDirectory(at: odd, withIntermediateDirectories: false)
    let environment = ["TMPDIR=" + odd.path(percentEncoded: false), Executable.pawl.path(percentEncoded: false)]
    let result = try Command(environment + arguments, executable: URL(filePath: "/usr/bin/env"))
    #expect(result.status == 0, "\(result.errors)")
  }

  @Test("The demo tells its story to the end")
  func demo() throws {
    let demo = try Command(["demo"])
    #expect(demo.status == 0, "\(demo.errors)")
    #expect(demo.output.contains("POST http://127.0.0.1:") && demo.output.contains("The notification's title"))
    #expect(demo.output.contains("The tea is getting cold."))
  }

  @Test("E9 text output: a terminal gets no escape sequence and no bidirectional override; JSON has the text as it is")
  func terminal() throws {
    let (alice, bob) = try Party.pair()
    let text = "a\u{9B}31mred\u{202E}moc.elpmaxe\u{7F}"
    let read = try bob.pawl("decrypt", input: alice.pawl("encrypt", "--to", bob.jid, input: text).output)
    #expect(read.output == "a31mredmoc.elpmaxe\n")
    let json = try bob.pawl("decrypt", "--json", input: alice.pawl("encrypt", "--to", bob.jid, input: text).output)
    #expect(try json.json()["text"] as? String == text)
  }
}
