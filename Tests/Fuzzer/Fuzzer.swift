import Foundation
import FuzzTargets

/// Runs one target under libFuzzer. Which one the environment says: libFuzzer itself reads the command line.
@main
enum Fuzzer {
  static func main() {
    guard let target else {
      FileHandle.standardError.write(Data("PAWL_FUZZ_TARGET names no target\n".utf8))
      exit(64)
    }
    let arguments = CommandLine.arguments + ["-max_len=\(target.maximumLength)"]
    var count = CInt(arguments.count)
    var pointers: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = .allocate(capacity: arguments.count + 1)
    pointers?.initialize(from: arguments.map { strdup($0) } + [nil], count: arguments.count + 1)
    exit(runLibFuzzer(&count, &pointers, runOne))
  }
}

private let target = ProcessInfo.processInfo.environment["PAWL_FUZZ_TARGET"].flatMap { FuzzTarget(rawValue: $0) }

private func runOne(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  target?.run(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

/// libFuzzer's interface for programs with a main function of their own.
@_silgen_name("LLVMFuzzerRunDriver")
private func runLibFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ runOne: @convention(c) (UnsafePointer<UInt8>, Int) -> CInt
) -> CInt
