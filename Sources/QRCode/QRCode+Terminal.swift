extension QRCode {
  /// The code for a terminal, two modules a character: half blocks, light on dark. The light modules are the ones that
  /// are drawn, so that it can be read on a dark background; on a light one readers take the inverse, too.
  package var terminalText: String {
    stride(from: -Self.quietZone, to: size + Self.quietZone, by: 2).map { y in
      (-Self.quietZone..<size + Self.quietZone).map { x in
        switch (isDark(x, y), isDark(x, y + 1)) {
        case (false, false): "█"
        case (false, true): "▀"
        case (true, false): "▄"
        case (true, true): " "
        }
      }.joined()
    }.joined(separator: "\n")
  }
}
