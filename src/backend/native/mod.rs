//! Our own server, over its API: changes by its stream, pages for the beginning, polls where the stream does not get
//! through.
