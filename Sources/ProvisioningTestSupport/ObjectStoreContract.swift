package import ProvisioningDomain

/// The promises of `ObjectStore`, each to be checked on an empty store.
package enum ObjectStoreContract: String, CaseIterable, Sendable {
    case absentObjectsAreNil, putReplaces, emptyAndLargeObjects, putIfAbsentKeepsTheFirst, oneOfManyCreatorsWins
    case listIsSortedByBytes, listTakesAnyPrefix, deleteIsIdempotent, copyReplaces, keysStayInside, namesOfAllKinds
    case putAllWritesEach

    /// Checks the promise.
    ///
    /// - Throws: `ContractViolation` when it is broken, or what the store throws.
    package func verify(_ store: any ObjectStore) async throws {
        switch self {
        case .absentObjectsAreNil: try await absentObjects(store)
        case .putReplaces: try await putReplaces(store)
        case .emptyAndLargeObjects: try await sizes(store)
        case .putIfAbsentKeepsTheFirst: try await putIfAbsent(store)
        case .oneOfManyCreatorsWins: try await creators(store)
        case .listIsSortedByBytes: try await sorting(store)
        case .listTakesAnyPrefix: try await prefixes(store)
        case .deleteIsIdempotent: try await deletion(store)
        case .copyReplaces: try await copies(store)
        case .keysStayInside: try await keys(store)
        case .namesOfAllKinds: try await names(store)
        case .putAllWritesEach: try await together(store)
        }
    }

    private func require(_ holds: Bool, _ promise: String) throws { try ContractViolation.require(holds, promise) }

    private func absentObjects(_ store: any ObjectStore) async throws {
        try require(try await store.get("a/b") == nil, "an absent object is nil")
        try require(try await store.list("").isEmpty, "a new store is empty")
        try require(try await store.list("a/b/c").isEmpty, "a prefix without objects is empty")
        try await store.put("a", [1], if: .always)
        try require(try await store.get("a/b") == nil, "an object below another is absent")
    }

    private func putReplaces(_ store: any ObjectStore) async throws {
        try require(try await store.put("a/b", [1, 2, 3], if: .always), "put says that it wrote")
        try require(try await store.put("a/b", [4], if: .always), "put says that it replaced")
        try require(try await store.get("a/b") == [4], "the last put counts")
    }

    private func sizes(_ store: any ObjectStore) async throws {
        let large = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        try await store.put("empty", [], if: .always)
        try await store.put("large", large, if: .always)
        try require(try await store.get("empty") == [], "an empty object is not an absent one")
        try require(try await store.get("large") == large, "a large object comes back whole")
    }

    private func putIfAbsent(_ store: any ObjectStore) async throws {
        try require(try await store.put("k/x", [1], if: .absent), "put of an absent object writes")
        try require(try await !store.put("k/x", [2], if: .absent), "put of a present object says that it did not write")
        try require(try await store.get("k/x") == [1], "put of a present object keeps it")
        try require(try await store.list("k/") == ["k/x"], "a refused put leaves nothing behind")
        try await store.delete("k/x")
        try require(try await store.put("k/x", [3], if: .absent), "put after a delete writes")
    }

    private func creators(_ store: any ObjectStore) async throws {
        let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<16 {
                group.addTask { try await store.put("race", [UInt8(index)], if: .absent) }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        try require(winners == 1, "one of many creators wins, not \(winners)")
    }

    private func sorting(_ store: any ObjectStore) async throws {
        let keys = ["a/x", "a-b/x", "a.txt", "B", "a/x/y", "b", "é"]
        for key in keys where key != "a/x" { try await store.put(key, [0], if: .always) }
        let expected = ["B", "a-b/x", "a.txt", "a/x/y", "b", "é"]
        try require(try await store.list("") == expected, "the list is sorted by the bytes of whole keys")
    }

    private func prefixes(_ store: any ObjectStore) async throws {
        for key in ["s/p/dev.json", "s/p/dev.json.bak", "s/p/development.json", "s/q/dev.json", "s.txt"] {
            try await store.put(key, [0], if: .always)
        }
        try require(
            try await store.list("s/p/dev.json") == ["s/p/dev.json", "s/p/dev.json.bak"], "a prefix may end in a name")
        try require(try await store.list("s/").count == 4, "a prefix may be a directory")
        try require(try await store.list("s").count == 5, "a prefix needs no separator")
        try require(try await store.list("s/p").count == 3, "a prefix may name a directory without separator")
    }

    private func together(_ store: any ObjectStore) async throws {
        try await store.putAll([])
        try await store.put("a/x", [0], if: .always)
        let objects = (0..<20).map { StoredObject(key: "\($0 % 3 == 0 ? "a" : "b/c")/x\($0)", bytes: [UInt8($0)]) }
        try await store.putAll(objects + [StoredObject(key: "a/x", bytes: [1, 2])])
        for object in objects {
            try require(try await store.get(object.key) == object.bytes, "each of several objects is written")
        }
        try require(try await store.get("a/x") == [1, 2], "one of several objects replaces another")
        try await ContractViolation.requireFailure("several objects with a bad key are refused") {
            try await store.putAll([StoredObject(key: "new", bytes: [1]), StoredObject(key: "../x", bytes: [1])])
        }
    }

    private func deletion(_ store: any ObjectStore) async throws {
        try await store.delete("no/such")
        try await store.put("a/b", [1], if: .always)
        try await store.delete("a/b")
        try await store.delete("a/b")
        try require(try await store.get("a/b") == nil, "a deleted object is absent")
        try require(try await store.list("a").isEmpty, "a deleted object is not listed")
    }

    private func copies(_ store: any ObjectStore) async throws {
        try require(try await !store.copy("a", to: "b"), "a copy of nothing says so")
        try require(try await store.get("b") == nil, "a copy of nothing makes nothing")
        try await store.put("a", [1], if: .always)
        try await store.put("c/b", [2], if: .always)
        try require(try await store.copy("a", to: "c/b"), "a copy says that it was made")
        try require(try await store.get("c/b") == [1], "a copy replaces")
        try require(try await store.get("a") == [1], "a copy keeps the source")
    }

    private func keys(_ store: any ObjectStore) async throws {
        for key in ["../x", "a/../../x", "/etc/x", "a//b", "./a", "a/.", "", "a/", "a\0b"] {
            try await ContractViolation.requireFailure("put refuses the key \"\(key)\"") {
                try await store.put(key, [1], if: .always)
            }
            try await ContractViolation.requireFailure("get refuses the key \"\(key)\"") {
                _ = try await store.get(key)
            }
            try await ContractViolation.requireFailure("delete refuses the key \"\(key)\"") {
                try await store.delete(key)
            }
        }
        try require(try await store.list("").isEmpty, "a refused put writes nothing")
    }

    private func names(_ store: any ObjectStore) async throws {
        let names = [".pulumi/meta.yaml", "..a", "a b", "ü/日本", "x+y=z&?#%25", "a\\b", "-rf"]
        for name in names { try await store.put(name, Array(name.utf8), if: .absent) }
        for name in names {
            try require(try await store.get(name) == Array(name.utf8), "the key \"\(name)\" is kept as it is")
        }
        try require(Set(try await store.list("")) == Set(names), "all names are listed as they are")
    }
}
