#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// Asks at the terminal for something that is not shown while it is typed.
package enum PasswordPrompt {
  /// Far more than anyone types.
  private static let maximumByteCount = 1024

  /// What Ctrl-C gives while the terminal makes no signal of it.
  private static let interrupt: UInt8 = 0x03

  /// Asks, whatever standard input and output are. Ctrl-C interrupts once the line is through, so that it does not leave the
  /// terminal without its echo.
  ///
  /// - Throws: `missing` where there is no terminal, `tooLarge`, `inaccessible`; the last one also where the process outlives
  ///   the interrupt.
  package static func read(_ prompt: String) throws(SecretFileError) -> SecretBytes {
    let line = try readLine(prompt)
    guard line.withBytes({ unsafe !$0.contains(interrupt) }) else {
      raise(SIGINT)
      throw .inaccessible
    }
    return line
  }

  private static func readLine(_ prompt: String) throws(SecretFileError) -> SecretBytes {
    let terminal = unsafe open("/dev/tty", O_RDWR | O_CLOEXEC)
    guard terminal >= 0 else { throw .missing }
    defer { close(terminal) }
    var settings = termios()
    guard unsafe tcgetattr(terminal, &settings) == 0 else { throw .inaccessible }
    let before = settings
    settings.c_lflag &= ~tcflag_t(ECHO | ISIG)
    guard unsafe tcsetattr(terminal, TCSAFLUSH, &settings) == 0 else { throw .inaccessible }
    defer {
      var restored = before
      unsafe tcsetattr(terminal, TCSAFLUSH, &restored)
      say("\n", to: terminal)
    }
    say(prompt, to: terminal)
    var length = 0
    let line = try SecretBytes(count: maximumByteCount) { (buffer) throws(SecretFileError) in
      while length < buffer.count {
        let count = unsafe readByte(buffer.baseAddress?.advanced(by: length), from: terminal)
        guard count >= 0 else { throw .inaccessible }
        if count == 0 { return }
        if unsafe buffer[length] == UInt8(ascii: "\n") { return }
        length += 1
      }
      throw .tooLarge
    }
    return line.part(0..<length)
  }

  private static func say(_ text: String, to terminal: Int32) {
    let bytes = Array(text.utf8)
    _ = unsafe bytes.withUnsafeBytes { unsafe write(terminal, $0.baseAddress, $0.count) }
  }

  private static func readByte(_ byte: UnsafeMutableRawPointer?, from terminal: Int32) -> Int {
    #if canImport(Darwin)
      unsafe Darwin.read(terminal, byte, 1)
    #elseif canImport(Musl)
      unsafe Musl.read(terminal, byte, 1)
    #else
      unsafe Glibc.read(terminal, byte, 1)
    #endif
  }
}
