import Foundation
import FuzzTargets

/// libFuzzer's entry. Which target it is the environment says: libFuzzer itself reads the command line.
private let target: FuzzTarget = {
  let name = ProcessInfo.processInfo.environment["PAWL_FUZZ_TARGET"] ?? ""
  guard let target = FuzzTarget(rawValue: name) else { fatalError("PAWL_FUZZ_TARGET names no target") }
  return target
}()

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  target.run(Array(UnsafeBufferPointer(start: start, count: count)))
  return 0
}
