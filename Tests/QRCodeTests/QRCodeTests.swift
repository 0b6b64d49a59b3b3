import Foundation
import QRCode
import TestSupport
import Testing

/// What another program reads out of our codes. Debian has it as zbar-tools; without it these tests are not run.
private enum Reader {
  static let path = ["/usr/bin/zbarimg", "/usr/local/bin/zbarimg", "/opt/homebrew/bin/zbarimg"]
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  static func read(_ picture: [UInt8]) throws -> [UInt8] {
    let folder = try TemporaryFolder()
    try Data(picture).write(to: URL(filePath: folder.path("code.png")))
    let process = Process()
    process.executableURL = URL(filePath: try #require(path))
    process.arguments = ["--quiet", "--raw", "--oneshot", "-Sbinary", "-Sdisable", "-Sqrcode.enable", folder.path("code.png")]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = Pipe()
    try process.run()
    let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return [UInt8](bytes)
  }
}

@Suite("QR codes")
struct QRCodeTests {
  /// The most bytes of each version at level M (ISO/IEC 18004, table 7).
  private static let capacities = [
    14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666, 711, 779, 857, 911, 997,
    1059, 1125, 1190, 1264, 1370, 1452, 1538, 1628, 1722, 1809, 1911, 1989, 2099, 2213, 2331,
  ]

  @Test("Each of the forty versions begins and ends where the standard says")
  func versions() throws {
    for (index, capacity) in Self.capacities.enumerated() {
      #expect(try QRCode([UInt8](repeating: 1, count: capacity)).size == 21 + 4 * index)
    }
    #expect(throws: QRCodeError.tooLong) { try QRCode([UInt8](repeating: 1, count: 2332)) }
  }

  @Test("Another program reads what was written, in every version", .enabled(if: Reader.path != nil), arguments: 0..<40)
  func read(version: Int) throws {
    var random = SplitMix64(seed: UInt64(version))
    let alphabet = Array("abcdefghijklmnopqrstuvwxyz0123456789:/?;=@.-".utf8)
    let text = (0..<Self.capacities[version]).map { _ in alphabet.randomElement(using: &random) ?? 0 }
    #expect(try Reader.read(QRCode(text).png(scale: 4)) == text)
  }

  @Test("A picture is what the standard of PNG says: its size, and nothing behind its end")
  func picture() throws {
    let code = try QRCode(Array("hello".utf8))
    let png = code.png(scale: 3)
    #expect(Array(png.prefix(8)) == [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
    #expect(Array(png[16..<24]) == [0, 0, 0, 87, 0, 0, 0, 87])
    #expect(Array(png.suffix(12)) == [0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82])
  }

  @Test("The terminal shows the same modules as the picture, and light all around them")
  func terminal() throws {
    let code = try QRCode(Array("hello".utf8))
    let lines = code.terminalText.split(separator: "\n").map(Array.init)
    #expect(lines.count == 15 && lines.allSatisfy { $0.count == 29 })
    for y in 0..<code.size {
      for x in 0..<code.size {
        let character = lines[(y + 4) / 2][x + 4]
        let isUpper = (y + 4) % 2 == 0
        let isLight = character == "█" || character == (isUpper ? "▀" : "▄")
        #expect(isLight != code.isDark(x, y))
      }
    }
  }
}
