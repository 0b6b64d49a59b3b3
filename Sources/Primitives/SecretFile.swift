#if canImport(Darwin)
  internal import Darwin
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Glibc
#endif

/// Reads and writes a small secret file without the bytes passing through memory that nobody wipes.
package enum SecretFile {
  /// Far more than any key or passphrase takes; a path to the wrong file must not fill memory.
  private static let maximumByteCount = 4096

  /// Creates `path` with mode 0600 and the given bytes. An existing file is never touched.
  ///
  /// - Throws: `exists`, `inaccessible`.
  package static func create(_ path: String, _ secret: borrowing SecretBytes) throws(SecretFileError) {
    let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw errno == EEXIST ? .exists : .inaccessible }
    defer { close(descriptor) }
    let written = secret.withBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
    guard written == secret.count, fsync(descriptor) == 0 else {
      unsafe unlink(path)
      throw .inaccessible
    }
  }

  /// Reads a regular file that only its owner can read.
  ///
  /// - Throws: `missing`, `inaccessible`, `exposed` when group or others may read it, `tooLarge`.
  package static func read(_ path: String) throws(SecretFileError) -> SecretBytes {
    let descriptor = unsafe open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw errno == ENOENT ? .missing : .inaccessible }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { throw .inaccessible }
    guard status.st_mode & 0o077 == 0 else { throw .exposed }
    guard status.st_size <= maximumByteCount else { throw .tooLarge }
    return try SecretBytes(count: Int(status.st_size)) { (buffer) throws(SecretFileError) in
      let count = unsafe Self.fill(buffer, from: descriptor)
      guard count == buffer.count else { throw .inaccessible }
    }
  }

  private static func fill(_ buffer: UnsafeMutableRawBufferPointer, from descriptor: Int32) -> Int {
    #if canImport(Darwin)
      unsafe Darwin.read(descriptor, buffer.baseAddress, buffer.count)
    #elseif canImport(Musl)
      unsafe Musl.read(descriptor, buffer.baseAddress, buffer.count)
    #else
      unsafe Glibc.read(descriptor, buffer.baseAddress, buffer.count)
    #endif
  }
}

/// Why a secret file could not be used.
public enum SecretFileError: Error, Equatable, Sendable {
  case missing
  case exists
  /// The file's mode lets others read it. It must be 0600 or stricter.
  case exposed
  case tooLarge
  case inaccessible
}

extension SecretBytes {
  /// A passphrase as it stands in a file, without the newline that editors put at the end.
  package consuming func withoutFinalNewline() -> SecretBytes {
    let end = withBytes { unsafe $0.last == UInt8(ascii: "\n") ? $0.count - 1 : $0.count }
    return part(0..<end)
  }
}
