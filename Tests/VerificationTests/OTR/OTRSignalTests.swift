import Testing
import Verification

@Suite("Signs of OTR")
struct OTRSignalTests {
  static let base = " \t  \t\t\t\t \t \t \t  "
  static let tags = [1: " \t \t  \t ", 2: "  \t\t  \t ", 3: "  \t\t  \t\t", 4: "  \t\t \t  "]

  @Test(
    "A query is found, with the versions that it offers",
    arguments: [
      ("?OTR?", [1]), ("?OTRv2?", [2]), ("?OTRv23?", [2, 3]), ("?OTR?v2?", [1, 2]), ("?OTRv34?", [3, 4]),
      ("?OTRv?", []), ("?OTR?v?", [1]), ("?OTRv24x?", [2, 4]), ("?OTRv9?", []), ("?OTR?vain", [1]),
      ("Hello ?OTRv2?\nI'd like to speak OTR.", [2]), ("?OTR ?OTRv3?", [3]), ("?OTRx ?OTRv3? ?OTRv2?", [3]),
      ("??OTRv2?", [2]), ("?OTR?OTRv3?", [1]),
    ] as [(String, Set<Int>)])
  func query(body: String, versions: Set<Int>) {
    #expect(isSignal(OTRSignal.detect(in: body), .query, versions, body))
  }

  @Test(
    "Messages, fragments and errors of OTR are told apart",
    arguments: [
      ("?OTR:AAMC3vGA.", OTRSignal.Kind.message), ("?OTR,1,3,AAMC,", .fragment),
      ("?OTR|5a73a599|27e31597,1,3,AAM,", .fragment),
      ("?OTR Error: You sent something unreadable", .error),
    ])
  func others(body: String, kind: OTRSignal.Kind) {
    #expect(isSignal(OTRSignal.detect(in: body), kind, [], body))
  }

  @Test("A tag is found wherever it stands, and taken out of the body")
  func tag() {
    for (before, after) in [("", ""), ("Hello", ""), ("", "Hello"), ("Hel", "lo"), ("Grüße \u{1F44B}", " \t ")] {
      for versions in [[], [2], [2, 3], [1, 2, 3, 4], [4, 3]] {
        let tag = Self.base + versions.map { Self.tags[$0]! }.joined()
        #expect(isSignal(OTRSignal.detect(in: before + tag + after), .whitespaceTag, Set(versions), before + after))
      }
    }
  }

  @Test("A version that is not known ends the tag and stays")
  func unknownVersion() {
    let later = "\t\t\t\t\t\t\t\t"
    let body = "Hello" + Self.base + Self.tags[2]! + later
    #expect(isSignal(OTRSignal.detect(in: body), .whitespaceTag, [2], "Hello" + later))
  }

  @Test(
    "Other bodies have none",
    arguments: [
      "", "Hello", "OTR", "?OTR", "?OTR!", "?otrv2?", "? OTRv2?", "?OTRv2", "?OTRv", "?OTRv\n?", "?OTR error: x",
      "?OTR Erro",
      "?OTRv12345678901234567?", " \t  \t\t\t\t \t \t \t ", "\t  \t\t\t\t \t \t \t  ",
      String(repeating: " ", count: 64),
      "Have you heard of ?OTR", "?OT", "v2?",
    ])
  func none(body: String) {
    #expect(OTRSignal.detect(in: body) == nil)
  }

  @Test("The limit counts: what is behind 64 KiB is not looked at")
  func limit() {
    let filler = String(repeating: "a", count: OTRSignal.maximumByteCount - 7)
    #expect(OTRSignal.detect(in: filler + "?OTRv2?")?.kind == .query)
    #expect(OTRSignal.detect(in: filler + "a?OTRv2?") == nil)
    let long = String(repeating: "a", count: OTRSignal.maximumByteCount - 24) + Self.base + Self.tags[3]!
    #expect(OTRSignal.detect(in: long + "tail")?.body.hasSuffix("atail") == true)
    #expect(OTRSignal.detect(in: "a" + long)?.versions == [])
  }

  @Test("A body made to be slow is not")
  func slow() {
    for part in ["?OTR", " \t  \t\t\t\t \t \t \t ", "?OTRv234", " \t"] {
      let body = String(repeating: part, count: 200_000 / part.utf8.count)
      #expect(ContinuousClock().measure { _ = OTRSignal.detect(in: body) } < .seconds(5))
    }
  }
}

/// Compares bytes: a string that is equal may still be another body.
private func isSignal(_ signal: OTRSignal?, _ kind: OTRSignal.Kind, _ versions: Set<Int>, _ body: String) -> Bool {
  signal?.kind == kind && signal?.versions == versions && signal?.body.utf8.elementsEqual(body.utf8) == true
}
