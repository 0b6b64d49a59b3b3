import Foundation
import Pawl

/// Tells the demo's story, for people or as JSON.
struct Narrator: Sendable {
  let json: Bool

  private struct Line: Encodable {
    var step: String?
    var says: String?
    var wire: String?
    var seenOnTheWay: [String]?
  }

  /// A new part of the story.
  func step(_ title: String) throws {
    try tell(Line(step: title), "\n── \(title)")
  }

  func say(_ text: String) throws {
    try tell(Line(says: text), "   \(text)")
  }

  /// Something that goes over the wire, shortened for people.
  func wire(_ text: String) throws {
    try tell(Line(wire: text), text.split(separator: "\n").map { "   │ \(Self.shortened(String($0)))" }.joined(separator: "\n"))
  }

  /// A stanza, and what the servers on its way can read in it.
  func stanza(_ xml: String) throws {
    try wire(xml.replacing("><", with: ">\n<"))
    let lines = InspectCommand.lines(try Inspection(xml))
    try tell(
      Line(seenOnTheWay: lines), "   What the servers can read:\n" + lines.map { "   · \($0)" }.joined(separator: "\n"))
  }

  private func tell(_ line: Line, _ text: String) throws {
    Terminal.say(json ? try JSON.line(line) : text)
  }

  /// Cuts long runs of base64 or hex, which say nothing to a reader.
  private static func shortened(_ text: String) -> String {
    text.replacing(/[A-Za-z0-9+\/=]{49,}/) { match in
      "\(match.output.prefix(20))…(\(match.output.count) characters)"
    }
  }
}
