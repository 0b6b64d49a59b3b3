#if os(Linux)
import Foundation
import Testing

/// All that a process has in memory that it can write to: heap, stacks and variables.
struct ProcessMemory {
  private static let pageByteCount = 4_096

  private let regions: [Data]

  /// Copies the memory of a child of this process, which had better be waiting.
  init(of id: Int32) throws {
    let memory = try #require(FileHandle(forReadingAtPath: "/proc/\(id)/mem"), "the child's memory cannot be opened")
    let maps = try #require(Self.text("/proc/\(id)/maps"))
    var regions: [Data] = []
    for line in maps.split(separator: "\n") {
      // 7f1c5a000000-7f1c5a021000 rw-p 00000000 00:00 0 [heap]
      let fields = line.split(separator: " ")
      guard fields.count > 1, fields[1].hasPrefix("rw") else { continue }
      let bounds = fields[0].split(separator: "-").compactMap { Int($0, radix: 16) }
      try #require(bounds.count == 2, "\(line)")
      regions.append(Self.bytes(memory.fileDescriptor, bounds[0]..<bounds[1]))
    }
    self.regions = regions
  }

  /// Whether the system lets a parent read its child's memory.
  static var isReadable: Bool {
    guard geteuid() != 0, let scope = text("/proc/sys/kernel/yama/ptrace_scope") else { return true }
    return scope.hasPrefix("0") || scope.hasPrefix("1")
  }

  var byteCount: Int {
    regions.reduce(0) { $0 + $1.count }
  }

  func holds(_ bytes: [UInt8]) -> Bool {
    regions.contains { $0.holds(bytes) }
  }

  /// A file of `/proc`, whose length is not known before its end.
  private static func text(_ path: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: path) else { return nil }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: pageByteCount)
    while true {
      let count = read(file.fileDescriptor, &chunk, pageByteCount)
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += chunk.prefix(count)
    }
  }

  private static func bytes(_ descriptor: Int32, _ range: Range<Int>) -> Data {
    var bytes = [UInt8](repeating: 0, count: range.count)
    bytes.withUnsafeMutableBytes { buffer in
      var offset = 0
      while offset < range.count, let base = buffer.baseAddress {
        let count = pread(descriptor, base + offset, range.count - offset, range.lowerBound + offset)
        // A page of a device that cannot be read is passed over.
        offset += count > 0 ? count : pageByteCount
      }
    }
    return Data(bytes)
  }
}

extension Data {
  /// Whether the bytes stand somewhere in the data.
  func holds(_ bytes: [UInt8]) -> Bool {
    // It is looked for by a byte that is rare where there are mostly zeros and text.
    let anchor = bytes.firstIndex { (0x81..<0xff).contains($0) } ?? 0
    let last = count - bytes.count + anchor
    return withUnsafeBytes { (buffer: UnsafeRawBufferPointer) -> Bool in
      guard let base = buffer.baseAddress else { return false }
      var place = anchor
      while place <= last, let found = memchr(base + place, Int32(bytes[anchor]), last - place + 1) {
        place = base.distance(to: UnsafeRawPointer(found))
        if memcmp(base + place - anchor, bytes, bytes.count) == 0 { return true }
        place += 1
      }
      return false
    }
  }
}
#endif
