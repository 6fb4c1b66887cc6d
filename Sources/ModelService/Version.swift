/// The version that `--version`, the metrics and the pages tell.
package let serviceVersion = "0.1.0"
