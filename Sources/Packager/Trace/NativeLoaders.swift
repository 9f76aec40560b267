/// The modules that find a native module below a directory that they are told.
enum NativeLoaders {
    static let names: Set<String> = [
        "bindings", "node-gyp-build", "node-gyp-build-optional-packages", "node-pre-gyp", "@mapbox/node-pre-gyp",
        "pkg-prebuilds", "prebuild-install",
    ]
}
