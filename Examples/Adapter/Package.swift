// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "adapter",
  platforms: [.macOS(.v14), .iOS(.v16)],
  dependencies: [.package(name: "pawl", path: "../..")],
  targets: [.executableTarget(name: "Adapter", dependencies: [.product(name: "Pawl", package: "pawl")])],
  swiftLanguageModes: [.v6]
)
