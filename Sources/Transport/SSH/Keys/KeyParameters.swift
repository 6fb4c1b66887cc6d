internal import CLibcrypto
import Glibc

/// Numbers from which libcrypto makes a key. It keeps the names and values given, so they live as long as this.
struct KeyParameters: ~Copyable {
    private let builder: OpaquePointer?
    private var numbers: [OpaquePointer?] = []
    private var texts: [UnsafeMutableRawPointer?] = []

    init() { builder = OSSL_PARAM_BLD_new() }

    deinit {
        OSSL_PARAM_BLD_free(builder)
        for number in numbers { BN_clear_free(number) }
        for text in texts { free(text) }
    }

    private mutating func kept(_ name: String) -> UnsafePointer<CChar>? {
        let copy = strdup(name)
        texts.append(copy)
        return UnsafePointer(copy)
    }

    mutating func add(_ name: String, text: String) {
        OSSL_PARAM_BLD_push_utf8_string(builder, kept(name), kept(text), 0)
    }

    mutating func add(_ name: String, bytes: [UInt8]) {
        guard let copy = malloc(max(1, bytes.count)) else { return }
        UnsafeMutableRawBufferPointer(start: copy, count: bytes.count).copyBytes(from: bytes)
        texts.append(copy)
        OSSL_PARAM_BLD_push_octet_string(builder, kept(name), copy, bytes.count)
    }

    mutating func add(_ name: String, number bytes: [UInt8]) {
        push(name, BN_bin2bn(bytes, Int32(bytes.count), nil))
    }

    /// For RSA: `d mod (p - 1)`, which OpenSSH leaves out of its files and libcrypto demands.
    mutating func add(_ name: String, remainderOf dividend: [UInt8], byOneLessThan divisor: [UInt8]) {
        let context = BN_CTX_new()
        let whole = BN_bin2bn(dividend, Int32(dividend.count), nil)
        let less = BN_bin2bn(divisor, Int32(divisor.count), nil)
        let remainder = BN_new()
        BN_sub_word(less, 1)
        BN_div(nil, remainder, whole, less, context)
        for number in [whole, less] { BN_clear_free(number) }
        BN_CTX_free(context)
        push(name, remainder)
    }

    private mutating func push(_ name: String, _ number: OpaquePointer?) {
        numbers.append(number)
        OSSL_PARAM_BLD_push_BN(builder, kept(name), number)
    }

    func key(type: String) -> OpaquePointer? {
        guard let parameters = OSSL_PARAM_BLD_to_param(builder) else { return nil }
        defer { OSSL_PARAM_free(parameters) }
        guard let context = EVP_PKEY_CTX_new_from_name(nil, type, nil) else { return nil }
        defer { EVP_PKEY_CTX_free(context) }
        // 0x87: EVP_PKEY_KEYPAIR, a macro that Swift does not see.
        guard EVP_PKEY_fromdata_init(context) == 1 else { return nil }
        var key: OpaquePointer?
        guard EVP_PKEY_fromdata(context, &key, 0x87, parameters) == 1 else { return nil }
        return key
    }
}
