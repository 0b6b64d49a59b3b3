import Foundation
import FuzzTargets

/// Runs one target under libFuzzer. Which one the environment says: libFuzzer itself reads the command line.
@main
enum Fuzzer {
  static func main() {
    guard target != nil else {
      FileHandle.standardError.write(Data("PAWL_FUZZ_TARGET names no target\n".utf8))
      exit(64)
    }
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    exit(runLibFuzzer(&count, &arguments, runOne))
  }
}

private let target = ProcessInfo.processInfo.environment["PAWL_FUZZ_TARGET"].flatMap { FuzzTarget(rawValue: $0) }

private func runOne(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  // -1 keeps the fuzzer from going on with it.
  guard let target, count <= target.maximumLength else { return -1 }
  target.run(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}

/// libFuzzer's interface for programs with a main function of their own.
@_silgen_name("LLVMFuzzerRunDriver")
private func runLibFuzzer(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ runOne: @convention(c) (UnsafePointer<UInt8>, Int) -> CInt
) -> CInt
