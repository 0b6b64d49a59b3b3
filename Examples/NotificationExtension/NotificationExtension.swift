import Foundation
import Pawl

/// What a notification service extension does, as a program: it opens the store that it shares with the app, says whose push
/// it is, and decrypts what the app's server had for it. It links `Pawl` and nothing else; iOS ends an extension that takes
/// more than 24 MB.
///
///     notification-extension STORE KEY-FILE TOKEN < stanzas
///
/// Standard input has one stanza a line. Standard output has the notification's title, then one line for each stanza: its text
/// if it brought one, `-` if it did not, `!` if it could not be read. Nothing goes out of an extension: the store keeps what
/// is due until the app is online.
@main
enum NotificationExtension {
  static func main() async {
    let arguments = CommandLine.arguments
    guard arguments.count == 4 else { return leave("usage: notification-extension STORE KEY-FILE TOKEN", 64) }
    do {
      let device = try Device(opening: arguments[1], key: .file(path: arguments[2]), decryptsOnly: true)
      guard let owner = try await device.lookUp(arguments[3], now: now) else { return leave("not a token of ours", 65) }
      say(owner.notificationTitle)
      while let stanza = readLine() { say(await text(of: stanza, device)) }
    } catch {
      leave("\(error)", 74)
    }
  }

  private static func text(of stanza: String, _ device: Device) async -> String {
    do throws(ReceiveError) {
      for case .message(let message) in try await device.receive(stanza, now: now).events {
        return message.text.map(printable) ?? "-"
      }
      return "-"
    } catch {
      return "!"
    }
  }

  /// On one line, without what a terminal would obey.
  private static func printable(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || (0x7f..<0xa0).contains($0.value) ? " " : $0 }))
  }

  private static var now: Int64 {
    Int64(Date().timeIntervalSince1970)
  }

  private static func say(_ line: String) {
    try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
  }

  private static func leave(_ reason: String, _ code: Int32) {
    try? FileHandle.standardError.write(contentsOf: Data("notification-extension: \(reason)\n".utf8))
    exit(code)
  }
}
