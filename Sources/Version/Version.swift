/// The version of this package, as both commands name it and the Debian packages have it.
package enum Version {
  package static let current = "0.1.0"
}
