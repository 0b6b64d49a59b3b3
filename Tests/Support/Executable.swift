package import Foundation

/// Where an executable lies: beside the test bundle that SwiftPM built.
package enum Executable {
  package static let pawl = named("pawl")
  package static let gateway = named("pawl-gateway")

  package static func named(_ name: String) -> URL {
    let bundle = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
    let folders = [bundle, Bundle.main.bundleURL, bundle.deletingLastPathComponent()]
    let candidates = folders.map { $0.appending(path: name) }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path()) } ?? candidates[0]
  }
}
