//! Numbers and texts back to back in bytes, as short as they are: what packed rows are made of.

/// Appends a number, seven bits a byte.
pub(super) fn put(out: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

/// Appends a number of either sign; small ones are short.
pub(super) fn put_signed(out: &mut Vec<u8>, n: i64) {
    put(out, ((n << 1) ^ (n >> 63)).cast_unsigned());
}

/// Appends a text with its length.
pub(super) fn put_text(out: &mut Vec<u8>, text: &str) {
    put(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}

/// Reads what was put, in the same order. `None` past the end.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn number(&mut self) -> Option<u64> {
        let mut n = 0;
        for shift in (0..64).step_by(7) {
            let (byte, rest) = self.0.split_first()?;
            self.0 = rest;
            n |= u64::from(byte & 0x7f) << shift;
            if *byte < 0x80 {
                return Some(n);
            }
        }
        None
    }

    pub(super) fn small(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    pub(super) fn signed(&mut self) -> Option<i64> {
        let n = self.number()?;
        Some((n >> 1).cast_signed() ^ -((n & 1).cast_signed()))
    }

    pub(super) fn bytes(&mut self) -> Option<&'a [u8]> {
        let len = usize::try_from(self.number()?).ok()?;
        let (bytes, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(bytes)
    }

    pub(super) fn text(&mut self) -> Option<&'a str> {
        std::str::from_utf8(self.bytes()?).ok()
    }
}

/// Pieces of bytes, one a row, back to back; a piece knows its length.
#[derive(Debug, Default)]
pub(super) struct Arena {
    bytes: Vec<u8>,
    /// Bytes of pieces that nobody holds any more.
    waste: usize,
}

impl Arena {
    /// Puts a piece down; where it lies. `None` past four gigabytes.
    pub(super) fn add(&mut self, piece: &[u8]) -> Option<u32> {
        let at = u32::try_from(self.bytes.len()).ok()?;
        put(&mut self.bytes, piece.len() as u64);
        self.bytes.extend_from_slice(piece);
        Some(at)
    }

    /// The piece that lies there.
    pub(super) fn get(&self, at: u32) -> &[u8] {
        let mut reader = Reader(self.bytes.get(at as usize..).unwrap_or_default());
        reader.bytes().unwrap_or_default()
    }

    /// Puts another piece in the place of the one that lies there, or elsewhere if it is of another length.
    pub(super) fn replace(&mut self, at: u32, piece: &[u8]) -> Option<u32> {
        let old = self.get(at).len();
        if old == piece.len() {
            let from = at as usize + head(old);
            self.bytes.get_mut(from..from + old)?.copy_from_slice(piece);
            return Some(at);
        }
        self.drop(at);
        self.add(piece)
    }

    /// Nobody holds the piece that lies there any more.
    pub(super) fn drop(&mut self, at: u32) {
        let len = self.get(at).len();
        self.waste += len + head(len);
    }

    /// Bytes of all pieces, those among them that nobody holds.
    #[cfg(test)]
    pub(super) const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether so much is wasted that it is to be laid together again with [`Arena::squeeze`].
    pub(super) const fn is_loose(&self) -> bool {
        self.waste > 1 << 20 && self.waste > self.bytes.len() / 4
    }

    /// Lays together the pieces at `places`, which are all that are held, and tells each its new one.
    pub(super) fn squeeze<'a>(&mut self, places: impl Iterator<Item = &'a mut u32>) {
        let mut tight = Self { bytes: Vec::with_capacity(self.bytes.len() - self.waste), waste: 0 };
        for place in places {
            *place = tight.add(self.get(*place)).unwrap_or_default();
        }
        *self = tight;
    }
}

/// Bytes that a length takes.
const fn head(len: usize) -> usize {
    let bits = usize::BITS - (len | 1).leading_zeros();
    bits.div_ceil(7) as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_was_put_is_read(n in any::<u64>(), i in any::<i64>(), text in "\\PC{0,300}") {
            let mut out = Vec::new();
            put(&mut out, n);
            put_signed(&mut out, i);
            put_text(&mut out, &text);
            let mut reader = Reader(&out);
            prop_assert_eq!((reader.number(), reader.signed(), reader.text()), (Some(n), Some(i), Some(&*text)));
            prop_assert_eq!(reader.number(), None);
        }

        #[test]
        fn pieces_stay_what_they_are(lens in prop::collection::vec((0_usize..400, 0_usize..400), 1..40)) {
            let mut arena = Arena::default();
            let piece = |n: usize, len: usize| vec![n as u8; len];
            let mut places: Vec<u32> = lens.iter().enumerate().map(|(n, l)| arena.add(&piece(n, l.0)).unwrap()).collect();
            for (n, len) in lens.iter().enumerate() {
                places[n] = arena.replace(places[n], &piece(n, len.1)).unwrap();
            }
            for squeezed in [false, true] {
                if squeezed {
                    arena.squeeze(places.iter_mut());
                    prop_assert_eq!(arena.bytes.len(), lens.iter().map(|l| l.1 + head(l.1)).sum::<usize>());
                }
                for (n, len) in lens.iter().enumerate() {
                    prop_assert_eq!(arena.get(places[n]), &piece(n, len.1)[..]);
                }
            }
        }
    }
}
