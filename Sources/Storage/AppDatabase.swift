public import GRDB

/// The store's SQLite file, open in a transaction: for the app's own tables. `import GRDB` for what it can do.
///
/// Tables of the app's begin with a prefix of its own, such as `app_`: those of this library, which are not to be touched,
/// never do.
public typealias AppDatabase = GRDB.Database
