extension String {
  /// Text that may come from a stranger, for a terminal: without escape sequences, which could rewrite what is on the
  /// screen, and without the bidirectional overrides that make one name look like another.
  package var printable: String {
    String(UnicodeScalarView(unicodeScalars.filter { !$0.isHarmful }))
  }

  /// The same for a place in a line of ours: each line break, of all that Unicode has, becomes a space. What follows one
  /// would stand there as a line of ours, such as a text from somebody else.
  package var printableLine: String {
    String(map { $0.isNewline ? " " : $0 }).printable
  }
}

extension Unicode.Scalar {
  fileprivate var isHarmful: Bool {
    switch value {
    case 0x09, 0x0a: false
    case 0..<0x20, 0x7f..<0xa0, 0x200e...0x200f, 0x202a...0x202e, 0x2066...0x2069: true
    default: false
    }
  }
}
