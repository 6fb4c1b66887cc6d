@testable import ModelService

extension Reader {
    func readModel(_ bytes: [UInt8]) {
        switch self {
        case .hdf5:
            if let file = try? HDF5File(bytes) {
                _ = try? file.tensors(under: [])
                _ = try? ModelFile(bytes)
            }
        case .safetensors, .onnx, .zip: _ = try? ModelFile(bytes)
        case .keras: _ = try? KerasModel(json: bytes)
        default: _ = try? DataSet(csv: bytes, inputs: 3)
        }
    }
}
