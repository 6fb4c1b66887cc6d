@testable import ModelService

extension Reader {
    func readModel(_ bytes: [UInt8]) {
        switch self {
        case .hdf5: if let file = try? HDF5File(bytes) { _ = try? Weights(file) }
        case .safetensors: if let file = try? SafeTensors(bytes) { _ = try? Weights(file) }
        case .keras: _ = try? ModelDescription(kerasJSON: bytes)
        case .csv: _ = try? DataSet(csv: bytes, inputs: 3)
        default: _ = JournalReplay(bytes)
        }
    }
}
