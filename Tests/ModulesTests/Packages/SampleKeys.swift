/// Keys of OpenPGP made for these tests, as gpg writes them.
enum SampleKeys {
    /// `2428DA8D861836B646E5EAC4E90D81026630765B` with the subkey `49DDF39FE64C645D`.
    static let press = """
        -----BEGIN PGP PUBLIC KEY BLOCK-----

        mDMEZ3SFgBYJKwYBBAHaRw8BAQdA01dSXozTsuQqIvB2P7vo6hB+HTRPrcTT1hLb
        IZWpham0BVByZXNziJAEExYIADgWIQQkKNqNhhg2tkbl6sTpDYECZjB2WwUCZ3SF
        gAIbAQULCQgHAgYVCgkICwIEFgIDAQIeAQIXgAAKCRDpDYECZjB2W4OQAP4w0eYK
        ep5P9Kt20jmcxnGJuLkxwneeHRUx4GLkTGWUcwD/Wt/Yu48/QPhZkXi8Z/Fh48WX
        PgnLyRWyqxrRLCg/DAG4MwRnddcAFgkrBgEEAdpHDwEBB0CsUaYtCiRQMZWeeZko
        mysMEzEKcIMI6L0f0b6E7e04lojvBBgWCAAgFiEEJCjajYYYNrZG5erE6Q2BAmYw
        dlsFAmd11wACGwIAgQkQ6Q2BAmYwdlt2IAQZFggAHRYhBMDy+x/DD4f/JA4y80nd
        85/mTGRdBQJnddcAAAoJEEnd85/mTGRdBCMA/3ewf2jcUbZuhYacRVP44c6fVpcz
        t/4cqQTN7kL3cCgQAQCYUYmbpf8EzQESXRLP8/NMR83qinvYui3z3gO5VGlVBlIO
        AQCj9BYWM16jo0u6vF3P9gByhP1ZWfIioFi4VadHn+y1PwEAmxzl/8sU8byCB1xJ
        +E2+oe/f20ZKHkAcE/owxNCSQAM=
        =By8u
        -----END PGP PUBLIC KEY BLOCK-----

        """

    /// `25596D6AED93FF11F8B8485496CFECC7BC377C07`, of a year that is long over.
    static let expired = """
        -----BEGIN PGP PUBLIC KEY BLOCK-----
        Comment: an old one

        mDMEXgvhABYJKwYBBAHaRw8BAQdAuCgVArlwCK7ghvZj4vvBOKRyjUl8zNttchth
        1Ou05t20A09sZIiWBBMWCAA+FiEEJVltau2T/xH4uEhUls/sx7w3fAcFAl4L4QAC
        GwMFCQHhM4AFCwkIBwIGFQoJCAsCBBYCAwECHgECF4AACgkQls/sx7w3fAeT9AD+
        MYBh1fWN7jmXzvFpSrOrx3M5/XKsfenSxtiLvTLdxacBAJsH3jHuyH5eRCh9nr61
        fOAMgQbSAHEwT/7YvF+vlPYD
        =WtPf
        -----END PGP PUBLIC KEY BLOCK-----

        """

    /// The same, which a later signature lets live for ever.
    static let renewed = """
        -----BEGIN PGP PUBLIC KEY BLOCK-----

        mDMEXgvhABYJKwYBBAHaRw8BAQdAuCgVArlwCK7ghvZj4vvBOKRyjUl8zNttchth
        1Ou05t20A09sZIiQBBMWCAA4AhsDBQsJCAcCBhUKCQgLAgQWAgMBAh4BAheAFiEE
        JVltau2T/xH4uEhUls/sx7w3fAcFAl7URQAACgkQls/sx7w3fAeLVQEA41Tehu8B
        6Rvgu2ZiqYhmKXSK5/7EW3jCnaJVwYt51WoBAJszEdIFEuLl8M98BqyvBT+avTrK
        erZPwtb9M9yZ6i0P
        =A/we
        -----END PGP PUBLIC KEY BLOCK-----

        """
}
