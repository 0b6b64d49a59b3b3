package import XML
package import XMPPClient

/// Messages over which the server may have ended the connection, since they are larger than it takes.
///
/// Such a message is never acknowledged, and so sent again with each login, over which the server ends the connection again:
/// the account would not be ready any more. One that was on its way at two such endings is given up.
package struct Suspects {
  /// Whether the server ended the last connection for something that it does not allow.
  private var isViolation = false
  private var suspects: Set<Element> = []

  package init() {}

  /// - Parameter error: what ended a connection that was logged in.
  package mutating func noteEnd(of error: ConnectionError) {
    isViolation = error == .closed(.policyViolation)
  }

  /// - Parameter messages: what was on its way when the last session was lost.
  /// - Returns: those among them that are not to be sent again.
  package mutating func givenUp(of messages: [Element]) -> [Element] {
    let large = isViolation ? messages.filter(Self.isLarge) : []
    let givenUp = large.filter { suspects.contains($0) }
    suspects = Set(large).subtracting(givenUp)
    isViolation = false
    return givenUp
  }

  private static func isLarge(_ message: Element) -> Bool {
    guard let text = try? message.serialized() else { return false }
    return text.utf8.count > alwaysTaken
  }

  /// 10,000 bytes, which every server takes (RFC 6120 section 13.12).
  package static let alwaysTaken = 10_000
}
