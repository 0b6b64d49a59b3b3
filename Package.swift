// swift-tools-version: 6.2
import PackageDescription

// Every target is built with strict memory safety and no warnings; `unsafe` stands in Primitives, XML, PostgreSQL and
// Storage's FileMirror only.
let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "pawl",
  platforms: [.macOS(.v14), .iOS(.v16)],
  products: [
    .library(name: "Pawl", targets: ["Pawl"]),
    .library(name: "DoubleRatchet", targets: ["DoubleRatchet"]),
    .executable(name: "pawl", targets: ["pawl-command"]),
    .executable(name: "pawl-gateway", targets: ["pawl-gateway"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
  ],
  targets: [
    .systemLibrary(
      name: "CSodium", pkgConfig: "libsodium",
      providers: [.apt(["libsodium-dev"]), .brew(["libsodium"])]),
    .systemLibrary(
      name: "CXML", pkgConfig: "libxml-2.0",
      providers: [.apt(["libxml2-dev"]), .brew(["libxml2"])]),
    .systemLibrary(
      name: "CPostgreSQL", pkgConfig: "libpq",
      providers: [.apt(["libpq-dev"]), .brew(["libpq"])]),
    .target(
      name: "Primitives",
      dependencies: [
        "CSodium",
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "CryptoExtras", package: "swift-crypto"),
      ],
      swiftSettings: strict),
    .target(name: "X3DH", dependencies: ["Primitives"], swiftSettings: strict),
    .target(name: "DoubleRatchet", dependencies: ["Primitives"], swiftSettings: strict),
    .target(name: "XML", dependencies: ["CXML"], swiftSettings: strict),
    .target(
      name: "OMEMO",
      dependencies: ["DoubleRatchet", "X3DH", "XML", "Primitives"],
      swiftSettings: strict),
    .target(name: "PushTokens", dependencies: ["XML", "Primitives"], swiftSettings: strict),
    .target(
      name: "Storage",
      dependencies: [
        "OMEMO", "PushTokens", "DoubleRatchet", "Verification", "X3DH", "XML", "Primitives",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .target(
      name: "Pawl",
      dependencies: [
        "OMEMO", "PushTokens", "Storage", "Verification", "X3DH", "XML", "Primitives", "DoubleRatchet",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    .target(
      name: "PushClient",
      dependencies: [
        "PushTokens", "XML", "Primitives", .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ],
      swiftSettings: strict),
    .target(name: "PostgreSQL", dependencies: ["CPostgreSQL"], swiftSettings: strict),
    .target(
      name: "PushGateway",
      dependencies: [
        "PostgreSQL", "PushClient", "PushTokens", "XMPPClient", "XML", "Primitives",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "JWTKit", package: "jwt-kit"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"), .product(name: "Metrics", package: "swift-metrics"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ],
      resources: [.embedInCode("API/openapi.json")],
      swiftSettings: strict),
    .target(name: "Version", swiftSettings: strict),
    .target(
      name: "CommandLineSupport", dependencies: [.product(name: "ArgumentParser", package: "swift-argument-parser")],
      swiftSettings: strict),
    .executableTarget(
      name: "pawl-gateway",
      dependencies: [
        "PushGateway", "Primitives", "Version", "CommandLineSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      swiftSettings: strict),
    .target(
      name: "Verification", dependencies: ["XML", "Primitives"], exclude: ["Verification.docc"], swiftSettings: strict),
    .target(name: "QRCode", swiftSettings: strict),
    .target(
      name: "XMPPClient",
      dependencies: [
        "XML", "Primitives",
        .product(name: "Crypto", package: "swift-crypto"), .product(name: "CryptoExtras", package: "swift-crypto"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOTLS", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    .target(
      name: "Messenger",
      dependencies: [
        "Pawl", "XMPPClient", "PushClient", "PushTokens", "Storage", "XML", "Primitives",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: strict),
    .target(
      name: "VectorSuite",
      dependencies: ["Pawl", "OMEMO", "Storage", "DoubleRatchet", "X3DH", "XML", "Primitives"], swiftSettings: strict),
    .executableTarget(
      name: "pawl-command",
      dependencies: [
        "VectorSuite", "Pawl", "Messenger", "XMPPClient", "XML", "PushClient", "PushGateway", "PushTokens", "OMEMO", "Storage",
        "Primitives", "QRCode", "Version", "CommandLineSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Sources/pawl-command",
      swiftSettings: strict),
    .executableTarget(
      name: "notification-extension", dependencies: ["Pawl"], path: "Examples/NotificationExtension",
      swiftSettings: strict),
    .testTarget(
      name: "NotificationExtensionTests", dependencies: ["notification-extension", "Pawl", "PushTokens", "TestSupport"]),
    // An example. It stands in this package since the client is no product of it.
    .executableTarget(
      name: "pawl-chat",
      dependencies: [
        "Pawl", "XMPPClient", "XML", "Primitives", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Examples/Chat", swiftSettings: strict),
    .target(
      name: "TestSupport", dependencies: [.product(name: "Logging", package: "swift-log")], path: "Tests/Support",
      swiftSettings: strict),
    .testTarget(name: "ExampleTests", dependencies: ["pawl-chat", "TestSupport"]),
    .testTarget(name: "PrimitivesTests", dependencies: ["Primitives", "TestSupport"], swiftSettings: strict),
    .testTarget(name: "XMLTests", dependencies: ["XML", "TestSupport"]),
    .testTarget(name: "DoubleRatchetTests", dependencies: ["DoubleRatchet", "Primitives", "TestSupport"]),
    .testTarget(
      name: "StorageTests",
      dependencies: [
        "Storage", "OMEMO", "Primitives", "XML", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .testTarget(
      name: "PawlTests",
      dependencies: [
        "Pawl", "OMEMO", "Primitives", "PushTokens", "Storage", "Verification", "XML", "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .testTarget(
      name: "DurabilityTests",
      dependencies: ["Pawl", "OMEMO", "Storage", "DoubleRatchet", "Primitives", "XML", "TestSupport", "pawl-command"]),
    .testTarget(name: "PushTokensTests", dependencies: ["PushTokens", "XML", "Primitives", "TestSupport"]),
    .testTarget(
      name: "PushClientTests",
      dependencies: [
        "PushClient", "PushTokens", "XML", "TestSupport", .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HummingbirdTLS", package: "hummingbird"), .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"), .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
      ]),
    .target(
      name: "FuzzTargets",
      dependencies: ["OMEMO", "PushTokens", "Storage", "DoubleRatchet", "X3DH", "XML", "Primitives"],
      path: "Tests/FuzzTargets", exclude: ["Corpus", "Dictionaries"]),
    .testTarget(name: "FuzzTests", dependencies: ["FuzzTargets", "TestSupport"]),
    .testTarget(name: "VerificationTests", dependencies: ["Verification", "XML", "Primitives", "TestSupport"]),
    .testTarget(
      name: "XMPPClientTests",
      dependencies: [
        "XMPPClient", "XML", "Primitives", "TestSupport", .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"), .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "CryptoExtras", package: "swift-crypto"),
      ]),
    .testTarget(name: "PostgreSQLTests", dependencies: ["PostgreSQL", "TestSupport"]),
    .testTarget(
      name: "PushGatewayTests",
      dependencies: [
        "PushGateway", "PostgreSQL", "PushClient", "PushTokens", "XMPPClient", "XML", "Primitives", "TestSupport",
        "pawl-gateway",
        .product(name: "HummingbirdTesting", package: "hummingbird"),
        .product(name: "Hummingbird", package: "hummingbird"), .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
      ]),
    .testTarget(name: "MessengerTests", dependencies: ["Messenger", "Pawl", "XMPPClient", "XML", "TestSupport"]),
    .testTarget(name: "QRCodeTests", dependencies: ["QRCode", "TestSupport"]),
    .testTarget(name: "VectorSuiteTests", dependencies: ["VectorSuite", "TestSupport"]),
    .testTarget(
      name: "ReadmeTests",
      dependencies: [
        "Pawl", "DoubleRatchet", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      exclude: ["api.txt"]),
    .testTarget(
      name: "CommandTests",
      dependencies: [
        "pawl-command", "CommandLineSupport", "Messenger", "Pawl", "XMPPClient", "XML", "TestSupport",
      ]),
    .testTarget(
      name: "OMEMOTests",
      dependencies: [
        "OMEMO", "DoubleRatchet", "X3DH", "XML", "Primitives", "TestSupport",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ],
      exclude: ["Protobuf/Legacy.proto", "Protobuf/OMEMO2.proto"]),
  ],
  swiftLanguageModes: [.v6]
)

// Built by Scripts/fuzz only: it takes the fuzzer's instrumentation, in our own code. With that of others there would be four
// times as many counters, and the fuzzer goes through all of them after each input. What is compared with what is not traced,
// as `-sanitize=fuzzer` would have it: that took a quarter of the time, and as much was found without in the same time, since
// the dictionaries say what is worth trying.
if Context.environment["PAWL_FUZZ"] != nil {
  let instrumentation = ["-sanitize=address", "-sanitize-coverage=edge,inline-8bit-counters,pc-table"]
  for target in package.targets where target.type == .regular {
    target.swiftSettings = (target.swiftSettings ?? []) + [.unsafeFlags(instrumentation)]
  }
  package.targets.append(
    .executableTarget(
      name: "pawl-fuzz", dependencies: ["FuzzTargets"], path: "Tests/Fuzzer",
      // Swift 6.3.1 crashes on this one file in the mode of the others.
      swiftSettings: [.swiftLanguageMode(.v5)], linkerSettings: [.unsafeFlags(["-use-ld=lld", "-sanitize=fuzzer,address"])]))
}

// Built by Scripts/constant-time only, which counts its instructions.
if Context.environment["PAWL_CONSTANT_TIME"] != nil {
  package.targets.append(
    .executableTarget(name: "pawl-constant-time", dependencies: ["Pawl", "Primitives"], path: "Tests/ConstantTime"))
}

// Built by Scripts/bench only, which runs it beside the implementations that it is compared with.
if Context.environment["PAWL_BENCH"] != nil {
  package.targets.append(
    .executableTarget(
      name: "pawl-bench",
      dependencies: [
        "Pawl", "OMEMO", "Storage", "DoubleRatchet", "X3DH", "XML", "Primitives",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      path: "Benchmarks/Drivers/pawl"))
}
