//! Base64 with the standard alphabet and padding (RFC 4648, section 4), for the clipboard sequence.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Appends `bytes`, encoded, to `out`.
pub(super) fn encode(bytes: &[u8], out: &mut Vec<u8>) {
    for group in bytes.chunks(3) {
        let bits =
            group.iter().fold(0_usize, |all, byte| all << 8 | usize::from(*byte)) << (8 * (3 - group.len()));
        for digit in 0..4 {
            let letter = ALPHABET[bits >> (18 - 6 * digit) & 63];
            out.push(if digit > group.len() { b'=' } else { letter });
        }
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn vectors_of_rfc_4648() {
        for (plain, coded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ] {
            let mut out = Vec::new();
            super::encode(plain.as_bytes(), &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), coded);
        }
        let mut out = Vec::new();
        super::encode(&[0xfb, 0xff, 0xfe], &mut out);
        assert_eq!(out, b"+//+");
    }
}
