"""The public surface of a library product: what an app sees that imports it.

A product's signatures name types of other targets, which it shows under aliases of its own. The compiler's symbol graph
of the product has the aliases only. Here each is replaced by what it stands for, members and all, as an app finds it.

    surface.py graph MODULES OUTPUT PRODUCT    writes OUTPUT/PRODUCT.symbols.json, for DocC
    surface.py text MODULES PRODUCT...         prints the declarations, sorted

MODULES is the folder that the build wrote its modules to.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Of no use to a reader: every type has them, or gets them with another.
IMPLIED = {"Copyable", "Escapable", "SendableMetatype", "BitwiseCopyable", "RawRepresentable"}


class Graph:
    """A module's symbols, by their identifiers, and how they are related."""

    def __init__(self, content):
        self.content = content
        self.symbols = {symbol["identifier"]["precise"]: symbol for symbol in content["symbols"]}
        self.relationships = content["relationships"]

    def members(self, owner):
        """The identifiers of what is declared in a type, at any depth."""
        found = [r["source"] for r in self.relationships if r["kind"] in ("memberOf", "requirementOf") and r["target"] == owner]
        return found + [deeper for member in found for deeper in self.members(member)]


class Extractor:
    """Runs the compiler's tool on modules that are built."""

    def __init__(self, modules):
        self.modules = pathlib.Path(modules)
        self.graphs = {}

    def graph(self, module):
        if module not in self.graphs:
            self.graphs[module] = self.extract(module)
        return self.graphs[module]

    def extract(self, module):
        target = json.loads(subprocess.check_output(["swift", "-print-target-info"]))["target"]["unversionedTriple"]
        flags = subprocess.check_output(["pkg-config", "--cflags", "libxml-2.0", "libsodium"], text=True).split()
        maps = list((ROOT / "Sources").glob("C*/module.modulemap"))
        # A C target of a dependency has its map in its sources, or where the build made one.
        maps += (ROOT / ".build/checkouts/GRDB.swift/Sources").glob("*/module.modulemap")
        with tempfile.TemporaryDirectory() as folder:
            command = ["swift", "symbolgraph-extract", "-module-name", module, "-I", str(self.modules), "-target", target]
            command += [flag for path in maps for flag in ("-Xcc", f"-fmodule-map-file={path}")]
            command += [part for flag in flags for part in ("-Xcc", flag)]
            command += ["-minimum-access-level", "public", "-skip-synthesized-members", "-output-dir", folder]
            done = subprocess.run(command, capture_output=True, text=True)
            if done.returncode:
                sys.exit(f"{module}: {done.stderr.strip()}")
            return Graph(json.loads((pathlib.Path(folder) / f"{module}.symbols.json").read_text()))

    def surface(self, product):
        """The product's graph, with the aliases of other targets' types resolved."""
        graph = self.graph(product)
        symbols = list(graph.symbols.values())
        relationships = list(graph.relationships)
        for alias in [symbol for symbol in symbols if symbol["kind"]["identifier"] == "swift.typealias"]:
            original = self.original(alias)
            if original is None:
                continue
            source, identifier = original
            name = alias["identifier"]["precise"]
            symbols.remove(alias)
            moved = [identifier, *source.members(identifier)]
            depth = len(source.symbols[identifier]["pathComponents"])
            for each in moved:
                symbol = json.loads(json.dumps(source.symbols[each]))
                symbol["pathComponents"] = alias["pathComponents"] + symbol["pathComponents"][depth:]
                symbols.append(symbol)
            relationships = [
                {**r, "source": identifier} if r["source"] == name else r for r in relationships
            ] + [r for r in source.relationships if r["source"] in moved]
        return {**graph.content, "symbols": symbols, "relationships": relationships}

    def original(self, alias):
        """Where a type of another target of ours is declared, that an alias stands for."""
        named = [f for f in alias["declarationFragments"] if f["kind"] == "typeIdentifier"]
        identifier = named[-1]["preciseIdentifier"] if named else ""
        for module in sorted(path.name for path in (ROOT / "Sources").iterdir() if path.is_dir()):
            if identifier.startswith(f"s:{len(module)}{module}"):
                graph = self.graph(module)
                return (graph, identifier) if identifier in graph.symbols else None
        return None


def text(surface):
    """The declarations, a type's members indented below it."""
    names = {symbol["identifier"]["precise"]: symbol["names"]["title"] for symbol in surface["symbols"]}
    conformances = {}
    for r in surface["relationships"]:
        if r["kind"] == "conformsTo":
            name = r.get("targetFallback") or names.get(r["target"], r["target"])
            conformances.setdefault(r["source"], set()).add(name.split(".")[-1])
    lines = []
    for symbol in surface["symbols"]:
        path = symbol["pathComponents"]
        line = "".join(fragment["spelling"] for fragment in symbol["declarationFragments"])
        kind = symbol["kind"]["identifier"]
        if kind in ("swift.struct", "swift.enum", "swift.class", "swift.protocol"):
            # The declaration's own name may be another than the alias that an app knows it by.
            line = line.replace(symbol["names"]["title"].split(".")[-1], path[-1], 1)
            known = conformances.get(symbol["identifier"]["precise"], set())
            shown = sorted(known - IMPLIED) + ([] if "Copyable" in known or kind == "swift.protocol" else ["~Copyable"])
            line += f": {', '.join(shown)}" if shown else ""
        # A type stands before its members, which follow by name.
        lines.append((path, symbol["identifier"]["precise"], "  " * (len(path) - 1) + " ".join(line.split())))
    return "\n".join(line for _, _, line in sorted(lines))


def main(arguments):
    match arguments:
        case ["graph", modules, output, product]:
            surface = Extractor(modules).surface(product)
            folder = pathlib.Path(output)
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{product}.symbols.json").write_text(json.dumps(surface))
        case ["text", modules, *products] if products:
            extractor = Extractor(modules)
            for product in products:
                print(f"# {product}\n\n{text(extractor.surface(product))}\n")
        case _:
            print(__doc__, file=sys.stderr)
            sys.exit(64)


main(sys.argv[1:])
